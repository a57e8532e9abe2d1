"""The canvas to draw on. The one place that knows the canvas package."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

CANVAS, BRUSH = 336, 17  # CSS pixels; the brush is a twentieth of the canvas
PAPER, INK = "#FFFFFF", "#14151A"
_STATE = "canvas"


@dataclass(frozen=True)
class _Sheet:
    """A sheet of paper: its widget key, and what was on it when it was laid out."""

    number: int
    before: dict[str, Any] | None


def lay_out() -> None:
    """Begin a visit: a page that is opened again finds the drawing that was left on it.

    The canvas package forgets on a page change, and redraws ghosts when it is fed its own drawing
    at every run; so the drawing is handed to a fresh sheet, once a visit.
    """
    old: _Sheet | None = st.session_state.get(_STATE)
    left = st.session_state.get(f"{_STATE}.drawing")
    st.session_state[_STATE] = _Sheet(old.number + 1 if old else 0, left)


def clear() -> None:
    """Begin with an empty sheet; the package's own bin goes back to what a visit began with."""
    st.session_state[f"{_STATE}.drawing"] = None
    st.session_state[f"{_STATE}.image"] = None
    lay_out()


def canvas() -> npt.NDArray[np.uint8] | None:
    """Show the sheet; return it as uint8 (h, w, 4), or None while nothing is drawn on it."""
    from streamlit_drawable_canvas import st_canvas

    sheet: _Sheet = st.session_state[_STATE]
    drawn = st_canvas(
        stroke_width=BRUSH,
        stroke_color=INK,
        background_color=PAPER,
        width=CANVAS,
        height=CANVAS,
        initial_drawing=sheet.before,
        return_image_data=True,
        key=f"{_STATE}.{sheet.number}",
    )
    left: npt.NDArray[np.uint8] | None = st.session_state.get(f"{_STATE}.image")
    if drawn.json_data is None:  # a sheet that nobody touched yet says nothing of what is on it
        return left
    st.session_state[f"{_STATE}.drawing"] = drawn.json_data
    if not drawn.json_data.get("objects"):
        left = None
    elif drawn.image_data is not None:
        left = np.asarray(drawn.image_data, np.uint8)
    st.session_state[f"{_STATE}.image"] = left
    return left
