"""The page before anything was trained: a finished run to look at, and what the recipes give."""

import streamlit as st

from app.components.shipped_run import show_shipped_run
from app.foreign import literal
from core.training import RECIPE_HINTS, RECIPE_TITLES


def show_example() -> None:
    """Show the training of the shipped model, and every recipe."""
    st.subheader("No training runs yet", anchor=False)
    st.markdown(
        "Press Train: the learning curve appears here as the network learns. This is how the "
        "shipped model was trained."
    )
    show_shipped_run()
    st.subheader("What each recipe gives", anchor=False)
    lines = [
        f"| **{literal(RECIPE_TITLES[name])}** | {literal(hint)} |"
        for name, hint in RECIPE_HINTS.items()
    ]
    st.markdown("\n".join(["| | |", "| --- | --- |", *lines]))
