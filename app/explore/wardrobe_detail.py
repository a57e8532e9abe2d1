"""The dialog for a picture of the wardrobe: its origin, its use, and its neighbours in v1."""

from functools import partial

import streamlit as st

from app import resources
from app.components.gallery import gallery
from app.components.widgets import error_boundary
from app.explore.chooser import switch_to
from app.explore.data import Shown, shown_data
from app.explore.results import open_picture, tile_of
from app.foreign import literal, literal_name
from app.formatting import moment
from core.data.user_pictures.store import StoredPicture
from core.data.versions.original import NAME as ORIGINAL
from core.input_kind import InputKind
from core.workflows.data.neighbours import nearest_to
from core.workflows.data.table import PictureTable
from core.workflows.data.wardrobe_table import WardrobeTable, measures

NEIGHBOURS = 12
ORIGINAL_WIDTH = 168  # CSS pixels
_KINDS = {
    InputKind.PHOTO: "A photo",
    InputKind.DRAWING: "A drawing",
    InputKind.PIXELS: "A picture of 28×28",
}


def show_origin(table: WardrobeTable, number: int) -> None:
    """Say where a picture came from and what it is used for."""
    item = table.items[number]
    file = f" File: {literal_name(item.file)}." if item.file else ""
    st.markdown(f"{_KINDS[item.kind]}, added {moment(item.when)}.{file}")
    st.markdown(_use(table, item))


def show_photo(item: StoredPicture) -> None:
    """Show a photo as it was before its preparation; nothing for other kinds of picture."""
    if item.kind is InputKind.PHOTO:
        with error_boundary():
            st.image(item.original(), width=ORIGINAL_WIDTH, caption="The photo, scaled down")


def _use(table: WardrobeTable, item: StoredPicture) -> str:
    if measures(resources.picture_table(ORIGINAL).pictures, item.pixels):
        return "It is also in v1's validation or test split, so no model is trained on it."
    if item.id in table.cases:
        return "A case: every model is asked for it, and none is trained on it."
    if item.holdout:
        return "Held out: it only measures models."
    return "Models are fine-tuned on it. It is no case."


def show_neighbours_in_v1(shown: Shown, item: StoredPicture) -> None:
    """Show the training pictures of v1 that are nearest to a picture of the wardrobe."""
    v1 = shown_data(ORIGINAL)
    there, measured = _nearest(shown, v1, item)
    st.markdown(f"**The most similar training pictures of v1**, {literal(measured)}")
    tiles = [tile_of(v1, one) for one in there]
    gallery(tiles, f"explore.near.{literal(item.id)}", partial(_open_in_v1, v1.table))


def _nearest(shown: Shown, v1: Shown, item: StoredPicture) -> tuple[list[int], str]:
    """Return the neighbours' numbers in v1, and in words by what they were found."""
    place = shown.table.find(item.id)
    if v1.answers is None or v1.answers.projection is None or not shown.answers or place is None:
        return nearest_to(v1.table, item.pixels.ravel(), NEIGHBOURS), "by their pixels"
    vector = shown.answers.embedding[place]
    found = nearest_to(v1.table, vector, NEIGHBOURS, v1.answers)
    return found, "by what the model sees in them"


def _open_in_v1(table: PictureTable, number: int) -> None:
    switch_to(ORIGINAL)
    open_picture(table, number)
