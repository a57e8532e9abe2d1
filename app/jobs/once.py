"""What a page still lacks, and how to get it: a job that is made once, in the background."""

import time
from collections.abc import Callable

import streamlit as st

from app import resources
from app.components.start import start_button
from app.components.widgets import show_error
from app.foreign import literal
from app.formatting import duration
from app.jobs import parts
from core.jobs import AnyJob, AnyKind, JobState


def show_job_or_start(
    kind: AnyKind, parameters: object, why: str, label: str, start: Callable[[], AnyJob]
) -> None:
    """Show the progress of the newest job with these parameters, or a button that starts one."""
    jobs = (job for job in resources.runner().jobs_of(kind) if job.parameters == parameters)
    job = next(jobs, None)
    with st.container(border=True):
        if job is not None and not job.state.ended:
            _show_progress(job)
            return
        if job is not None and job.state is JobState.FAILED:
            show_error(job.error)
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.markdown(literal(why))
        with right:
            start_button(label, ":material/play_arrow:", start)


def _show_progress(job: AnyJob) -> None:
    left = job.seconds_left(time.time())
    row = st.container(horizontal=True, vertical_alignment="center")
    words = f"{job.message or 'Starting'}" + (f" · {duration(left)} left" if left else "")
    row.progress(min(1.0, job.fraction), text=literal(words))
    parts.stop_button(job, "Stop", row)
    parts.anchor(job, row)
