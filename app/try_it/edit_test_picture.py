"""Draw on a test picture, to see how few changes flip the answer."""

import cv2
import numpy as np
import numpy.typing as npt
import streamlit as st

from app.components.canvas.board import Board
from app.components.canvas.element import Tool
from app.components.canvas.tools import BRUSHES, choose_tool, choose_width, sheet_buttons, width_of
from app.try_it.chosen import Chosen
from core.pictures import changed_pixels, cloth_ink, draw_over, prepare_pixels
from core.predictor import Prediction, Predictor

BOARD = Board("over")
USUAL = 14  # CSS pixels: slightly wider than one of the 28
_ABOUT = "over.about"


def draw_on(pixels: npt.NDArray[np.uint8], truth: str) -> Chosen:
    """Show a picture uint8 (28, 28) behind a canvas; return it with the strokes on it."""
    about = pixels.tobytes()
    if st.session_state.get(_ABOUT, about) != about:
        BOARD.forget()  # the strokes were meant for another picture
    st.session_state[_ABOUT] = about
    tool = choose_tool(BOARD)
    strokes = BOARD.drawn().picture()
    inks = max(cloth_ink(pixels), 128), 0
    tools = {
        name: Tool(f"#{ink:02X}{ink:02X}{ink:02X}") for name, ink in zip(BRUSHES, inks, strict=True)
    }
    BOARD.show(tools, tool, width_of(BOARD, USUAL), ground=_enlarged(pixels))
    echo = st.empty()
    sheet_buttons(BOARD, mirror=False, clear="Start over")
    choose_width(BOARD, USUAL)
    return Chosen(draw_over(pixels, strokes), truth, start=pixels, echo=echo)


def _enlarged(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return a PNG of the canvas's size, with sharp pixels."""
    factor = BOARD.width // len(pixels)
    ok, file = cv2.imencode(".png", pixels.repeat(factor, axis=0).repeat(factor, axis=1))
    assert ok, "OpenCV wrote no PNG"
    return file.tobytes()


def flip(chosen: Chosen, now: Prediction, by: Predictor) -> str:
    """Return how the changes affected the answer; empty if this picture cannot be changed."""
    if chosen.start is None:
        return ""
    changed = changed_pixels(chosen.start, chosen.preparation.pixels)
    return flip_in_words(by.predict(prepare_pixels(chosen.start)), now, changed, chosen.start.size)


def flip_in_words(before: Prediction, now: Prediction, changed: int, of: int) -> str:
    """Return in words how an answer changed after some pixels were changed."""
    if not changed:
        return "Draw on it or erase parts, and see when the answer flips."
    pixels = f"{changed} of {of} pixels changed"
    if now.label != before.label:
        return f"**It flipped**: from {before.label} to {now.label}, with {pixels}."
    still = f"Still {now.label}" if now.known else f"The closest class is still {now.label}"
    return f"{still}, with {pixels}."
