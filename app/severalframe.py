"""What the cards of long jobs share: their head, how far they are, and what can be done."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app import resources
from app.jobcards import EARLIER, STATES
from app.widgets import sentences
from app.words import duration, moment
from core.jobs import Job, JobState

Body = Callable[[Job], None]
AT_WORK = (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


def framed(job: Job, noun: str, body: Body) -> None:
    """Show a job: head, how far it is, `body`, and its buttons. `noun` is what stops: a search."""
    words, colour = STATES[job.state]
    with st.container(border=True):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.markdown(f"**{job.title}**")
        head.badge(words, color=colour)  # type: ignore[arg-type]
        _standing(job)
        body(job)
        _buttons(job, noun)


def _standing(job: Job) -> None:
    """Say where the job is, or how it ended."""
    if job.state is JobState.QUEUED:
        ahead = resources.runner().ahead_of(job.id)
        st.caption(f"Waits for {ahead} before it; starts by itself." if ahead else "Starts now.")
    elif job.state is JobState.RUNNING:
        told = f"{job.message or 'Starting'} · {job.fraction:.0%}"
        st.progress(min(1.0, job.fraction), text=told)
        left = job.seconds_left(time.time())
        row = st.container(horizontal=True, gap="medium")
        row.metric("Time left", duration(left) if left is not None else "a moment")
        row.metric("So far", duration(job.elapsed(time.time())))
    elif job.state is JobState.STOPPING:
        st.progress(min(1.0, job.fraction), text="Stopping after the batch at hand")
    elif job.state is JobState.FAILED:
        st.error(job.error, icon=":material/error:")
    elif job.state is not JobState.DONE:
        kept = " It can go on where it ended." if job.resumable else ""
        st.markdown(f"Ended at {job.fraction:.0%}.{kept}")


def _buttons(job: Job, noun: str) -> None:
    runner = resources.runner()
    row = st.container(horizontal=True)
    if job.state in (JobState.QUEUED, JobState.RUNNING):
        # A stop must be felt at once: the callback runs before the next picture of the page.
        row.button(
            f"Stop the {noun}",
            icon=":material/stop_circle:",
            key=f"stop.{job.id}",
            on_click=runner.stop,
            args=(job.id,),
        )
    if job.resumable:
        act(row, "Continue", "resume", lambda: runner.resume(job.id), job, kind="primary")
    if job.state.ended:
        act(row, "Forget", "delete", lambda: runner.delete(job.id), job)


def act(
    row: Any, label: str, icon: str, do: Callable[[], object], job: Job, kind: Any = "secondary"
) -> None:
    """Show a button that does something with a job; what goes wrong is said beside it."""
    if row.button(label, icon=f":material/{icon}:", key=f"{icon}.{job.id}", type=kind):
        with sentences():
            do()
            st.rerun()


def list_earlier(jobs: Sequence[Job]) -> None:
    """List jobs a line each; a line can be opened, and the page's address then leads to it."""
    if not jobs:
        return
    st.subheader("Earlier", anchor=False)
    for job in jobs[:EARLIER]:
        words, colour = STATES[job.state]
        row = st.container(horizontal=True, vertical_alignment="center", gap="medium")
        row.badge(words, color=colour)  # type: ignore[arg-type]
        row.markdown(job.title)
        row.caption(moment(job.created))
        row.button("Show", key=f"show.{job.id}", on_click=_show, args=(job.id,))


def _show(job_id: str) -> None:
    st.query_params["job"] = job_id
