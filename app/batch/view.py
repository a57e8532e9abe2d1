"""One batch: how far its answering is, what came of it, and the gallery."""

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from app import resources
from app.batch.detail import choose_one
from app.batch.tiles import STATES, tile_of
from app.components.gallery import gallery
from app.components.widgets import say_trouble, sentences
from app.formatting import count, duration, moment
from app.jobs import parts as jobparts
from app.literal import literal
from app.palette import ORDER
from core.jobs import Job, JobState
from core.workflows.batch.export import as_csv, as_json
from core.workflows.batch.job import SHIPPED, delete_batch, job_of, start_batch
from core.workflows.batch.results import PERHAPS, SURE, UNKNOWN, UNREADABLE, Result
from core.workflows.batch.store import Batch

PAGE = 60  # pictures
ALL = "all"
DOUBT = (UNKNOWN, PERHAPS, SURE, UNREADABLE)  # what a person should look at first


def show_batch(batch: Batch) -> None:
    """Show a batch whole; called again every second while it is being answered."""
    results = batch.results.all()
    job = job_of(resources.runner(), batch.id)
    _head(batch, job, results)
    _standing(batch, job, results)
    if results:
        shown = _filtered(batch, results)
        _pages(batch, shown)


def _head(batch: Batch, job: Job | None, results: Sequence[Result]) -> None:
    row = st.container(horizontal=True, vertical_alignment="center")
    row.subheader(literal(batch.title), anchor=False, width="content")
    if job:
        jobparts.badge(job, row)
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
            "Removes these files and their answers from this computer’s copy. What went into the "
            "wardrobe stays there. This cannot be undone."
        )
        if st.button("Delete for good", type="primary", key=f"batch.delete.{batch.id}"):
            with sentences():
                delete_batch(resources.settings(), resources.runner(), batch.id)
                st.rerun()


def _standing(batch: Batch, job: Job | None, results: Sequence[Result]) -> None:
    """Say how far it is, with the button that fits."""
    if job is not None and job.state is JobState.QUEUED:
        ahead = resources.runner().ahead_of(job.id)
        st.caption(f"Waits for {ahead} before it; starts by itself." if ahead else "Starts now.")
        jobparts.stop_button(job, "Take it off", st, "close")
    elif job is not None and job.state is JobState.RUNNING:
        _running(job)
    elif job is not None and job.state is JobState.STOPPING:
        jobparts.stopping(job)
    else:
        if job is None or job.state is not JobState.DONE:
            _stopped(batch, job, len(results))
        _offer_champion(batch, results)


def _offer_champion(batch: Batch, results: Sequence[Result]) -> None:
    """Offer another look by the present champion, where another model answered."""
    champion = resources.registry().champion()
    then = results[-1].model if results else champion.name
    if then in (champion.name, SHIPPED):  # which is registered as the first version
        return
    row = st.container(horizontal=True, vertical_alignment="center")
    row.caption(f"Answered by {then}; {champion.name} is champion now.", width="content")
    if row.button(f"Ask {champion.name}", icon=":material/replay:", help=_AGAIN):
        with sentences():
            batch.results.clear()
            start_batch(resources.runner(), batch, champion)
            st.rerun()


def _running(job: Job) -> None:
    """Say in one line how far it is and how long still: the room is the pictures'."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    left = job.seconds_left(time.time())
    done, total = (int(job.progress.get(name, 0)) for name in ("done", "total"))
    told = f"{count(done)} of {count(total)} answered" if total else "Starting"
    remaining = f" · {duration(left)} left" if left is not None else ""
    row.progress(min(1.0, job.fraction), text=told + remaining)
    jobparts.stop_button(job, "Stop", row)


def _stopped(batch: Batch, job: Job | None, done: int) -> None:
    if job is not None and job.state is JobState.FAILED:
        say_trouble(job.error)
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(f"{count(done)} pictures are answered, the rest waits.", width="content")
    if row.button("Continue", icon=":material/resume:", type="primary"):
        with sentences():
            start_batch(resources.runner(), batch, resources.registry().champion())
            st.rerun()


def _filtered(batch: Batch, results: Sequence[Result]) -> list[Result]:
    """Ask which answers are wanted; return those."""
    counts = Counter(result.state for result in results)
    counts[ALL] = len(results)
    left, right = st.columns([3, 1], vertical_alignment="center")
    state = left.segmented_control(
        "Answers",
        [ALL, *STATES],
        default=ALL,
        required=True,
        format_func=lambda name: (
            f"{STATES.get(name, 'All')} {count(counts[name] or 0)}"
            if name != ALL
            else f"All {count(len(results))}"
        ),
        key=f"batch.state.{batch.id}",
        label_visibility="collapsed",
        wrap=True,
    )
    doubtful_first = right.toggle("Most doubtful first", key=f"batch.order.{batch.id}")
    found = [result for result in results if state in (ALL, result.state)]
    if doubtful_first:
        found.sort(key=lambda one: (DOUBT.index(one.state), one.probability))
    if state == UNREADABLE:
        return found
    classes = [name for name in ORDER if any(one.shown_label == name for one in results)]
    wanted = st.pills(
        "Garments",
        classes,
        selection_mode="multi",
        key=f"batch.classes.{batch.id}",
        label_visibility="collapsed",
        wrap=True,
    )
    return [one for one in found if not wanted or one.shown_label in wanted]


def _pages(batch: Batch, shown: Sequence[Result]) -> None:
    if not shown:
        st.info("No answer is like that. Ask for less.")
        return
    pages = math.ceil(len(shown) / PAGE)
    place = st.container()  # the gallery stands above the numbers that turn its pages
    page = st.pagination(pages, key=f"batch.page.{batch.id}.{pages}") if pages > 1 else 1
    here = shown[(page - 1) * PAGE : page * PAGE]
    numbers = [one.number for one in shown]
    with place:
        gallery(
            [tile_of(one) for one in here],
            f"batch.gallery.{batch.id}",
            lambda number: choose_one(number, numbers),
        )
        if pages > 1:
            first = (page - 1) * PAGE + 1
            st.caption(f"{count(first)}–{count(first + len(here) - 1)} of {count(len(shown))}")


_AGAIN = "Answers all of them anew. What you corrected stays."
