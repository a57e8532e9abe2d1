"""What the cards of long jobs share: their head, how far they are, and what can be done."""

from collections.abc import Callable, Sequence

import streamlit as st

from app import resources
from app.components.widgets import say_trouble
from app.formatting import moment
from app.jobs import parts as jobparts
from core.jobs import Job, JobState

Body = Callable[[Job], None]


def framed(job: Job, noun: str, body: Body) -> None:
    """Show a job: head, how far it is, `body`, and its buttons. `noun` is what stops: a search."""
    with st.container(border=True):
        jobparts.head(job)
        _standing(job)
        body(job)
        _buttons(job, noun)


def _standing(job: Job) -> None:
    """Say where the job is, or how it ended."""
    if job.state is JobState.QUEUED:
        ahead = resources.runner().ahead_of(job.id)
        st.caption(f"Waits for {ahead} before it; starts by itself." if ahead else "Starts now.")
    elif job.state is JobState.RUNNING:
        jobparts.running(job, "medium")
    elif job.state is JobState.STOPPING:
        jobparts.stopping(job)
    elif job.state is JobState.FAILED:
        say_trouble(job.error)
    elif job.state is not JobState.DONE:
        kept = " It can go on where it ended." if job.resumable else ""
        st.markdown(f"Ended at {job.fraction:.0%}.{kept}")


def _buttons(job: Job, noun: str) -> None:
    row = st.container(horizontal=True)
    if job.state in (JobState.QUEUED, JobState.RUNNING):
        jobparts.stop_button(job, f"Stop the {noun}", row)
    jobparts.resume_button(job, row)
    if job.state.ended:
        jobparts.forget_button(job, row)


def list_earlier(jobs: Sequence[Job]) -> None:
    """List jobs a line each; a line can be opened, and the page's address then leads to it."""
    if not jobs:
        return
    st.subheader("Earlier", anchor=False)
    for job in jobs[: jobparts.EARLIER]:
        row = jobparts.earlier_line(job)
        row.caption(moment(job.created))
        row.button("Show", key=f"show.{job.id}", on_click=_show, args=(job.id,))


def _show(job_id: str) -> None:
    st.query_params["job"] = job_id
