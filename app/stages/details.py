"""Below the job board: the threshold and every picture of the ablation that is shown."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.widgets import error_boundary
from app.jobs import board
from app.stages.gallery import show_gallery
from app.stages.result import ABLATIONS
from app.stages.threshold import show_threshold
from core.jobs import JobState
from core.workflows.photos.ablation import Sample
from core.workflows.photos.job import AblationJob
from core.workflows.photos.record import SampleRecord, tidy


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
        if samples := _samples(job):
            show_gallery(job, samples)
        else:
            st.info("The answer to each picture is no longer stored. Measure again to see it.")


def _samples(job: AblationJob) -> Sequence[Sample]:
    return SampleRecord(resources.settings(), job.id).read()


def remove_orphans() -> None:
    """Remove the pictures of ablations that were deleted."""
    runner = resources.runner()
    if not runner.trouble():
        tidy(resources.settings(), [job.id for job in runner.jobs()])
