"""What waits for the processor, the next one first, and the means to change the order."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.jobs.parts import stop_button
from core.jobs import Job


def show_trouble() -> None:
    """Say what keeps the record of jobs from following them, while something does."""
    if trouble := resources.runner().trouble():
        st.warning(trouble, icon=":material/warning:")


def show_waiting(waiting: Sequence[Job]) -> None:
    """List the waiting jobs, the next one first."""
    if not waiting:
        return
    st.subheader("Next", anchor=False)
    for place, job in enumerate(waiting):
        with st.container(border=True):
            _row(job, place, len(waiting))


def _row(job: Job, place: int, count: int) -> None:
    runner = resources.runner()
    ahead = runner.ahead_of(job.id)
    noun = "job" if ahead == 1 else "jobs"
    st.markdown(f"**{job.title}**")
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.caption(f"Waits for {ahead} {noun} before it." if ahead else "Starts now.")
    row.space("stretch")
    for label, step, icon, at_end in (
        ("Earlier", -1, "arrow_upward", place == 0),
        ("Later", 1, "arrow_downward", place == count - 1),
    ):
        row.button(
            label,
            icon=f":material/{icon}:",
            key=f"{label}.{job.id}",
            disabled=at_end,
            on_click=runner.move,
            args=(job.id, step),
        )
    stop_button(job, "Take it off", row, "close")
