"""What is it? A picture in, an answer out, with every step between."""

from dataclasses import replace

import streamlit as st

from app import resources
from app.components.answer import show_answer, show_echo
from app.components.tiles import show_stages
from app.components.widgets import foot, sentences
from app.try_it import drawing
from app.try_it import edit_test_picture as overdrawing
from app.try_it import feedback as teaching
from app.try_it import outline as mending
from app.try_it.chosen import Chosen
from app.try_it.sources import SOURCE_NOW, SOURCES, at_hand
from app.try_it.step_switches import show_switches, switched_off
from core.errors import EvenSurface
from core.workflows.predict.files import answer_for

st.title("What is it?", anchor=False)
st.markdown("Draw a garment or show a photo of one, and see what the model sees and thinks.")
for board in (drawing.BOARD, overdrawing.BOARD):
    board.lay_out()
mending.lay_out()


def turn_to_source() -> None:
    """A canvas that was out of sight has to be laid out anew."""
    st.session_state[SOURCE_NOW] = st.session_state["source"]
    mending.close()
    for board in (drawing.BOARD, overdrawing.BOARD):
        board.lay_out()


def choose() -> Chosen | None:
    # Set at every run: a value that a button sets once can be lost on the way to the browser.
    st.session_state["source"] = st.session_state.get(SOURCE_NOW, next(iter(SOURCES)))
    st.segmented_control(
        "Where the picture comes from",
        list(SOURCES),
        key="source",
        on_change=turn_to_source,
        required=True,
        label_visibility="collapsed",
    )
    source = st.session_state["source"]
    before = f"before.{source}"
    even = False
    with sentences():
        try:
            chosen = mending.mend() if mending.is_open() else SOURCES[source]()
        except EvenSurface:
            even = True
            raise
        # A file that replaces another comes as a removal first: that must not forget the picture.
        st.session_state[before] = chosen or st.session_state.get(before)
        return chosen
    photo = at_hand(source)
    if even and photo is not None:
        mending.offer_even(*photo)
    # The new picture was refused with a sentence; what was on the page stays.
    kept: Chosen | None = st.session_state.get(before)
    if kept is not None:
        st.caption("The answer is still that of the picture before.")
        return replace(kept, echo=None)  # its place on the page is no longer its own
    return None


@st.fragment
def look() -> None:
    left, right = st.columns([4, 7], gap="large")
    with left:
        chosen = choose()
        if chosen is not None:
            mending.offer(chosen)
    found = None
    with right, sentences():
        version = resources.registry().champion()
        predictor = resources.predictor(version)
        if chosen is None:
            st.header("Nothing to look at yet", anchor=False)
            st.markdown("The answer appears here, with its doubts.")
            return
        found = answer_for(chosen.preparation, predictor)
        if chosen.echo is not None:
            show_echo(chosen.echo, found)
        show_answer(found, chosen.truth, overdrawing.flip(chosen, found, predictor))
        teaching.ask(chosen, found, version)
    if chosen is None:
        return
    st.subheader("From your picture to 28×28", anchor=False)
    show_stages(chosen.preparation.stages, switched_off())
    show_switches(chosen.preparation)
    for note in chosen.preparation.notes:
        st.caption(note)
    if found is not None:
        dataset = version.facts()["dataset"]["name"]
        foot(version, dataset, chosen.preparation.milliseconds + found.milliseconds)


look()
