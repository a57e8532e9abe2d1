"""The pictures that match, sixty a page, each of which opens; and those that are chosen."""

import math
from base64 import b64encode
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.components.gallery import Tile, gallery
from app.explore.data import Shown
from app.explore.filters import OPENED
from app.formatting import count, share
from app.palette import COLOURS
from core.data.classes import CLASS_NAMES
from core.workflows.data.table import PictureTable

PER_PAGE = 60
_PAGE, _SELECTION = "explore_page", "explore_page_of"
_REQUESTED = "explore_requested"
_CHOSEN = "explore_chosen"  # the session's key of the data and the numbers chosen from it


def show_results(shown: Shown, numbers: NDArray[np.intp]) -> None:
    """Show a page of the pictures with these numbers."""
    if not len(numbers):
        st.info("No picture matches. Remove a filter.")
        return
    pages = math.ceil(len(numbers) / PER_PAGE)
    place = st.container()  # the gallery is above the pagination
    page = _ask_page(pages, (len(numbers), int(numbers[0])))
    here = numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
    chosen = chosen_numbers(shown.table)
    with place:
        gallery(
            [tile_of(shown, int(number), int(number) in chosen) for number in here],
            "explore.gallery",
            partial(open_picture, shown.table),
            partial(_choose, shown.table),
        )
        first = (page - 1) * PER_PAGE + 1
        st.caption(f"{count(first)}–{count(first + len(here) - 1)} of {count(len(numbers))}")


def _ask_page(pages: int, selection: tuple[int, int]) -> int:
    """Ask for one of the pages, if there are several; another selection begins with the first.

    The same element for every selection: a new one would take the browser longer than the tiles.
    """
    if st.session_state.get(_SELECTION) != selection:
        st.session_state[_SELECTION] = selection
        st.session_state[_PAGE] = 1
    return st.pagination(pages, key=_PAGE) if pages > 1 else 1


def tile_of(shown: Shown, number: int, chosen: bool = False) -> Tile:
    """Return the tile of a picture: its label, and the answer where that is another."""
    label = CLASS_NAMES[shown.table.pictures.labels[number]]
    name = shown.table.name(number)
    detail, tone = name, "soft"
    if shown.answers is not None:
        answer = CLASS_NAMES[shown.answers.predicted[number]]
        probability = share(float(shown.answers.probabilities[number].max()))
        if answer != label:
            detail, tone = f"{answer} {probability}", "strong"
        else:
            detail = probability
    image = shown.table.pictures.images[number]
    return Tile(
        number=number,
        picture="",
        pixels=b64encode(image.tobytes()).decode(),
        label=label,
        detail=detail,
        tone=tone,
        colour=COLOURS[label],
        hint=f"{name}, {label}",
        chosen=chosen,
    )


def chosen_numbers(table: PictureTable) -> frozenset[int]:
    """Return the numbers of the chosen pictures; a choice from other data is none."""
    version, keys = st.session_state.get(_CHOSEN, ("", ()))
    found = (table.find(key) for key in keys) if version == table.version else ()
    return frozenset(number for number in found if number is not None)


def choose_only(table: PictureTable, numbers: frozenset[int]) -> None:
    st.session_state[_CHOSEN] = (table.version, tuple(map(table.key, sorted(numbers))))


def open_picture(table: PictureTable, number: int) -> None:
    """Open a picture of the data that is shown."""
    st.query_params[OPENED] = table.key(number)
    request_rerun()


def request_rerun() -> None:
    """In a callback, ask for a run of the whole page, which opens or closes the dialog."""
    st.session_state[_REQUESTED] = True


def open_if_asked() -> None:
    """Within a fragment, rerun the whole page if a callback has asked for it."""
    if st.session_state.pop(_REQUESTED, False):
        st.rerun()


def _choose(table: PictureTable, number: int) -> None:
    choose_only(table, chosen_numbers(table) ^ {number})
