"""Overlay the learning curves of several runs, including the active one."""

from collections.abc import Sequence

import streamlit as st

from app.charts.curves import curves_together
from app.formatting import clock
from app.palette import LINES
from core.workflows.train.train import TrainingJob


def show_together(jobs: Sequence[TrainingJob]) -> None:
    """Let a person choose curves to overlay; show nothing if there are fewer than two."""
    drawn = {job.id: job for job in jobs if job.progress and job.progress.history}
    if len(drawn) < 2:
        return
    chosen = st.multiselect(
        "Compare learning curves",
        list(drawn),
        format_func=lambda id_: _name(drawn[id_]) if id_ in drawn else id_,
        max_selections=len(LINES),
        placeholder="Choose two or more runs",
        key="together",
    )
    found = [drawn[id_] for id_ in chosen if id_ in drawn]
    curves = {_name(job): job.progress.history for job in found if job.progress}
    if len(curves) > 1:
        st.altair_chart(curves_together(curves))


def _name(job: TrainingJob) -> str:
    """Return a run's title and creation time, to distinguish runs with the same settings.

    The name must not depend on the result: a selection would be lost when the run ends.
    """
    return f"{job.title}, {clock(job.created)}"
