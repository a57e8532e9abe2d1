"""Why does it say that? Explain one answer, and say how far to trust each explanation."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary, foot
from app.explain.answer import show_answer
from app.explain.examples import show_examples
from app.explain.legend import show_reading
from app.explain.maps import show_maps
from app.explain.model import ask_model
from app.explain.nearest import show_nearest
from app.explain.patch import show_patch
from app.explain.picture import shown_picture
from app.explain.question import ask_question


@st.fragment
def look() -> None:
    head, row = st.columns([5, 6], gap="large", vertical_alignment="top")
    with head:
        st.title("Why does it say that?", anchor=False)
        st.markdown("Which parts of a picture decide the answer, and how far to trust each map.")
    with error_boundary():
        with head:
            model = ask_model()
        predictor = resources.predictor(model)
        with row:
            show_examples(model)
        shown = shown_picture(model)
        left, right = st.columns([3, 8], gap="large")
        with left:
            found = predictor.predict(shown)
            show_answer(shown, found)
            question = ask_question(shown, found)
            show_reading()
        with right, error_boundary():
            show_maps(shown, model, question)
            below, beside = st.columns([2, 5], gap="large")
            with below:
                show_patch(shown, model)
            with beside:
                show_nearest(shown, model)
        foot(model, model.facts().dataset.name, found.milliseconds)


look()
