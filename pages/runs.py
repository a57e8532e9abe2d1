"""Which run was best? Every finished training: find, compare, tag, note, delete, bring back."""

import streamlit as st

from app import navigation, resources
from app.components.widgets import sentences
from app.runs.compare import compare
from app.runs.detail import offer_undo, show_deleted, show_run
from app.runs.table import export, find_runs, tell_best, tick_runs

st.title("Which run was best?", anchor=False)
st.markdown(
    "Every training that ended with a model. Tick one to see it whole, two or more to compare.",
    help="Trainings that were stopped or failed gave no model: the Train page lists them.",
)

with sentences():
    registry = resources.registry()
    runs = registry.runs.all()
    if not runs:
        st.info("No training has ended with a model yet. The first appears here by itself.")
        st.page_link(navigation.train(), label="Train one", icon=":material/school:")
    else:
        offer_undo()
        answer = st.container()  # depends on what is asked for below it
        shown = find_runs(runs)
        with answer:
            tell_best(shown)
        curves = registry.runs.histories([run.id for run in shown], "validation_accuracy")
        ticked = tick_runs(shown, runs, curves)
        export(shown, len(runs))
        if len(ticked) == 1:
            show_run(ticked[0], [tag for run in runs for tag in run.tags])
        elif ticked:
            compare(ticked)
    show_deleted(registry.runs.all(deleted=True))
resources.warm_registry()
