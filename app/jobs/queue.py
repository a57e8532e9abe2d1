"""The job queue, with buttons to reorder it."""

import streamlit as st

from app import resources
from app.jobs import parts
from core.jobs import AnyJob


def show_queue() -> None:
    """List the queued jobs of every kind, next first."""
    queued = resources.runner().queued()
    if not queued:
        return
    st.subheader("Up next", anchor=False)
    for place, job in enumerate(queued):
        with st.container(border=True):
            _row(job, place, len(queued))


def _row(job: AnyJob, place: int, count: int) -> None:
    head = st.container(horizontal=True)
    head.markdown(f"**{parts.title(job)}**")
    parts.anchor(job, head)
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.caption(parts.waiting(job))
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
            on_click=resources.runner().move,
            args=(job.id, step),
        )
    parts.stop_button(job, "Remove from queue", row, "close")
