"""Class cards: what each class looks like, and what it is taken for, by model and by label."""

from functools import partial

import streamlit as st

from app import resources
from app.components.gallery import gallery
from app.components.tiles import tile
from app.explore.conflicts import show_conflicts, show_conflicts_of
from app.explore.data import Shown
from app.explore.results import open_picture, tile_of
from app.foreign import literal
from app.formatting import count, counted, percent
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.workflows.data.class_summary import ClassSummary
from core.workflows.data.conflicts import Conflicts

EDGE = 112  # CSS pixels: four times 28
CONFUSIONS = 3  # named on a card


def show_classes(shown: Shown) -> None:
    """Show a card for each class, in the order of the families."""
    measured = "what the model sees in them" if shown.answers else "their pixels"
    st.caption(
        "Training and validation pictures. Typical: nearest to the mean of the class; odd: "
        f"farthest from it, both by {measured}. Spread: the standard deviation of each pixel, "
        "bright where the pictures differ."
    )
    conflicts = show_conflicts(shown)
    for name in ORDER:
        label = CLASS_NAMES.index(name)
        _show_card(shown, resources.class_summary(shown.table, label, shown.answers), conflicts)


def _show_card(shown: Shown, found: ClassSummary, conflicts: Conflicts | None) -> None:
    name = CLASS_NAMES[found.label]
    with st.container(border=True):
        st.subheader(name, anchor=False)
        st.markdown(f"{counted(found.pictures, 'picture')}. {literal(_confused(shown, found))}")
        left, middle, right = st.columns([2, 4, 4], gap="medium")
        with left.container(horizontal=True):
            st.image(tile(found.mean, EDGE), width=EDGE, caption="Mean")
            st.image(tile(found.spread, EDGE), width=EDGE, caption="Spread")
        for place, title, numbers in (
            (middle, "Typical", found.typical),
            (right, "Odd", found.odd),
        ):
            with place:
                st.caption(title)
                tiles = [tile_of(shown, number) for number in numbers]
                gallery(tiles, f"explore.{title}.{found.label}", partial(open_picture, shown.table))
        if conflicts is not None:
            show_conflicts_of(shown, found.label, conflicts)


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
