"""The picture that is explained, and the answer to it."""

import streamlit as st

from app.components.answer import headline, reason
from app.components.data_url import picture_url
from app.explain.picture import Shown, truth_of
from app.foreign import literal
from core.predictor import Prediction

_STYLE = """
.explained { width: 252px; max-width: 100%; border-radius: 3px; display: block;
  image-rendering: pixelated; }
@media (min-width: 1700px) and (min-height: 900px) { .explained { width: 336px; } }
"""


def show_answer(shown: Shown, found: Prediction) -> None:
    """Show the picture with the answer and, where it is known, the label."""
    picture = f'<img class="explained" alt="The picture" src="{picture_url(shown.pixels)}">'
    st.html(f"<style>{_STYLE}</style>{picture}")
    st.caption(literal(shown.name))
    st.header(headline(found), anchor=False)
    truth = truth_of(shown)
    st.markdown(reason(found) + ("" if truth is None else f" Label: {truth}."))
