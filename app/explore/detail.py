"""The dialog for one picture: large, its answer, its neighbours, and its label in each version."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import navigation, resources
from app.components.answer import headline, reason
from app.components.bars import class_bars
from app.components.gallery import gallery
from app.components.tiles import tile
from app.components.widgets import error_boundary
from app.explore.data import DATA, Shown, opened_version, shown_data
from app.explore.filters import OPENED, more_like
from app.explore.link import picture_number
from app.explore.results import open_if_asked, open_picture, request_rerun, tile_of
from app.foreign import literal
from app.formatting import dataset_title, percent
from core.data.classes import CLASS_NAMES
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import Part, picture_name
from core.input_kind import InputKind
from core.workflows.data.neighbours import nearest
from core.workflows.data.table import labels_in_versions

LARGE = 336  # CSS pixels: twelve times 28
NEIGHBOURS = 12


def show_opened() -> None:
    """Show the picture that the address names in a dialog, if it names one."""
    text = st.query_params.get(OPENED)
    if text is None:
        return
    shown = shown_data(opened_version())
    try:
        number = picture_number(text, len(shown.table))
    except ValueError:
        st.warning(f"There is no picture “{literal(text)}”.", icon=":material/link_off:")
        return
    st.dialog("Look closer", width="large", on_dismiss=_close)(_show)(shown, number)


def _close() -> None:
    st.query_params.pop(OPENED, None)


def _show(shown: Shown, number: int) -> None:
    open_if_asked()
    pictures = shown.table.pictures
    left, right = st.columns([1, 1], gap="large")
    left.image(tile(pictures.images[number], LARGE), width=LARGE)
    left.button("More like this", icon=":material/image_search:", on_click=_more, args=(number,))
    left.page_link(
        navigation.labels(),
        label="Is this label right?",
        icon=":material/gavel:",
        query_params={"picture": str(number), DATA: shown.table.version},
    )
    left.page_link(
        navigation.explain(),
        label="Explain",
        icon=":material/lightbulb:",
        query_params={"picture": str(number), DATA: shown.table.version},
    )
    with right, error_boundary():
        st.header(CLASS_NAMES[pictures.labels[number]], anchor=False)
        st.markdown(literal(_where(shown, number)))
        _show_answer(shown, number)
    with error_boundary():
        _show_neighbours(shown, number)
        _show_versions(number)


def _more(number: int) -> None:
    more_like(number)
    request_rerun()


def _where(shown: Shown, number: int) -> str:
    part = Part(shown.table.pictures.parts[number]).name.lower()
    quality = float(shown.table.quality[number])
    words = f"{picture_name(number).capitalize()}, in the {part} split."
    if np.isfinite(quality):
        suggested = CLASS_NAMES[shown.table.suggested[number]]
        words += f" Label quality {percent(quality, 0)}; the likeliest other label is {suggested}."
    return words


def _show_answer(shown: Shown, number: int) -> None:
    found = resources.predictor(shown.model).predict(_Pixels(shown.table.pictures.images[number]))
    version = shown.model
    st.markdown(f"{version.name} says: **{headline(found)}**. {reason(found)}")
    bars = dict(zip(CLASS_NAMES, found.probabilities.tolist(), strict=True))
    st.html(class_bars(bars, [found.label] if found.known else []))


@dataclass(frozen=True, eq=False)
class _Pixels:
    """A picture of the dataset as an input of a model."""

    pixels: NDArray[np.uint8]
    kind: InputKind = InputKind.PIXELS


def _show_neighbours(shown: Shown, number: int) -> None:
    there = nearest(shown.table, number, NEIGHBOURS, shown.answers)
    measured = "by what the model sees in them" if shown.answers else "by their pixels"
    st.markdown(f"**The most similar pictures of the training split**, {measured}")
    gallery([tile_of(shown, one) for one in there], f"explore.near.{number}", open_picture)


def _show_versions(number: int) -> None:
    rows = labels_in_versions(
        resources.settings(), resources.picture_table(ORIGINAL).pictures, number
    )
    if len(rows) > 1:
        st.markdown("**Its label in each version**")
        st.table(
            {dataset_title(row.version): literal(row.label) for row in rows}, border="horizontal"
        )
