"""A drawing canvas with undo, which survives page changes and reloads."""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from app.components.canvas.element import Tool, show_canvas
from app.components.canvas.strokes import Picture, render

BRUSH = 17  # CSS pixels: a twentieth of the canvas
PAPER, INK = "#FFFFFF", "#14151A"
MAX_STATES = 80


@dataclass(frozen=True)
class Rectangle:
    """A rectangle on a canvas, in CSS pixels from the canvas's top left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class Drawn:
    """The content of a canvas: the package's objects, and the rendered picture as PNG."""

    objects: tuple[dict[str, Any], ...] = ()
    png: bytes = b""

    def picture(self) -> Picture | None:
        """Return uint8 (h, w, 4), or None if nothing is drawn."""
        if not self.objects or not self.png:
            return None
        return np.asarray(Image.open(io.BytesIO(self.png)).convert("RGBA"))

    def rectangles(self) -> tuple[Rectangle, ...]:
        """Return the rectangles, the newest last."""
        return tuple(
            Rectangle(
                left=thing["left"],
                top=thing["top"],
                width=thing["width"] * thing["scaleX"],
                height=thing["height"] * thing["scaleY"],
            )
            for thing in self.objects
            if thing.get("type") == "Rect"
        )


@dataclass(frozen=True)
class _Sheet:
    """One widget instance: its number, its initial content, and the undo history."""

    number: int = 0
    before: Drawn = field(default_factory=Drawn)
    states: tuple[Drawn, ...] = field(default_factory=lambda: (Drawn(),))
    at: int = 0

    @property
    def now(self) -> Drawn:
        return self.states[self.at]

    def pushed(self, drawn: Drawn) -> "_Sheet":
        states = (*self.states[: self.at + 1], drawn)[-MAX_STATES:]
        return replace(self, states=states, at=len(states) - 1)

    def fresh(self) -> "_Sheet":
        """Return the same state in a new widget instance."""
        return replace(self, number=self.number + 1, before=self.now)


class Board:
    """A named canvas that survives page changes, with undo over its whole history.

    The package loses its drawing on a page change, and draws artefacts if its own drawing is passed
    back at every run. So a new widget gets the drawing only if it changed other than by a stroke.
    """

    def __init__(self, name: str, width: int = 336, height: int = 336) -> None:
        self.name, self.width, self.height = name, width, height

    @property
    def _state(self) -> str:
        return f"canvas.{self.name}"

    @property
    def _sheet(self) -> _Sheet:
        sheet: _Sheet = st.session_state.setdefault(self._state, _Sheet())
        return sheet

    def _keep(self, sheet: _Sheet) -> None:
        st.session_state[self._state] = sheet

    def lay_out(self) -> None:
        """Start a visit: a page that is opened again shows the drawing that was left on it."""
        self._keep(self._sheet.fresh())

    def undo(self) -> None:
        self._move(-1)

    def redo(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        sheet = self._sheet
        at = min(max(sheet.at + step, 0), len(sheet.states) - 1)
        self._keep(replace(sheet, at=at).fresh())

    def can_undo(self) -> bool:
        return self._sheet.at > 0

    def can_redo(self) -> bool:
        return self._sheet.at + 1 < len(self._sheet.states)

    def clear(self) -> None:
        """Remove everything; undo restores it."""
        self.replace(Drawn())

    def forget(self) -> None:
        """Start over with an empty history."""
        self._keep(_Sheet(self._sheet.number + 1))

    def mirror(self) -> None:
        """Swap left and right."""
        drawn = self.drawn()
        picture = drawn.picture()
        if picture is not None:
            objects = tuple(_mirrored(thing, self.width) for thing in drawn.objects)
            self.replace(Drawn(objects, _png(picture[:, ::-1])))

    def replace(self, drawn: Drawn) -> None:
        self._keep(self._sheet.pushed(drawn).fresh())

    def drawn(self) -> Drawn:
        """Return the content of the canvas; a stroke that was just received becomes a state."""
        sheet = self._sheet
        received = self._received(sheet.now)
        if received is not None:
            sheet = sheet.pushed(received)
            self._keep(sheet)
        return sheet.now

    def _key(self, sheet: _Sheet) -> str:
        return f"{self._state}.{sheet.number}"

    def show(
        self,
        tools: Mapping[str, Tool],
        tool: str,
        width: int = BRUSH,
        ground: bytes | None = None,
        survives: bool = False,
    ) -> None:
        """Show the canvas, with `tool` of the tools in the order of their control on the page.

        `ground` is an image file behind the strokes, else plain paper; changing it leaves the
        strokes as they are. If it `survives`, a reload of the page in this tab keeps the strokes.
        """
        sheet = self._sheet
        show_canvas(
            self.name,
            size=(self.width, self.height),
            objects=sheet.before.objects,
            tools=list(tools.values()),
            tool=tools[tool],
            width=width,
            paper="" if ground else PAPER,
            ground=ground,
            survives=survives,
            fresh=survives and len(sheet.states) == 1 and not sheet.now.objects,
            key=self._key(sheet),
        )

    def drawn_from(self, objects: tuple[dict[str, Any], ...]) -> Drawn:
        """Return objects as if they had been drawn here, on paper."""
        return Drawn(objects, _png(render(objects, (self.width, self.height), PAPER)))

    def _received(self, before: Drawn) -> Drawn | None:
        """Return what the browser sent, if it is something else than before."""
        state: Mapping[str, Any] = st.session_state.get(self._key(self._sheet)) or {}
        drawing = state.get("drawing") or {"raw": {}}
        objects, picture = tuple(drawing["raw"].get("objects", ())), drawing.get("data")
        if objects == before.objects or not (objects or picture):
            return None
        if picture:
            return Drawn(objects, base64.b64decode(picture.split(";base64,", 1)[1]))
        try:  # strokes without a picture were brought back after a reload
            return self.drawn_from(objects)
        except (KeyError, TypeError, ValueError, IndexError):
            return None  # another version of the app kept them


def _mirrored(thing: dict[str, Any], width: int) -> dict[str, Any]:
    """Mirror an object; its `left` is that of its centre or of its left edge."""
    across = 0.0
    if thing.get("originX") == "left":
        across = thing["width"] * thing.get("scaleX", 1) + thing.get("strokeWidth", 0)
    return {
        **thing,
        "left": width - thing["left"] - across,
        "flipX": not thing.get("flipX", False),
        "angle": -thing.get("angle", 0),
    }


def _png(picture: Picture) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(buffer, "PNG")
    return buffer.getvalue()
