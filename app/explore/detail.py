"""The dialog for one picture: large, its answer, its neighbours, and its label in each version."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import navigation, resources
from app.carried_picture import as_words
from app.components.answer import headline, reason
from app.components.bars import class_bars
from app.components.gallery import gallery
from app.components.tiles import tile
from app.components.widgets import error_boundary
from app.explore.data import DATA, Shown, opened_data, shown_data
from app.explore.filters import OPENED, more_like
from app.explore.results import open_if_asked, open_picture, request_rerun, tile_of
from app.explore.wardrobe_detail import (
    NEIGHBOURS,
    show_neighbours_in_v1,
    show_origin,
    show_photo,
)
from app.foreign import literal
from app.formatting import dataset_title, percent
from core.data.classes import CLASS_NAMES
from core.data.versions.original import NAME as ORIGINAL
from core.input_kind import InputKind
from core.predictor import Picture
from core.workflows.data.neighbours import nearest
from core.workflows.data.table import PictureTable, VersionLabel, labels_in_versions
from core.workflows.data.wardrobe_table import WardrobeTable, versions_with

LARGE = 336  # CSS pixels: twelve times 28


def show_opened() -> None:
    """Show the picture that the address names in a dialog, if it names one."""
    text = st.query_params.get(OPENED)
    if text is None:
        return
    shown = shown_data(opened_data())
    number = shown.table.find(text)
    if number is None:
        st.warning(f"There is no picture “{literal(text)}”.", icon=":material/link_off:")
        return
    st.dialog("Look closer", width="large", on_dismiss=_close)(_show)(shown, number)


def _close() -> None:
    st.query_params.pop(OPENED, None)


def _show(shown: Shown, number: int) -> None:
    open_if_asked()
    pictures = shown.table.pictures
    left, right = st.columns([1, 1], gap="large")
    with left:
        _show_large(shown, number)
        _show_next_steps(shown, number)
    with right, error_boundary():
        st.header(CLASS_NAMES[pictures.labels[number]], anchor=False)
        if isinstance(shown.table, WardrobeTable):
            show_origin(shown.table, number)
        else:
            st.markdown(literal(_where(shown, number)))
        _show_answer(shown, number)
    with error_boundary():
        if isinstance(shown.table, WardrobeTable):
            show_neighbours_in_v1(shown, shown.table.items[number])
        else:
            _show_neighbours(shown, number)
        _show_versions(_labels_of(shown, number))


def _show_large(shown: Shown, number: int) -> None:
    with st.container(horizontal=True):
        st.image(tile(shown.table.pictures.images[number], LARGE), width=LARGE)
        if isinstance(shown.table, WardrobeTable):
            show_photo(shown.table.items[number])


def _show_next_steps(shown: Shown, number: int) -> None:
    st.button(
        "More like this",
        icon=":material/image_search:",
        on_click=_more,
        args=(shown.table.key(number),),
    )
    st.page_link(
        navigation.explain(),
        label="Explain",
        icon=":material/lightbulb:",
        query_params=_named(shown, number),
    )
    if shown.is_wardrobe:
        st.page_link(
            navigation.wardrobe(),
            label="Change its label in the wardrobe",
            icon=":material/checkroom:",
        )
        return
    st.page_link(
        navigation.labels(),
        label="Is this label right?",
        icon=":material/gavel:",
        query_params={"picture": str(number), DATA: shown.table.version},
    )


def _named(shown: Shown, number: int) -> dict[str, str]:
    """Return the address of a picture: its version and number; one of the wardrobe goes along."""
    if isinstance(shown.table, WardrobeTable):
        item = shown.table.items[number]
        return as_words(item.pixels, item.kind)
    return {OPENED: str(number), DATA: shown.table.version}


def _more(key: str) -> None:
    more_like(key)
    request_rerun()


def _where(shown: Shown, number: int) -> str:
    table = shown.table
    quality = float(table.quality[number])
    words = f"{table.name(number).capitalize()}, in the {table.split(number)} split."
    if np.isfinite(quality):
        suggested = CLASS_NAMES[table.suggested[number]]
        words += f" Label quality {percent(quality, 0)}; the likeliest other label is {suggested}."
    return words


def _show_answer(shown: Shown, number: int) -> None:
    version = shown.model
    found = resources.predictor(version).predict(_picture(shown.table, number))
    st.markdown(f"{version.name} says: **{headline(found)}**. {reason(found)}")
    bars = dict(zip(CLASS_NAMES, found.probabilities.tolist(), strict=True))
    st.html(class_bars(bars, [found.label] if found.known else []))


def _picture(table: PictureTable, number: int) -> Picture:
    if isinstance(table, WardrobeTable):
        return table.items[number]
    return _Pixels(table.pictures.images[number])


@dataclass(frozen=True, eq=False)
class _Pixels:
    """A picture of the dataset as an input of a model."""

    pixels: NDArray[np.uint8]
    kind: InputKind = InputKind.PIXELS


def _show_neighbours(shown: Shown, number: int) -> None:
    there = nearest(shown.table, number, NEIGHBOURS, shown.answers)
    measured = "by what the model sees in them" if shown.answers else "by their pixels"
    st.markdown(f"**The most similar pictures of the training split**, {measured}")
    tiles = [tile_of(shown, one) for one in there]
    gallery(tiles, f"explore.near.{number}", partial(open_picture, shown.table))


def _labels_of(shown: Shown, number: int) -> list[VersionLabel]:
    if isinstance(shown.table, WardrobeTable):
        return versions_with(resources.settings(), shown.table.items[number])
    original = resources.picture_table(ORIGINAL).pictures
    found = labels_in_versions(resources.settings(), original, number)
    return found if len(found) > 1 else []  # there is v1 only


def _show_versions(rows: list[VersionLabel]) -> None:
    if rows:
        st.markdown("**Its label in each version**")
        st.table(
            {dataset_title(row.version): literal(row.label) for row in rows}, border="horizontal"
        )
