"""The answers of a batch as a gallery: filtered, sixty per page, each of which opens."""

import math
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from app.batch.detail import choose_one
from app.batch.tiles import TITLES, tile_of
from app.components.gallery import gallery
from app.formatting import count
from app.palette import ORDER
from core.workflows.batch.results import AnswerState, Result
from core.workflows.batch.store import Batch

PAGE = 60  # pictures
ALL = "all"
# The order of review: least certain first.
DOUBT = (AnswerState.UNKNOWN, AnswerState.PERHAPS, AnswerState.SURE, AnswerState.UNREADABLE)


def show_answers(batch: Batch, results: Sequence[Result]) -> None:
    """Show the answers that match the filters."""
    _pages(batch, _filtered(batch, results))


def _filtered(batch: Batch, results: Sequence[Result]) -> list[Result]:
    """Ask which answers to show, and return them."""
    counts = Counter(result.state for result in results)
    left, right = st.columns([3, 1], vertical_alignment="center")
    state = left.segmented_control(
        "Answers",
        [ALL, *AnswerState],
        default=ALL,
        required=True,
        format_func=lambda each: (
            f"All {count(len(results))}"
            if each == ALL
            else f"{TITLES[AnswerState(each)]} {count(counts[AnswerState(each)])}"
        ),
        key=f"batch.state.{batch.id}",
        label_visibility="collapsed",
        wrap=True,
    )
    doubtful_first = right.toggle("Least certain first", key=f"batch.order.{batch.id}")
    found = [result for result in results if state in (ALL, result.state)]
    if doubtful_first:
        found.sort(key=lambda one: (DOUBT.index(one.state), one.probability))
    if state == AnswerState.UNREADABLE:
        return found
    classes = [name for name in ORDER if any(one.shown_label == name for one in results)]
    selected = st.pills(
        "Garments",
        classes,
        selection_mode="multi",
        key=f"batch.classes.{batch.id}",
        label_visibility="collapsed",
        wrap=True,
    )
    return [one for one in found if not selected or one.shown_label in selected]


def _pages(batch: Batch, shown: Sequence[Result]) -> None:
    if not shown:
        st.info("No answer matches. Remove a filter.")
        return
    pages = math.ceil(len(shown) / PAGE)
    place = st.container()  # the gallery is above the pagination
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
