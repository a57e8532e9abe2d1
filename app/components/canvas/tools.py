"""The canvas tools: brush and eraser, brush width, undo, redo, mirror and clear."""

from collections.abc import Mapping, Sequence

import streamlit as st

from app.components.canvas.board import BRUSH, Board

MIN_WIDTH, WIDEST = 5, 45  # CSS pixels
BRUSHES = ("Brush", "Eraser")


def choose_tool(board: Board, tools: Sequence[str] = BRUSHES, marks: Mapping[str, str] = {}) -> str:
    """Show the tools in a row above the canvas, and return the chosen one.

    `marks` are shown before the tools' names: the colours that they paint with.
    """
    chosen = st.segmented_control(
        "Tool",
        tools,
        format_func=lambda tool: f"{marks.get(tool, '')} {tool}".strip(),
        default=tools[0],
        required=True,
        key=f"tool.{board.name}",
        label_visibility="collapsed",
    )
    return str(chosen)


def width_of(board: Board, usual: int = BRUSH) -> int:
    """Return the chosen brush width in CSS pixels."""
    return int(st.session_state.get(f"width.{board.name}", usual))


def choose_width(board: Board, usual: int = BRUSH) -> None:
    """Ask for the brush width, with a slider: its knob is large enough for a finger."""
    st.slider("Brush width", MIN_WIDTH, WIDEST, usual, key=f"width.{board.name}")


def sheet_buttons(
    board: Board, *, mirror: bool = True, clear: str = "Clear"
) -> st.delta_generator.DeltaGenerator:
    """Show undo, redo, mirror and clear, disabled if they would do nothing; return their row."""
    empty = not board.drawn().objects
    row = st.container(horizontal=True, gap="xsmall")
    for label, icon, act, off in (
        ("Undo", "undo", board.undo, not board.can_undo()),
        ("Redo", "redo", board.redo, not board.can_redo()),
        ("Mirror", "flip", board.mirror, empty),
        (clear, "delete", board.clear, empty),
    ):
        if label != "Mirror" or mirror:
            row.button(
                label,
                icon=f":material/{icon}:",
                key=f"{label}.{board.name}",
                on_click=act,
                disabled=off,
            )
    return row
