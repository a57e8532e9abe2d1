"""The Draw source: draw the outline of a garment."""

import streamlit as st

from app.components.canvas import INK, PAPER, Board
from app.components.canvas_tools import choose_tool, choose_width, sheet_buttons, width_of
from app.try_it.chosen import Chosen
from app.try_it.step_switches import switches
from core.pictures import prepare_drawing

BOARD = Board("drawing")


def drawing() -> Chosen | None:
    """Show the canvas and its tools; return the drawing."""
    st.caption("Draw an outline with the mouse or a finger. It is filled for you.")
    tool = choose_tool(BOARD)
    drawn = BOARD.drawn()
    BOARD.show(colour=PAPER if tool == "Eraser" else INK, width=width_of(BOARD))
    echo = st.empty()
    sheet_buttons(BOARD)
    choose_width(BOARD)
    picture = drawn.picture()
    return None if picture is None else Chosen(prepare_drawing(picture, switches()), echo=echo)
