"""Show a batch: its progress, its exports, and the gallery of its answers."""

import time
from collections.abc import Callable, Sequence

import streamlit as st

from app import resources
from app.batch.answers import show_answers
from app.batch.link import open_batch
from app.components.trash import Trash
from app.components.widgets import error_boundary, show_error, show_trouble
from app.foreign import literal
from app.formatting import count, counted, duration, moment
from app.jobs import parts
from core.jobs import JobState
from core.registry import SHIPPED
from core.workflows.batch.export import as_csv, as_json
from core.workflows.batch.job import (
    BatchJob,
    delete_batch,
    erase_batches,
    job_on,
    start_batch,
)
from core.workflows.batch.results import Result
from core.workflows.batch.store import Batch, Batches


def show_batch(batch: Batch) -> None:
    """Show a batch; called again every second while it is being answered."""
    results = batch.results.all()
    job = job_on(resources.runner(), batch.id)
    _head(batch, job, results)
    show_trouble(batch.trouble)
    show_trouble(batch.results.trouble())
    _standing(batch, job, batch.results.with_removed())
    if results:
        show_answers(batch, results)


def _head(batch: Batch, job: BatchJob | None, results: Sequence[Result]) -> None:
    row = st.container(horizontal=True, vertical_alignment="center")
    row.subheader(literal(batch.title), anchor=False, width="content")
    if job:
        parts.badge(job, row)
    row.caption(moment(batch.created), width="content")
    row.space("stretch")
    if results:
        _export(batch, row, "CSV", as_csv)
        _export(batch, row, "JSON", as_json)
    _delete(batch, row)


def _export(
    batch: Batch,
    row: st.delta_generator.DeltaGenerator,
    form: str,
    make: Callable[[Sequence[Result]], bytes],
) -> None:
    row.download_button(
        form,
        lambda: make(batch.results.all()),
        f"answers-{batch.id}.{form.lower()}",
        key=f"batch.{form}.{batch.id}",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        help="All answers, with every probability.",
    )


def _delete(batch: Batch, row: st.delta_generator.DeltaGenerator) -> None:
    with row.popover("Delete", icon=":material/delete:", type="tertiary"):
        st.markdown(
            "You can restore these files and their answers until they are deleted for good. "
            "Pictures that you added to the wardrobe stay there."
        )
        if st.button("Delete this batch", type="primary", key=f"batch.delete.{batch.id}"):
            with error_boundary():
                delete_batch(resources.settings(), resources.runner(), batch.id)
                trash().note([batch.id], f"Deleted {batch.title}.")
                open_batch("")
                st.rerun()


def trash() -> Trash:
    """Return the trash of batches."""
    batches = Batches(resources.settings())
    return Trash(
        "batches",
        batches.restore,
        lambda: erase_batches(resources.settings(), resources.runner()),
    )


def _standing(batch: Batch, job: BatchJob | None, results: Sequence[Result]) -> None:
    """Show the progress, with the button for the current state."""
    if job is not None and job.state is JobState.QUEUED:
        row = st.container(horizontal=True, vertical_alignment="center")
        row.caption(parts.waiting(job), width="content")
        parts.stop_button(job, "Remove from queue", row, "close")
    elif job is not None and job.state is JobState.RUNNING:
        _running(job)
    elif job is not None and job.state is JobState.STOPPING:
        parts.stopping(job)
    else:
        if missing := _missing(job, len(results)):
            show_trouble(
                f"{counted(missing, 'answer')} can no longer be read: the record is damaged."
            )
        if missing or job is None or job.state is not JobState.DONE:
            _stopped(batch, job, len(results))
        _offer_champion(batch, results)


def _missing(job: BatchJob | None, there: int) -> int:
    """Return how many answers of a finished job are no longer there."""
    found = job.result if job is not None and job.state is JobState.DONE else None
    return max(0, found.total - there) if found else 0


def _offer_champion(batch: Batch, results: Sequence[Result]) -> None:
    """Offer to answer again with the champion, if another model answered."""
    champion = resources.registry().champion()
    then = results[-1].model if results else champion.name
    if then in (champion.name, SHIPPED):  # the shipped model is the first version
        return
    row = st.container(horizontal=True, vertical_alignment="center")
    row.caption(
        f"Answered by {literal(then)}; {champion.name} is the champion now.", width="content"
    )
    if row.button(f"Answer with {champion.name}", icon=":material/replay:", help=_AGAIN):
        with error_boundary():
            batch.results.clear()
            start_batch(resources.runner(), batch, champion)
            st.rerun()


def _running(job: BatchJob) -> None:
    """Show progress and time left in one line, to leave room for the pictures."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    left = job.seconds_left(time.time())
    now = job.progress
    shown = f"{count(now.done)} of {count(now.total)} answered" if now else "Starting"
    remaining = f" · {duration(left)} left" if left is not None else ""
    row.progress(min(1.0, job.fraction), text=shown + remaining)
    parts.stop_button(job, "Stop", row)


def _stopped(batch: Batch, job: BatchJob | None, done: int) -> None:
    if job is not None and job.state is JobState.FAILED:
        show_error(job.error)
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(f"{count(done)} pictures are answered; the rest are waiting.", width="content")
    if row.button("Continue", icon=":material/resume:", type="primary"):
        with error_boundary():
            start_batch(resources.runner(), batch, resources.registry().champion())
            st.rerun()


_AGAIN = "Answers all pictures again. Your corrections stay."
