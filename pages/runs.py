"""Which run was best? Find, compare, tag, annotate, delete and restore finished runs."""

import streamlit as st

from app import navigation, resources
from app.components.shipped_run import show_shipped_run
from app.components.widgets import error_boundary
from app.runs.compare import compare
from app.runs.deletion import run_trash, show_deleted
from app.runs.detail import show_run
from app.runs.table import export, find_runs, show_best, tick_runs

st.title("Which run was best?", anchor=False)
st.markdown(
    "Every training run that produced a model. Tick one for its details, two or more to compare.",
    help="Runs that were stopped or failed produced no model; the Train page lists them.",
)

with error_boundary():
    registry = resources.registry()
    runs = registry.runs.all()
    if not runs:
        st.info("No training run has produced a model yet. Runs appear here when they finish.")
        st.page_link(navigation.train(), label="Train a model", icon=":material/school:")
        show_shipped_run()
    else:
        run_trash().offer_undo()
        answer = st.container()  # filled after the filter below it is read
        shown = find_runs(runs)
        with answer:
            show_best(shown)
        curves = registry.runs.histories([run.id for run in shown], "validation_accuracy")
        ticked = tick_runs(shown, runs, curves)
        export(shown, len(runs))
        if len(runs) == 1:  # the first sight: the shipped model's run, opened as an example
            ticked = list(runs)
        if len(ticked) == 1:
            show_run(ticked[0], [tag for run in runs for tag in run.tags])
        elif ticked:
            compare(ticked)
    show_deleted(registry.runs.all(deleted=True))
resources.warm_registry()
