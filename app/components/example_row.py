"""A row of example pictures: what an empty page will look like when it is used."""

from contextlib import suppress

import streamlit as st

from app import resources
from core.errors import FittingRoomError

SHOWN, EDGE = 8, 120  # pictures, CSS pixels


def show_example_row() -> None:
    """Show simulated shop pictures with their classes; nothing without the dataset."""
    row = st.container(horizontal=True, gap="small")
    with suppress(FittingRoomError):
        for one in resources.shop_pictures(SHOWN):
            row.image(one.content, width=EDGE, caption=one.label)
