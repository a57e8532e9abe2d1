"""Example pictures for the wardrobe: added and removed with one press each."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.trash import delete_pictures
from app.components.widgets import error_boundary
from app.formatting import count
from app.wardrobe.add import add_picture
from core import data
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.store import StoredPicture
from core.data.user_pictures.wardrobe import Wardrobe
from core.examples import shop_pictures

COUNT, SEED = 20, 7  # pictures: two of each class
PREFIX = "example-"  # of their file names, by which they are found again


def offer_examples() -> None:
    """Offer to add example pictures: simulated shop pictures of the training split."""
    if st.button(
        f"Add {COUNT} example pictures",
        icon=":material/auto_awesome:",
        help="Simulated shop pictures of all ten classes, made from training pictures of "
        "Fashion-MNIST. One press removes them again.",
    ):
        with error_boundary():
            _add()
            st.rerun()


def _add() -> None:
    with st.spinner("Making the examples"):
        # Not the test split: a model that learned from it could no longer be tested on it.
        pictures = shop_pictures(data.load("v1", resources.settings()).train, COUNT, SEED)
    bar = st.progress(0.0, "Preparing the pictures")
    for done, one in enumerate(pictures, 1):
        add_picture(one.content, f"{PREFIX}{one.name}", CLASS_NAMES.index(one.label))
        bar.progress(done / COUNT, f"{count(done)} of {COUNT} added")


def offer_removal(items: Sequence[StoredPicture]) -> None:
    """Offer to delete the example pictures, if there are any."""
    examples = [one for one in items if one.file.startswith(PREFIX)]
    if examples and st.button(
        f"Remove the {count(len(examples))} examples", icon=":material/delete_sweep:"
    ):
        with error_boundary():
            delete_pictures(Wardrobe(resources.settings()), examples)
            st.rerun()
