"""The canvas as an element of a page: the package's script, and ours around it.

The only module that uses the canvas package. It uses its script without its Python function, which
cannot say what the page's own tools are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

from app.components.data_url import data_url

_PACKAGE, _NAME = "streamlit_drawable_canvas", "streamlit-drawable-canvas.streamlit_drawable_canvas"
_SCRIPT = Path(__file__).with_name("canvas.js")
# The toolbar has a second undo, and an “Edit” with which the brush drags the drawing. On a large
# screen the canvas is shown larger; its coordinates stay.
_HTML = """
<div class="canvas-root"></div>
<style>
.dc-toolbar { display: none !important; }
@media (min-width: 1700px) and (min-height: 900px) { .canvas-root { zoom: 1.5; } }
</style>
"""


@dataclass(frozen=True)
class Tool:
    """A tool of a canvas: its colour, freedraw or rect, and its width in CSS pixels if fixed."""

    colour: str
    mode: str = "freedraw"
    width: int | None = None

    def as_data(self) -> dict[str, Any]:
        named = {"strokeColor": self.colour, "drawingMode": self.mode, "strokeWidth": self.width}
        return {name: value for name, value in named.items() if value is not None}


def show_canvas(
    board: str,
    *,
    size: tuple[int, int],
    objects: Sequence[dict[str, Any]],
    tools: Sequence[Tool],
    tool: Tool,
    width: int,
    paper: str,
    ground: bytes | None,
    survives: bool,
    fresh: bool,
    key: str,
) -> None:
    """Show the canvas of a board; `fresh` if this session has drawn nothing on it yet."""
    blank = {"objects": list(objects), "background": paper}
    _component()(
        data={
            "board": board,
            "tools": [one.as_data() for one in tools],
            "survives": survives,
            "fresh": fresh,
            "strokeWidth": width,
            **tool.as_data(),
            "canvasWidth": size[0],
            "canvasHeight": size[1],
            "initialDrawing": blank,
            "backgroundColor": paper,
            "backgroundImageURL": data_url(ground, _kind(ground)) if ground else None,
            **_FIXED,
        },
        key=key,
        default={"drawing": {"raw": blank, "data": None}, "backgroundFit": None},
        on_drawing_change=_nothing,
        on_backgroundFit_change=_nothing,
        width="content",
        height="content",
    )


_FIXED: dict[str, Any] = {
    "fillColor": "rgba(0, 0, 0, 0)",
    "realtimeUpdateStreamlit": True,
    "returnImageData": True,
    "disabled": False,
    "displayRadius": 3,
    "backgroundImageFit": "stretch",
    "maxDisplayHeight": None,
    "fontSize": 20,
    "label": "",
}


def _nothing() -> None:
    """Do nothing: Streamlit keeps a value only if it has a callback."""


@cache
def _component() -> Callable[..., Any]:
    """Register the component, once per process."""
    spec = find_spec(_PACKAGE)
    assert spec is not None, "the canvas package is not installed"
    assert spec.origin is not None
    (script,) = (Path(spec.origin).parent / "frontend" / "build").glob("index-*.js")
    address = f"/_stcore/bidi-components/{_NAME}/{script.name}"
    return st.components.v2.component(
        _NAME,
        html=_HTML,
        css="index-*.css",
        js=_SCRIPT.read_text("utf-8").replace("CANVAS_MODULE", address),
        isolate_styles=True,
    )


def _kind(file: bytes) -> str:
    return "png" if file.startswith(b"\x89PNG") else "jpeg"
