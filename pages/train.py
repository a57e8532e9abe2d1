"""Teach a model: choose a recipe, start it, watch it, stop it."""

import streamlit as st

from app import resources
from app.components.widgets import asked, sentences
from app.train.form import training_form
from app.train.overlay import show_together
from app.train.queue import show_trouble, show_waiting
from app.train.result import show_earlier, show_job
from core.jobs import JobState
from core.workflows.train.train import start_training

st.title("Teach a model", anchor=False)
st.markdown(
    "Train a network on this computer and watch it learn. You can leave the page meanwhile."
)


# The polling goes on after the last training, until the page is next drawn: a rerun of the whole
# page from in here would take a person back who has just clicked on another page.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    runner = resources.runner()
    jobs = [job for job in runner.jobs() if job.kind == "train"]
    if not jobs:
        st.subheader("No training yet", anchor=False)
        st.markdown("Press Train: the curve appears here while the network learns.")
    at_work = [job for job in jobs if job.state in (JobState.RUNNING, JobState.STOPPING)]
    over = [job for job in jobs if job.state.ended]
    shown = at_work or over[:1]
    show_trouble()
    for job in shown:
        show_job(job)
    show_waiting(runner.waiting())
    show_together(jobs)
    show_earlier([job for job in over if job not in shown])


left, right = st.columns([4, 7], gap="large")
with left.container(border=True), sentences():
    config = training_form()
    if asked("Train", ":material/play_arrow:"):
        start_training(resources.runner(), config)
        st.rerun()
with right:
    watch()
