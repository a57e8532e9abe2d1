"""The answers of a batch as a gallery: filtered, sixty per page, each of which opens."""

import math
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from app.batch import link
from app.batch.bulk import act_on_chosen, choose, chosen_in
from app.batch.detail import choose_one
from app.batch.tiles import TITLES, tile_of
from app.components.gallery import gallery
from app.formatting import count
from app.palette import ORDER
from core.workflows.batch.results import AnswerState, Result
from core.workflows.batch.store import Batch

PAGE = 60  # pictures
ALL = "all"
UNSURE_FIRST = "unsure"
# The order of review: least certain first.
DOUBT = (AnswerState.UNKNOWN, AnswerState.PERHAPS, AnswerState.SURE, AnswerState.UNREADABLE)


def show_answers(batch: Batch, results: Sequence[Result]) -> None:
    """Show the answers that match the filters, which are in the address."""
    found = _filtered(batch, results)
    act_on_chosen(batch, found)
    _pages(batch, found)


def _filtered(batch: Batch, results: Sequence[Result]) -> list[Result]:
    """Ask which answers to show, and return them."""
    left, right = st.columns([3, 1], vertical_alignment="center")
    with left:
        state = _state(batch, results)
    unsure_first = right.toggle(
        "Least certain first",
        value=link.read(link.ORDER, [UNSURE_FIRST], "") == UNSURE_FIRST,
        key=f"batch.order.{batch.id}",
    )
    link.write(link.ORDER, UNSURE_FIRST if unsure_first else "")
    found = [result for result in results if state in (ALL, result.state)]
    if unsure_first:
        found.sort(key=lambda one: (DOUBT.index(one.state), one.probability))
    if state == AnswerState.UNREADABLE:
        return found
    selected = _garments(batch, found)
    return [one for one in found if not selected or one.shown_label in selected]


def _state(batch: Batch, results: Sequence[Result]) -> str:
    counts = Counter(result.state for result in results)
    options = [ALL, *AnswerState]
    state: str = st.segmented_control(
        "Answers",
        options,
        default=link.read(link.ANSWERS, options, ALL),
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
    link.write(link.ANSWERS, "" if state == ALL else str(state))
    return state


def _garments(batch: Batch, found: Sequence[Result]) -> list[str]:
    """Ask which garments to show; each says how many there are."""
    counts = Counter(one.shown_label for one in found)
    asked = link.read_several(link.GARMENTS, ORDER)
    classes = [name for name in ORDER if counts[name] or name in asked]
    selected = st.pills(
        "Garments",
        classes,
        default=asked,
        selection_mode="multi",
        format_func=lambda name: f"{name} {count(counts[name])}",
        key=f"batch.classes.{batch.id}",
        label_visibility="collapsed",
        wrap=True,
    )
    link.write(link.GARMENTS, selected)
    return selected


def _pages(batch: Batch, shown: Sequence[Result]) -> None:
    if not shown:
        st.info("No answer matches. Remove a filter.")
        return
    pages = math.ceil(len(shown) / PAGE)
    place = st.container()  # the gallery is above the pagination
    page = st.pagination(pages, key=f"batch.page.{batch.id}.{pages}") if pages > 1 else 1
    here = shown[(page - 1) * PAGE : page * PAGE]
    numbers = [one.number for one in shown]
    chosen = chosen_in(batch)
    with place:
        gallery(
            [tile_of(one, batch.thumbnails.get(one.number), one.number in chosen) for one in here],
            f"batch.gallery.{batch.id}",
            lambda number: choose_one(number, numbers),
            lambda number: choose(batch, number),
        )
        if pages > 1:
            first = (page - 1) * PAGE + 1
            st.caption(f"{count(first)}–{count(first + len(here) - 1)} of {count(len(shown))}")
