"""Choose a picture and its source; keep the previous one if the new one is refused."""

from dataclasses import replace

import streamlit as st

from app.components.widgets import error_boundary
from app.try_it import drawing, edit_test_picture, outline
from app.try_it.chosen import Chosen
from app.try_it.sources import SOURCE_NOW, SOURCES, at_hand
from core.errors import EvenSurface


def lay_out() -> None:
    """Start a visit: a canvas that was hidden needs a new widget."""
    _lay_out_boards()
    outline.lay_out()


def choose() -> Chosen | None:
    """Ask for a picture; return it prepared, or None if there is none yet."""
    source = _source()
    before = f"before.{source}"
    even = False
    with error_boundary():
        try:
            chosen = outline.refine() if outline.is_open() else SOURCES[source]()
        except EvenSurface:
            even = True
            raise
        # Replacing a file is reported as a removal first, which must not drop the picture.
        st.session_state[before] = chosen or st.session_state.get(before)
        if chosen is not None:
            outline.offer(chosen)
        return chosen
    photo = at_hand(source)
    if even and photo is not None:
        outline.offer_even(*photo)
    return _picture_before(st.session_state.get(before))


def _picture_before(kept: Chosen | None) -> Chosen | None:
    """Return the previous picture after a refusal, so that it stays on the page."""
    if kept is None:
        return None
    st.caption("The answer is still for the previous picture.")
    outline.offer(kept)
    return replace(kept, echo=None)  # the placeholder of an earlier run is gone


def _source() -> str:
    # Set at every run: a value that a button sets once can be lost before it reaches the browser.
    st.session_state["source"] = st.session_state.get(SOURCE_NOW, next(iter(SOURCES)))
    st.segmented_control(
        "Where the picture comes from",
        list(SOURCES),
        key="source",
        on_change=_turn_to_source,
        required=True,
        label_visibility="collapsed",
    )
    return str(st.session_state["source"])


def _turn_to_source() -> None:
    st.session_state[SOURCE_NOW] = st.session_state["source"]
    outline.close()
    _lay_out_boards()


def _lay_out_boards() -> None:
    for board in (drawing.BOARD, edit_test_picture.BOARD):
        board.lay_out()
