"""Below the job board: the threshold and every picture of the ablation that is shown."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.widgets import error_boundary, show_trouble
from app.formatting import count, counted
from app.jobs import board
from app.stages.gallery import show_gallery
from app.stages.result import ABLATIONS
from app.stages.threshold import show_threshold
from core.jobs import JobState
from core.workflows.photos.ablation import Sample
from core.workflows.photos.job import AblationJob
from core.workflows.photos.record import SampleRecord


def finished() -> AblationJob | None:
    """Return the ablation that is shown, if it is done."""
    done = (job for job in board.chosen(board.jobs_of(ABLATIONS)) if job.state is JobState.DONE)
    return next(done, None)


def offer_pictures(opened: AblationJob | None) -> None:
    """Within the fragment, offer the pictures of an ablation that has just finished."""
    done = finished()
    unopened = done and (opened is None or done.id != opened.id)
    if unopened and st.button("See every picture", type="primary"):
        st.rerun()


# Two fragments, so that moving the slider does not send all pictures again.
@st.fragment
def choose_threshold(job: AblationJob) -> None:
    with error_boundary():
        if samples := _samples(job):
            show_threshold(job, samples)


@st.fragment
def show_pictures(job: AblationJob) -> None:
    with error_boundary():
        samples = _samples(job)
        if job.result and (missing := job.result.n - len(samples)) > 0:
            show_trouble(
                f"The answers to {count(missing)} of {counted(job.result.n, 'picture')} are no "
                "longer stored; the figures above count all. Measure again to see every picture."
            )
        if samples:
            show_gallery(job, samples)


def _samples(job: AblationJob) -> Sequence[Sample]:
    return SampleRecord(resources.settings(), job.id).read()
