"""The link to the explanation of the answer; it carries the picture with it."""

import streamlit as st

from app import navigation
from app.carried_picture import as_words, keep_photo
from app.try_it.chosen import Chosen
from core.input_kind import InputKind


def show_why(chosen: Chosen) -> None:
    """Show the link; a photo stays in the session, so that the map can be laid over it."""
    made = chosen.preparation
    if made.kind is InputKind.PHOTO:
        keep_photo(made)
    st.page_link(
        navigation.explain(),
        label="Why?",
        icon=":material/lightbulb:",
        query_params=as_words(made.pixels, made.kind),
    )
