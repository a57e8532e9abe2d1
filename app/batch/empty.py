"""What the page of batches shows before the first: what it will look like, and an example."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary
from core.errors import FittingRoomError
from core.examples import shop_pictures

SHOWN, EDGE = 8, 120  # pictures, CSS pixels


def show_empty() -> None:
    """Show what becomes of a batch, with pictures of the example."""
    st.subheader("No pictures yet", anchor=False)
    st.markdown(
        "Each picture appears here beside what the model sees of it, with its answer. Then you can "
        "filter, label several at once, and export everything. The examples take a few seconds:"
    )
    with error_boundary():
        row = st.container(horizontal=True, gap="small")
        for name, content in _pictures():
            row.image(content, width=EDGE, caption=name)


def _pictures() -> list[tuple[str, bytes]]:
    """Return example pictures with their labels; none without the dataset."""
    try:
        split = resources.test_pictures()
    except FittingRoomError:
        return []
    return [(one.label, one.content) for one in shop_pictures(split, SHOWN)]
