"""The job board: active jobs, the latest result, and a list of earlier jobs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import resources
from app.components.widgets import error_boundary, show_error, show_trouble
from app.foreign import literal
from app.formatting import moment, percent
from app.jobs import parts
from core.jobs import AnyJob, JobState

EARLIER = 12  # jobs listed; the rest is on the Runs page and in MLflow
LINK = "job"  # the query parameter that names the job to show


def _nothing(job: AnyJob, place: DeltaGenerator) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class JobView:
    """How a page shows jobs of one kind.

    `noun` completes the stop button ("search"); `body` shows the content of a job in any state;
    `figures` are shown beside the time left; `actions` are the buttons of a job that has ended;
    `outcome` follows its title in the list. A kind whose `actions` remove the job with what belongs
    to it has no button that `deletes` the job alone.
    """

    noun: str
    body: Callable[[Any], None]
    figures: Callable[[Any, DeltaGenerator], None] = _nothing
    actions: Callable[[Any, DeltaGenerator], None] = _nothing
    outcome: Callable[[Any], str] = lambda job: ""
    deletes: bool = True


Views = Mapping[str, JobView]  # by the name of the job kind


def show_record_trouble() -> None:
    """Show a warning while the job records cannot be updated."""
    show_trouble(resources.runner().trouble())


def jobs_of(views: Views) -> list[AnyJob]:
    """Return the jobs that a page shows, newest first."""
    return [job for job in resources.runner().jobs() if job.kind in views]


def chosen(jobs: Sequence[AnyJob]) -> list[AnyJob]:
    """Return the job named in the URL and the active ones, oldest first; else the newest job."""
    opened = [job for job in jobs if job.id == st.query_params.get(LINK)]
    at_work = [job for job in reversed(jobs) if not job.state.ended and job not in opened]
    return opened + at_work or list(jobs[:1])


def show_job(job: AnyJob, view: JobView) -> None:
    """Show a job: its title, its progress or how it ended, its body, and its buttons."""
    with st.container(border=True):
        parts.head(job)
        _standing(job, view)
        with error_boundary():
            if job.parameters is not None:  # else its record cannot be read
                view.body(job)
        _buttons(job, view)


def _standing(job: AnyJob, view: JobView) -> None:
    """Show the progress of a job, or how it ended."""
    if job.state is JobState.QUEUED:
        st.caption(parts.waiting(job))
    elif job.state is JobState.RUNNING:
        view.figures(job, parts.running(job))
    elif job.state is JobState.STOPPING:
        parts.stopping(job)
    elif job.state is JobState.FAILED:
        show_error(job.error)
    elif job.state is JobState.INTERRUPTED:
        st.info(literal(job.error), icon=":material/info:")
    elif job.state is JobState.STOPPED:
        kept = " It can continue from there." if job.resumable else ""
        st.markdown(f"Stopped at {percent(job.fraction, 0)}.{kept}")


def _buttons(job: AnyJob, view: JobView) -> None:
    row = st.container(horizontal=True, vertical_alignment="center")
    if job.state in (JobState.QUEUED, JobState.RUNNING):
        parts.stop_button(job, f"Stop the {view.noun}", row)
    if job.state.ended:
        _ended_buttons(job, view, row)


def _ended_buttons(job: AnyJob, view: JobView, place: DeltaGenerator) -> None:
    parts.resume_button(job, place)
    if job.parameters is not None:
        with error_boundary():
            view.actions(job, place)
    if view.deletes:
        parts.delete_button(job, place)


def list_earlier(jobs: Sequence[AnyJob], views: Views, opens: bool = True) -> None:
    """List jobs that have ended, one per line.

    If the page `opens` jobs, each line has a button that shows the job; else a menu of its buttons.
    """
    if not jobs:
        return
    st.subheader("Earlier", anchor=False)
    for job in jobs[:EARLIER]:
        view = views[job.kind]
        row = st.container(  # by job: an open popover must stay with it when the list moves
            horizontal=True, vertical_alignment="center", gap="medium", key=f"earlier.{job.id}"
        )
        parts.badge(job, row)
        row.markdown(parts.title(job) + (view.outcome(job) if job.result is not None else ""))
        row.caption(moment(job.created), help=literal(job.error) or None)
        if opens:
            row.button("Show", key=f"show.{job.id}", on_click=_open, args=(job.id,))
        else:
            row.space("stretch")
            with row.popover("More", icon=":material/more_horiz:", key=f"more.{job.id}"):
                _ended_buttons(job, view, st.container())


def _open(job_id: str) -> None:
    st.query_params[LINK] = job_id


def show_board(views: Views) -> list[AnyJob]:
    """Show the jobs of these kinds and list the earlier ones; return all of them."""
    parts.follow()
    show_record_trouble()
    jobs = jobs_of(views)
    shown = chosen(jobs)
    for job in shown:
        show_job(job, views[job.kind])
    list_earlier([job for job in jobs if job not in shown], views)
    return jobs
