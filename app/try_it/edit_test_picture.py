"""A test picture to draw on: how little it takes until the answer flips."""

import cv2
import numpy as np
import numpy.typing as npt
import streamlit as st

from app.components.canvas import Board
from app.components.canvas_tools import choose_tool, choose_width, sheet_buttons, width_of
from app.try_it.chosen import Chosen
from core.pictures import changed_pixels, cloth_ink, draw_over
from core.predictor import Prediction, Predictor

BOARD = Board("over")
USUAL = 14  # CSS pixels: a little more than one of the 28
_ABOUT = "over.about"


def draw_on(pixels: npt.NDArray[np.uint8], truth: str) -> Chosen:
    """Show a picture uint8 (28, 28) as the ground of a canvas; return it with the strokes on it."""
    about = pixels.tobytes()
    if st.session_state.get(_ABOUT, about) != about:
        BOARD.forget()  # the strokes were meant for another picture
    st.session_state[_ABOUT] = about
    tool = choose_tool(BOARD)
    ink = 0 if tool == "Eraser" else max(cloth_ink(pixels), 128)
    strokes = BOARD.drawn().picture()
    colour = f"#{ink:02X}{ink:02X}{ink:02X}"
    BOARD.show(colour=colour, width=width_of(BOARD, USUAL), ground=_enlarged(pixels))
    echo = st.empty()
    sheet_buttons(BOARD, mirror=False, clear="Start over")
    choose_width(BOARD, USUAL)
    return Chosen(draw_over(pixels, strokes), truth, start=pixels, echo=echo)


def _enlarged(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return a PNG of the canvas's size, each pixel a square."""
    factor = BOARD.width // len(pixels)
    ok, file = cv2.imencode(".png", pixels.repeat(factor, axis=0).repeat(factor, axis=1))
    assert ok, "OpenCV wrote no PNG"
    return file.tobytes()


def flip(chosen: Chosen, now: Prediction, by: Predictor) -> str:
    """Say what the changes did to the answer; nothing for a picture that cannot be changed."""
    if chosen.start is None:
        return ""
    changed = changed_pixels(chosen.start, chosen.preparation.pixels)
    return flip_in_words(by.predict(chosen.start), now, changed, chosen.start.size)


def flip_in_words(before: Prediction, now: Prediction, changed: int, of: int) -> str:
    """Say what became of an answer after some pixels were changed."""
    if not changed:
        return "Draw on it or erase, and watch when the answer flips."
    pixels = f"{changed} of {of} pixels changed"
    if now.label != before.label:
        return f"**It flipped**: from {before.label} to {now.label}, with {pixels}."
    still = f"Still {now.label}" if now.known else f"The nearest is still {now.label}"
    return f"{still}, with {pixels}."
