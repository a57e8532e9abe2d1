"""Class cards: what each class looks like, and what the model takes it for."""

from functools import partial

import streamlit as st

from app import resources
from app.components.gallery import gallery
from app.components.tiles import tile
from app.explore.data import Shown
from app.explore.results import open_picture, tile_of
from app.foreign import literal
from app.formatting import count, counted, percent
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.workflows.data.class_summary import ClassSummary

EDGE = 112  # CSS pixels: four times 28
CONFUSIONS = 3  # named on a card


def show_classes(shown: Shown) -> None:
    """Show a card for each class, in the order of the families."""
    measured = "what the model sees in them" if shown.answers else "their pixels"
    st.caption(f"Training and validation pictures. Typical and odd by {measured}.")
    for name in ORDER:
        _show_card(
            shown, resources.class_summary(shown.table, CLASS_NAMES.index(name), shown.answers)
        )


def _show_card(shown: Shown, found: ClassSummary) -> None:
    name = CLASS_NAMES[found.label]
    with st.container(border=True):
        st.subheader(name, anchor=False)
        st.markdown(f"{counted(found.pictures, 'picture')}. {literal(_confused(shown, found))}")
        left, middle, right = st.columns([2, 4, 4], gap="medium")
        with left.container(horizontal=True):
            st.image(tile(found.mean, EDGE), width=EDGE, caption="Mean")
            st.image(
                tile(found.spread, EDGE),
                width=EDGE,
                caption="Where they differ (standard deviation)",
            )
        for place, title, numbers in (
            (middle, "Typical", found.typical),
            (right, "Odd", found.odd),
        ):
            with place:
                st.caption(title)
                tiles = [tile_of(shown, number) for number in numbers]
                gallery(tiles, f"explore.{title}.{found.label}", partial(open_picture, shown.table))


def _confused(shown: Shown, found: ClassSummary) -> str:
    if shown.answers is None:
        return ""
    if not found.confusions:
        return f"{shown.model.name} takes none of them for another class."
    named = [
        f"{CLASS_NAMES[one.predicted]} ({count(one.pictures)}, {percent(one.share)})"
        for one in found.confusions[:CONFUSIONS]
    ]
    return f"{shown.model.name} takes some for {', '.join(named)}."
