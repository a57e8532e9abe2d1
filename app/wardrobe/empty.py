"""What the page of the wardrobe shows before the first picture."""

import streamlit as st

from app import navigation
from app.components.example_row import show_example_row
from app.wardrobe.examples import offer_examples


def show_empty() -> None:
    """Say what the wardrobe is for, show what it will look like, and offer examples."""
    st.subheader("The wardrobe is empty", anchor=False)
    st.markdown(
        "Pictures that you labelled will hang here, such as these. A dozen of a kind teach the "
        "model to know that kind better."
    )
    show_example_row()
    row = st.container(horizontal=True, vertical_alignment="center")
    with row:
        offer_examples()
    row.page_link(navigation.try_it(), label="Draw and label", icon=":material/draw:")
    row.page_link(navigation.batch(), label="Label many at once", icon=":material/grid_view:")
