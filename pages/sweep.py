"""Search over settings, repeat one over several seeds, or cross-validate it."""

import streamlit as st

from app import resources
from app.components.widgets import asked, sentences
from app.jobs.board import list_earlier
from app.jobs.parts import AT_WORK
from app.sweep.form import base_form, search_form
from app.sweep.repeats import show_crossvalidation, show_seeds
from app.sweep.result import show_sweep
from core.workflows.experiments import crossvalidation, seeds, sweep

CARDS = {
    sweep.KIND: show_sweep,
    seeds.KIND: show_seeds,
    crossvalidation.KIND: show_crossvalidation,
}
QUESTIONS = {
    sweep.KIND: "Search",
    seeds.KIND: "Seeds",
    crossvalidation.KIND: "Folds",
}
WHY = {
    sweep.KIND: "Many trainings in turn, each chosen in the light of the earlier ones, all judged "
    "on the validation split. The test split stays unseen.",
    seeds.KIND: "The same training from several seeds: each becomes a version, tested once, and "
    "you see how much of a figure is chance.",
    crossvalidation.KIND: "The pictures in folds, each answered by a network that learnt from the "
    "others. It makes no version, and the test split stays unseen.",
}

st.title("Which settings are best?", anchor=False)
st.markdown("Let this computer try many, and tell merit from luck.")


def ask(question: str) -> None:
    st.caption(WHY[question])
    runner = resources.runner()
    if question == sweep.KIND:
        plan = search_form()
        if start("Start the search"):
            sweep.start_sweep(runner, plan)
            st.rerun()
        return
    config = base_form(seeds=question == seeds.KIND)
    if question == seeds.KIND:
        count = st.slider("Seeds", seeds.FEWEST, seeds.MOST, 5)
        if start("Train all seeds"):
            seeds.start_seeds(runner, config, count)
            st.rerun()
        return
    folds = st.slider("Folds", crossvalidation.FEWEST, crossvalidation.MOST, 5)
    if start("Start the cross-validation"):
        crossvalidation.start_crossvalidation(runner, config, folds)
        st.rerun()


def start(label: str) -> bool:
    return asked(label, ":material/play_arrow:")


# The polling goes on after the last job, for the reason that stands on the train page.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    jobs = [job for job in resources.runner().jobs() if job.kind in CARDS]
    if not jobs:
        st.subheader("Nothing tried yet", anchor=False)
        st.markdown("Choose what to vary and start: every trial appears here.")
    opened = [job for job in jobs if job.id == st.query_params.get("job")]
    at_work = [job for job in reversed(jobs) if job.state in AT_WORK and job not in opened]
    shown = opened + at_work or jobs[:1]
    for job in shown:
        CARDS[job.kind](job)
    list_earlier([job for job in jobs if job not in shown])


left, right = st.columns([4, 7], gap="large")
with left.container(border=True), sentences():
    question = st.segmented_control(
        "What to try",
        list(QUESTIONS),
        format_func=QUESTIONS.__getitem__,
        default=sweep.KIND,
        required=True,
        key="sweep.question",
    )
    ask(question or sweep.KIND)
with right:
    watch()
