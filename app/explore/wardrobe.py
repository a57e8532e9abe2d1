"""The wardrobe's pictures on Explore: the same gallery, and what to do while there are none."""

import streamlit as st

from app import navigation
from app.components.widgets import show_trouble
from app.explore.data import Shown
from app.explore.filters import ask_query
from app.explore.selected import show_pictures
from app.explore.selection import selection
from core.workflows.data.wardrobe_table import WardrobeTable


def show_wardrobe(shown: Shown, table: WardrobeTable) -> None:
    """Show the pictures of the wardrobe that match, or how to fill it."""
    show_trouble(table.trouble)
    if not len(table):
        _show_empty()
        return
    st.caption(
        "Pictures that you labelled. The map and the class cards are of the dataset's versions; "
        "publish the wardrobe on Versions to see its pictures there."
    )
    show_pictures(shown, selection(shown, ask_query(shown)))


def _show_empty() -> None:
    st.subheader("The wardrobe is empty", anchor=False)
    st.markdown("Confirm or correct an answer, and the picture hangs here with its label.")
    row = st.container(horizontal=True, vertical_alignment="center")
    row.page_link(navigation.try_it(), label="Draw and label", icon=":material/draw:")
    row.page_link(navigation.batch(), label="Label many at once", icon=":material/grid_view:")
    row.page_link(navigation.wardrobe(), label="Add example pictures", icon=":material/checkroom:")
