"""Train a model: choose a recipe, start, monitor and stop the run."""

import streamlit as st

from app import resources
from app.components.promotion import show_asked
from app.components.start import start_button
from app.components.widgets import error_boundary
from app.jobs import board, parts
from app.jobs.queue import show_queue
from app.train.first_sight import show_example
from app.train.form import training_form
from app.train.overlay import show_together
from app.train.result import TRAININGS
from app.train.start import start
from core.jobs import JobState

st.title("Train a model", anchor=False)
st.markdown(
    "Train a network on this computer and watch it learn. It continues when you leave the page."
)


# Polling continues after the last run ends, until the page is next drawn: rerunning the whole
# page from inside the fragment would pull back someone who has just clicked on another page.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    parts.follow()
    jobs = board.jobs_of(TRAININGS)
    if not jobs:
        show_example()
    ended = [job for job in jobs if job.state.ended]
    shown = [job for job in jobs if job.state in (JobState.RUNNING, JobState.STOPPING)] or ended[:1]
    board.show_record_trouble()
    for job in shown:
        board.show_job(job, TRAININGS[job.kind])
    show_queue()
    show_together(jobs)
    board.list_earlier([job for job in ended if job not in shown], TRAININGS, opens=False)


left, right = st.columns([4, 7], gap="large")
with left.container(border=True), error_boundary():
    training_form()
    start_button("Train", ":material/play_arrow:", start)
with right:
    watch()
show_asked()
