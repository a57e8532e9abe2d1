"""What every card and line of a job is made of: its state, how far it is, and its buttons."""

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from app import resources
from app.components.widgets import sentences
from app.formatting import duration
from core.jobs import Job, JobState

EARLIER = 12  # lines; the rest is on the Runs page and in MLflow
AT_WORK = (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)

STATES: dict[JobState, tuple[str, str]] = {
    JobState.QUEUED: ("waiting", "gray"),
    JobState.RUNNING: ("running", "blue"),
    JobState.STOPPING: ("stopping", "orange"),
    JobState.DONE: ("done", "green"),
    JobState.STOPPED: ("stopped", "gray"),
    JobState.FAILED: ("failed", "red"),
    JobState.INTERRUPTED: ("interrupted", "orange"),
}


def badge(job: Job, place: Any) -> None:
    words, colour = STATES[job.state]
    place.badge(words, color=colour)


def head(job: Job) -> Any:
    """Show what the job is called and how it stands; return the row, for more to stand in it."""
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(f"**{job.title}**")
    badge(job, row)
    return row


def running(job: Job, gap: Any = "large") -> Any:
    """Show how far the job is and how long still; return the row of figures."""
    left = job.seconds_left(time.time())
    st.progress(min(1.0, job.fraction), text=f"{job.message or 'Starting'} · {job.fraction:.0%}")
    row = st.container(horizontal=True, vertical_alignment="center", gap=gap)
    row.metric("Time left", duration(left) if left is not None else "a moment")
    row.metric("So far", duration(job.elapsed(time.time())))
    return row


def stopping(job: Job) -> None:
    st.progress(min(1.0, job.fraction), text="Stopping after the batch at hand")


def stop_button(job: Job, words: str, place: Any, icon: str = "stop_circle") -> None:
    # A stop must be felt at once: the callback runs before the next picture of the page.
    place.button(
        words,
        icon=f":material/{icon}:",
        key=f"stop.{job.id}",
        on_click=resources.runner().stop,
        args=(job.id,),
    )


def act(row: Any, label: str, icon: str, do: Callable[[], object], job: Job, **look: Any) -> None:
    """Show a button that does something with a job; what goes wrong is said beside it."""
    if row.button(label, icon=f":material/{icon}:", key=f"{icon}.{job.id}", **look):
        with sentences():
            do()
            st.rerun()


def resume_button(job: Job, row: Any) -> None:
    """Offer to go on with a job that left something to go on from."""
    if job.resumable:
        runner = resources.runner()
        act(row, "Continue", "resume", lambda: runner.resume(job.id), job, type="primary")


def forget_button(job: Job, row: Any, hint: str | None = None) -> None:
    act(row, "Forget", "delete", lambda: resources.runner().delete(job.id), job, help=hint)


def earlier_line(job: Job, outcome: str = "") -> Any:
    """Show a job that is over in one line; return the line, for a button at its end."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="medium")
    badge(job, row)
    row.markdown(f"{job.title}{outcome}")
    return row
