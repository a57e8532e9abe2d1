"""What the page of batches shows before the first batch."""

import streamlit as st

from app.components.example_row import show_example_row


def show_empty() -> None:
    """Say what becomes of a batch, with pictures of the example."""
    st.subheader("No pictures yet", anchor=False)
    st.markdown(
        "Each picture appears here beside what the model sees of it, with its answer. Then you can "
        "filter, label several at once, and export everything. The examples look like this:"
    )
    show_example_row()
