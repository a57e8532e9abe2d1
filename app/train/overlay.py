"""Several trainings' curves over each other, the one that runs now included."""

import time
from collections.abc import Sequence

import streamlit as st

from app.charts.curves import LINES, curves_together
from core.jobs import Job

AT_MOST = len(LINES)


def show_together(jobs: Sequence[Job]) -> None:
    """Let a person lay curves over each other; nothing to choose from shows nothing."""
    drawn = {job.id: job for job in jobs if job.progress.get("history")}
    if len(drawn) < 2:
        return
    chosen = st.multiselect(
        "Lay curves over each other",
        list(drawn),
        format_func=lambda id_: _name(drawn[id_]) if id_ in drawn else id_,
        max_selections=AT_MOST,
        placeholder="Choose two or more trainings",
        key="together",
    )
    found = [drawn[id_] for id_ in chosen if id_ in drawn]
    if len(found) > 1:
        st.altair_chart(curves_together({_name(job): job.progress["history"] for job in found}))


def _name(job: Job) -> str:
    """Two runs of the same settings are told apart by when they were asked for.

    Not by what comes of them: a choice must not be lost in the moment in which a run ends.
    """
    return f"{job.title}, {time.strftime('%H:%M:%S', time.localtime(job.created))}"
