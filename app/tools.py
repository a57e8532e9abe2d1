"""The tools beside a canvas: brush and eraser, width, and the buttons that change the sheet."""

from collections.abc import Sequence

import streamlit as st

from app.canvas import BRUSH, Board

THINNEST, WIDEST = 5, 45  # CSS pixels
BRUSHES = ("Brush", "Eraser")


def choose_tool(board: Board, tools: Sequence[str] = BRUSHES) -> str:
    """Show the tools in a row above the canvas; its own little bar floats beside them."""
    chosen = st.segmented_control(
        "Tool",
        tools,
        default=tools[0],
        required=True,
        key=f"tool.{board.name}",
        label_visibility="collapsed",
    )
    return str(chosen)


def choose_width(board: Board, usual: int = BRUSH) -> int:
    """Show the brush's width; a slider's knob is large enough for a finger."""
    return int(st.slider("Width", THINNEST, WIDEST, usual, key=f"width.{board.name}"))


def sheet_buttons(board: Board, *, mirror: bool = True, clear: str = "Clear") -> None:
    """Show undo, redo, mirror and clear in one row, those greyed that have nothing to do."""
    empty = not board.drawn().objects
    row = st.container(horizontal=True, gap="xsmall")
    _button(row, board, "Undo", "undo", not board.can_undo())
    _button(row, board, "Redo", "redo", not board.can_redo())
    if mirror:
        _button(row, board, "Mirror", "flip", empty)
    row.button(
        clear,
        icon=":material/delete:",
        key=f"clear.{board.name}",
        on_click=board.clear,
        disabled=empty,
    )


def _button(
    row: st.delta_generator.DeltaGenerator, board: Board, label: str, icon: str, off: bool
) -> None:
    row.button(
        label,
        icon=f":material/{icon}:",
        key=f"{label}.{board.name}",
        on_click=getattr(board, label.lower()),
        disabled=off,
    )
