"""The Draw source: draw the outline of a garment."""

import streamlit as st

from app.components.canvas.board import BRUSH, INK, PAPER, Board
from app.components.canvas.element import Tool
from app.components.canvas.strokes import as_path
from app.components.canvas.tools import BRUSHES, choose_tool, choose_width, sheet_buttons, width_of
from app.try_it.chosen import Chosen
from app.try_it.step_switches import switches
from core.examples import ExampleDrawing
from core.pictures import prepare_drawing
from core.pictures.strokes import GRID

BOARD = Board("drawing")
TOOLS = dict(zip(BRUSHES, (Tool(INK), Tool(PAPER)), strict=True))


def drawing() -> Chosen | None:
    """Show the canvas and its tools; return the drawing."""
    tool = choose_tool(BOARD)
    drawn = BOARD.drawn()
    BOARD.show(TOOLS, tool, width_of(BOARD), survives=True)
    echo = st.empty()
    sheet_buttons(BOARD)
    choose_width(BOARD)
    picture = drawn.picture()
    return None if picture is None else Chosen(prepare_drawing(picture, switches()), echo=echo)


def put(example: ExampleDrawing) -> None:
    """Put an example on the canvas, as if it had just been drawn there."""
    scale = (BOARD.width - 2 * BRUSH) / GRID
    strokes = (as_path(points * scale + BRUSH, INK, BRUSH) for points in example.strokes)
    BOARD.replace(BOARD.drawn_from(tuple(strokes)))
