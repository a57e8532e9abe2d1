"""What is it? Classify one picture and show every preparation stage."""

import streamlit as st

from app import resources
from app.components.answer import show_answer, show_echo
from app.components.tiles import show_stages
from app.components.widgets import error_boundary, foot
from app.foreign import literal
from app.try_it import edit_test_picture, feedback
from app.try_it.choose import choose, lay_out
from app.try_it.step_switches import show_switches, switched_off

st.title("What is it?", anchor=False)
st.markdown("Draw a garment or upload a photo of one. See what the model sees, and how sure it is.")
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
            st.header("No picture yet", anchor=False)
            st.markdown("The answer appears here, with how sure the model is.")
            return
        found = predictor.predict(chosen.preparation)
        if chosen.echo is not None:
            show_echo(chosen.echo, found)
        show_answer(found, chosen.truth, edit_test_picture.flip(chosen, found, predictor))
        feedback.ask(chosen, found, version)
    if chosen is None:
        return
    st.subheader("From your picture to 28×28", anchor=False)
    show_stages(chosen.preparation.stages, switched_off())
    show_switches(chosen.preparation)
    for note in chosen.preparation.notes:
        st.caption(literal(note))
    if found is not None:
        milliseconds = chosen.preparation.milliseconds + found.milliseconds
        foot(version, version.facts().dataset.name, milliseconds)


look()
