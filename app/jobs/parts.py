"""The parts of a job's card and list line: its state, its progress, and its buttons."""

import time
from collections.abc import Callable
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import resources
from app.components.callbacks import attempt, show_failure
from app.foreign import literal, literal_html
from app.formatting import counted, duration, percent
from core.jobs import AnyJob, JobState

_ACTED = "jobs.acted"
STATES: dict[JobState, tuple[str, Literal["gray", "blue", "orange", "green", "red"]]] = {
    JobState.QUEUED: ("waiting", "gray"),
    JobState.RUNNING: ("running", "blue"),
    JobState.STOPPING: ("stopping", "orange"),
    JobState.DONE: ("done", "green"),
    JobState.STOPPED: ("stopped", "gray"),
    JobState.FAILED: ("failed", "red"),
    JobState.INTERRUPTED: ("interrupted", "orange"),
}


def title(job: AnyJob) -> str:
    """Return a job's title, escaped for Markdown: it may contain a file name."""
    return literal(job.title)


def badge(job: AnyJob, place: DeltaGenerator) -> None:
    words, colour = STATES[job.state]
    place.badge(words, color=colour)


def anchor(job: AnyJob, place: DeltaGenerator) -> None:
    """Mark where a job is shown, for a link from elsewhere on the page: #job-ID."""
    place.html(f'<span id="job-{literal_html(job.id)}"></span>')


def head(job: AnyJob) -> None:
    """Show the title and the state of a job."""
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(f"**{title(job)}**")
    badge(job, row)
    if job.elsewhere:
        row.caption("in another copy of the app")
    anchor(job, row)


def waiting(job: AnyJob) -> str:
    """Return how many jobs are ahead of a queued one, in words."""
    ahead = resources.runner().ahead_of(job.id)
    if not ahead:
        return "Starting now."
    return f"Waiting for {counted(ahead, 'job')}; starts automatically."


def running(job: AnyJob) -> DeltaGenerator:
    """Show the progress and the time left; return the row of metrics."""
    left = job.seconds_left(time.time())
    message = literal(job.message) or "Starting"
    st.progress(min(1.0, job.fraction), text=f"{message} · {percent(job.fraction, 0)}")
    row = st.container(horizontal=True, vertical_alignment="center", gap="large")
    row.metric("Time left", duration(left) if left is not None else "estimating")
    row.metric("Elapsed", duration(job.elapsed(time.time())))
    return row


def stopping(job: AnyJob) -> None:
    st.progress(min(1.0, job.fraction), text="Stopping after the current batch")


def stop_button(job: AnyJob, label: str, place: DeltaGenerator, icon: str = "stop_circle") -> None:
    # A callback, so that the stop takes effect before the page is drawn again.
    place.button(
        label,
        icon=f":material/{icon}:",
        key=f"stop.{job.id}",
        on_click=resources.runner().stop,
        args=(job.id,),
    )


def act(
    place: DeltaGenerator,
    label: str,
    icon: str,
    do: Callable[[], object],
    job: AnyJob,
    **options: Any,
) -> None:
    """Show a button that acts on a job, before the page runs; errors are shown beside it."""
    key = f"{icon}.{job.id}"
    place.button(label, icon=f":material/{icon}:", key=key, on_click=_do, args=(do, key), **options)
    show_failure(key)


def _do(do: Callable[[], object], key: str) -> None:
    if attempt(key, do):
        st.session_state[_ACTED] = True


def follow() -> None:
    """Run the whole page after a button of `act`: only then does it poll, or no longer.

    For the fragment with the buttons, which is all that runs after a click. The button itself is
    gone by then, if the job has changed.
    """
    if st.session_state.pop(_ACTED, False):
        st.rerun()


def resume_button(job: AnyJob, place: DeltaGenerator) -> None:
    """Offer to resume a job if it can be resumed."""
    if job.resumable:
        runner = resources.runner()
        act(place, "Continue", "resume", lambda: runner.resume(job.id), job, type="primary")


def delete_button(job: AnyJob, place: DeltaGenerator) -> None:
    act(
        place,
        "Delete",
        "delete",
        lambda: resources.runner().delete(job.id),
        job,
        help="Removes this job and its saved progress. Registered models stay.",
    )
