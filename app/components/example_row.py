"""A row of example pictures: what an empty page will look like when it is used."""

import streamlit as st

from app import resources
from core.errors import FittingRoomError
from core.examples import shop_pictures

SHOWN, EDGE = 8, 120  # pictures, CSS pixels


def show_example_row() -> None:
    """Show simulated shop pictures with their classes; nothing without the dataset."""
    try:
        split = resources.test_pictures()
    except FittingRoomError:
        return
    row = st.container(horizontal=True, gap="small")
    for one in shop_pictures(split, SHOWN):
        row.image(one.content, width=EDGE, caption=one.label)
