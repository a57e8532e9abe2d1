"""The page before anything is measured: example pictures, and what a measurement will say."""

from contextlib import suppress

import streamlit as st

from app import resources
from app.components.start import start_button
from app.stages.start import start_examples
from core.errors import FittingRoomError

SHOWN = 10  # pictures, one of each class


def show_examples() -> None:
    """Show the example pictures, with the button that measures the stages on them."""
    st.subheader("Nothing measured yet", anchor=False)
    st.markdown(
        "Start with these shop pictures, simulated from the dataset: the champion answers each "
        "with every stage, and again with each one off. Then this page says which stages matter, "
        "and shows every picture with its stages."
    )
    with suppress(FittingRoomError):  # without the dataset the button says what is missing
        st.image([one.content for one in resources.shop_pictures(SHOWN)], width=132)
    start_button("Measure them", ":material/play_arrow:", start_examples, width="content")
