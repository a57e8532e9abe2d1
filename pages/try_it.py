"""What is it? Classify one picture and show every preparation stage."""

import streamlit as st

from app import resources
from app.components.answer import show_answer, show_echo
from app.components.stage_row import show_stages
from app.components.widgets import error_boundary, foot
from app.foreign import literal
from app.try_it import edit_test_picture, examples, feedback
from app.try_it.choose import choose, lay_out
from app.try_it.layout import ANSWER, show_style
from app.try_it.step_switches import show_switches, switched_off
from app.try_it.why import show_why

st.title("What is it?", anchor=False)
st.markdown("Draw a garment or upload a photo of one. See what the model sees, and how sure it is.")
show_style()
lay_out()


@st.fragment
def look() -> None:
    left, right = st.columns([4, 7], gap="large")
    with left:
        chosen = choose()
    found = None
    with right, error_boundary():
        version = resources.registry().champion()
        predictor = resources.predictor(version)
        if chosen is None:
            examples.show_empty()
            return
        found = predictor.predict(chosen.preparation)
        if chosen.echo is not None:
            show_echo(chosen.echo, found)
        answer, ask = st.container(key=ANSWER).columns([5, 3])
        with answer:
            show_answer(found, chosen.truth, edit_test_picture.flip(chosen, found, predictor))
        with ask:
            feedback.ask(chosen, found, version)
            show_why(chosen)
    if chosen is None:
        return
    with right:
        show_stages(chosen.preparation.stages, switched_off())
        show_switches(chosen.preparation)
        for note in chosen.preparation.notes:
            st.caption(literal(note))
        if found is not None:
            milliseconds = chosen.preparation.milliseconds + found.milliseconds
            foot(version, version.facts().dataset.name, milliseconds)


look()
