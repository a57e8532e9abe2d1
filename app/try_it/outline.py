"""Mend the outline: a photo on the canvas, painted on where the machine was wrong."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import streamlit as st

from app.components.canvas import Board, Drawn, Picture
from app.components.canvas_tools import choose_tool, choose_width, sheet_buttons, width_of
from app.try_it.chosen import Chosen
from app.try_it.step_switches import switches
from core.errors import BadPicture
from core.pictures import Hints, Preparation, decode, prepare

WIDEST, TALLEST = 336, 400  # CSS pixels of the canvas: a phone's width, and no laptop's fold
BRUSH, LINE = 12, 2
# Told apart by colour-blind eyes; what is painted on is named above the canvas.
GARMENT, GROUND, BOX = "#2B7BE4", "#E4733C", "#C2336D"
TOOLS = {"Garment": GARMENT, "Not garment": GROUND, "Box": BOX}
MARKS = {
    "Garment": ":blue[:material/brush:]",
    "Not garment": ":orange[:material/brush:]",
    "Box": ":red[:material/crop_free:]",
}
DIMMED = 0.35  # of its brightness, what is not garment
SLIP = 0.1  # of the photo's edges: no garment is boxed smaller
_STATE = "mending"


@dataclass(frozen=True, eq=False)
class _Mended:
    """The photo that is, or was, mended; `open` while it lies on the canvas."""

    photo: str
    board: Board
    name: str
    content: bytes
    open: bool = True


def offer(chosen: Chosen) -> None:
    """Show the button that puts a photo on the canvas; nothing for what has no outline."""
    if chosen.preparation.kind == "photo" and chosen.content and not is_open():
        _button("Mend the outline", chosen.name, chosen.content)


def offer_even(name: str, content: bytes) -> None:
    """Show the button for a photo in which nothing stands out: a person sees more."""
    if not is_open():
        _button("Show where the garment is", name, content)


def _button(label: str, name: str, content: bytes) -> None:
    on = switches().segment
    st.button(
        label,
        icon=":material/gesture:",
        on_click=_open,
        args=(name, content),
        disabled=not on,
        help=None if on else "Switch “Find the garment” on to mend its outline.",
    )


def is_open() -> bool:
    mended: _Mended | None = st.session_state.get(_STATE)
    return mended is not None and mended.open


def hints_for(content: bytes) -> Hints | None:
    """Return what was painted on this very photo, if anything was."""
    mended: _Mended | None = st.session_state.get(_STATE)
    if mended is None or mended.photo != _name_of(content):
        return None
    return read_hints(mended.board.drawn(), mended.board)


def mend() -> Chosen:
    """Show the photo on the canvas with its tools; return it with the outline as painted."""
    mended: _Mended = st.session_state[_STATE]
    board = mended.board
    st.caption(
        "Paint on what belongs to the garment, and on what does not; or draw a box around it."
    )
    tool = choose_tool(board, tuple(TOOLS), MARKS)
    preparation, trouble = _prepared(mended)
    st.space("xsmall")
    board.show(
        colour=TOOLS[tool],
        width=LINE if tool == "Box" else width_of(board, BRUSH),
        tool="rect" if tool == "Box" else "freedraw",
        ground=outlined(preparation, board),
    )
    echo = st.empty()
    row = sheet_buttons(board, mirror=False, clear="Start over")
    row.button("Done", icon=":material/check:", type="primary", on_click=close)
    choose_width(board, BRUSH)
    if trouble is not None:
        raise trouble
    return Chosen(preparation, name=mended.name, content=mended.content, echo=echo)


def _prepared(mended: _Mended) -> tuple[Preparation, BadPicture | None]:
    """Prepare the photo as painted; where nothing is left, as found; where nothing was, whole.

    Comes with the reason why it is not as painted.
    """
    on = switches()
    trouble: BadPicture | None = None
    painted_on = read_hints(mended.board.drawn(), mended.board)
    for hints in (painted_on, None):
        try:
            return prepare(mended.content, "photo", on, mended.name, hints), trouble
        except BadPicture as refused:
            trouble = trouble or refused
    whole = replace(on, segment=False)
    return prepare(mended.content, "photo", whole, mended.name), trouble


def _open(name: str, content: bytes) -> None:
    old: _Mended | None = st.session_state.get(_STATE)
    photo = _name_of(content)
    height, width = decode(content, name).shape[:2]
    board = Board("mend", *_fitted(height, width))
    if old is None or old.photo != photo:
        board.forget()
    board.lay_out()
    st.session_state[_STATE] = _Mended(photo, board, name, content)


def close() -> None:
    """Take the photo off the canvas; what was painted on it stays in force."""
    old: _Mended | None = st.session_state.get(_STATE)
    if old is not None:
        st.session_state[_STATE] = replace(old, open=False)


def lay_out() -> None:
    """Begin a visit: the photo that lay on the canvas still does, with its strokes."""
    old: _Mended | None = st.session_state.get(_STATE)
    if old is not None:
        old.board.lay_out()


def _name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _fitted(height: int, width: int) -> tuple[int, int]:
    """Return the canvas's width and height for a photo of this shape."""
    scale = min(WIDEST / width, TALLEST / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def read_hints(drawn: Drawn, board: Board) -> Hints | None:
    """Read strokes and the latest box off a canvas; None where there is nothing."""
    picture = drawn.picture()
    if picture is None:
        return None
    garment, ground = (painted(picture, colour) for colour in (GARMENT, GROUND))
    boxes = [thing for thing in drawn.objects if thing.get("type") == "Rect"]
    box = _box(boxes[-1], board) if boxes else None
    return Hints(box, garment, ground)


def painted(picture: Picture, colour: str) -> npt.NDArray[np.bool_]:
    """Return bool (h, w): where a picture uint8 (h, w, 4) shows this brush rather than another."""
    colours = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in TOOLS.values()])
    distance = np.abs(picture[..., None, :3].astype(np.int16) - colours).sum(axis=3)
    nearest = list(TOOLS.values()).index(colour) == distance.argmin(axis=2)
    return np.asarray(nearest & (picture[..., 3] > 127))


def _box(thing: dict[str, Any], board: Board) -> tuple[float, float, float, float] | None:
    """Return a rectangle of the package's as shares of the photo; None for a slip of the hand."""
    across = thing["width"] * thing["scaleX"] / board.width
    down = thing["height"] * thing["scaleY"] / board.height
    left, top = thing["left"] / board.width, thing["top"] / board.height
    if min(across, down) < SLIP:
        return None
    return max(0.0, left), max(0.0, top), min(1.0, left + across), min(1.0, top + down)


def outlined(preparation: Preparation, board: Board) -> bytes:
    """Return the photo as a JPEG of the canvas's size, the ground dimmed, the outline drawn."""
    cut = next(stage.picture for stage in preparation.stages if stage.name == "segment")
    size = board.width, board.height
    rgb = cv2.resize(cut[..., :3], size, interpolation=cv2.INTER_AREA)
    mask = (cv2.resize(cut[..., 3], size) > 127).astype(np.uint8)
    shown = np.where(mask[..., None] > 0, rgb, rgb * DIMMED).astype(np.uint8)
    lines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(shown, lines, -1, (255, 255, 255), 1, cv2.LINE_AA)
    ok, file = cv2.imencode(".jpg", shown[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
    assert ok, "OpenCV wrote no JPEG"
    return file.tobytes()
