"""A page's main button, which starts work in the background."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from app import resources
from app.components.callbacks import attempt, show_failure
from app.foreign import literal
from core.jobs import AnyJob, JobState


def start_button(
    label: str,
    icon: str,
    start: Callable[[], AnyJob | None],
    disabled: bool = False,
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    """Show a page's main button and, beneath it, what came of the last click.

    `start` returns the job that it started. It runs as a callback, before the page: the change of
    another setting a moment later interrupts the page, but never the click. So `start` must read
    its settings from the session state, where they already are those of the moment of the click.
    """
    st.button(
        label,
        type="primary",
        icon=icon,
        width=width,
        disabled=disabled,
        on_click=_start,
        args=(label, start),
    )
    if show_failure(label):
        return
    if job := _started(label):
        # On a phone, and on a small laptop, the job itself is below the fold.
        waits = job.state is JobState.QUEUED and resources.runner().ahead_of(job.id)
        words = "In the queue" if waits else "Started"
        st.caption(f"{words}: {literal(job.title)}. [Watch it](#job-{literal(job.id)})")


def _start(label: str, start: Callable[[], AnyJob | None]) -> None:
    def remember() -> None:
        job = start()
        st.session_state[_last(label)] = job.id if job else ""

    attempt(label, remember)


def _started(label: str) -> AnyJob | None:
    """Return the job that the last click started, until it has ended."""
    job = resources.runner().get(st.session_state.get(_last(label), ""))
    return None if job is None or job.state.ended else job


def _last(label: str) -> str:
    return f"started.{label}"
