"""Refine a photo's outline by painting on it where the segmentation was wrong."""

import hashlib
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
import streamlit as st

from app import resources
from app.components.canvas.board import Board, Drawn, Rectangle
from app.components.canvas.element import Tool
from app.components.canvas.strokes import Picture
from app.components.canvas.tools import choose_tool, choose_width, sheet_buttons, width_of
from app.try_it.chosen import Chosen
from app.try_it.step_switches import switches
from core.errors import BadPicture
from core.input_kind import InputKind
from core.pictures import Hints, Preparation, Switches, decode, prepare

WIDEST, TALLEST = 336, 400  # CSS pixels of the canvas: fits a phone's width and a laptop's height
BRUSH, LINE = 12, 2
# Distinguishable for colour-blind people; the tools above the canvas name them.
GARMENT, GROUND, BOX = "#2B7BE4", "#E4733C", "#C2336D"
COLOURS = (GARMENT, GROUND, BOX)
TOOLS = {
    "Garment": Tool(GARMENT),
    "Not garment": Tool(GROUND),
    "Box": Tool(BOX, "rect", LINE),
}
MARKS = {
    "Garment": ":blue[:material/brush:]",
    "Not garment": ":orange[:material/brush:]",
    "Box": ":red[:material/crop_free:]",
}
DIMMED = 0.35  # brightness factor outside the garment
SLIP = 0.1  # of the photo's edges: smaller boxes are accidental
_STATE = "refinement"


@dataclass(frozen=True, eq=False)
class _Refinement:
    """The photo whose outline is, or was, refined; `open` while it is on the canvas."""

    photo: str
    board: Board
    name: str
    content: bytes
    truth: str | None = None
    open: bool = True


def offer(chosen: Chosen) -> None:
    """Show the button that puts a photo on the canvas; nothing for other input kinds."""
    if chosen.preparation.kind is InputKind.PHOTO and chosen.content and not is_open():
        _button("Refine the outline", chosen.name, chosen.content, chosen.truth)


def offer_even(name: str, content: bytes, truth: str | None) -> None:
    """Show the button for a photo in which no garment was found, so that a person can mark it."""
    if not is_open():
        _button("Show where the garment is", name, content, truth)


def _button(label: str, name: str, content: bytes, truth: str | None) -> None:
    on = switches().segment
    st.button(
        label,
        icon=":material/gesture:",
        on_click=_open,
        args=(name, content, truth),
        disabled=not on,
        help=None if on else "Switch “Find the garment” on to refine its outline.",
    )


def is_open() -> bool:
    refined: _Refinement | None = st.session_state.get(_STATE)
    return refined is not None and refined.open


def hints_for(content: bytes) -> Hints | None:
    """Return the hints painted on this photo, if any."""
    refined: _Refinement | None = st.session_state.get(_STATE)
    if refined is None or refined.photo != _name_of(content):
        return None
    return read_hints(refined.board.drawn(), refined.board)


def refine() -> Chosen:
    """Show the photo on the canvas with its tools; return it with the refined outline."""
    refined: _Refinement = st.session_state[_STATE]
    board = refined.board
    st.caption(
        "Paint on what belongs to the garment, and on what does not; or draw a box around it."
    )
    tool = choose_tool(board, tuple(TOOLS), MARKS)
    preparation, trouble = _prepared(refined)
    board.show(TOOLS, tool, width_of(board, BRUSH), ground=outlined(preparation, board))
    echo = st.empty()
    row = sheet_buttons(board, mirror=False, clear="Start over")
    row.button("Done", icon=":material/check:", type="primary", on_click=close)
    choose_width(board, BRUSH)
    if trouble is not None:
        raise trouble
    return Chosen(preparation, refined.truth, refined.name, refined.content, echo=echo)


def _prepared(refined: _Refinement) -> tuple[Preparation, BadPicture | None]:
    """Prepare the photo with the hints; if that fails, without them; if that fails, uncut.

    The error is the reason why the hints were not used, or None.
    """
    on = switches()
    trouble: BadPicture | None = None
    painted_on = read_hints(refined.board.drawn(), refined.board)
    for hints in (painted_on, None):
        try:
            return _prepare(refined, on, hints), trouble
        except BadPicture as refused:
            trouble = trouble or refused
    whole = replace(on, segment=False)
    return _prepare(refined, whole), trouble


def _prepare(refined: _Refinement, on: Switches, hints: Hints | None = None) -> Preparation:
    kind, segmenter = InputKind.PHOTO, resources.segmenter()
    return prepare(refined.content, kind, on, refined.name, hints, segmenter)


def _open(name: str, content: bytes, truth: str | None) -> None:
    old: _Refinement | None = st.session_state.get(_STATE)
    photo = _name_of(content)
    height, width = decode(content, name).shape[:2]
    board = Board("outline", *_fitted(height, width))
    if old is None or old.photo != photo:
        board.forget()
    board.lay_out()
    st.session_state[_STATE] = _Refinement(photo, board, name, content, truth)


def close() -> None:
    """Remove the photo from the canvas; the hints stay in effect."""
    old: _Refinement | None = st.session_state.get(_STATE)
    if old is not None:
        st.session_state[_STATE] = replace(old, open=False)


def lay_out() -> None:
    """Start a visit: the photo is still on the canvas, with its strokes."""
    old: _Refinement | None = st.session_state.get(_STATE)
    if old is not None:
        old.board.lay_out()


def _name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _fitted(height: int, width: int) -> tuple[int, int]:
    """Return the canvas's width and height for a photo of this shape."""
    scale = min(WIDEST / width, TALLEST / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def read_hints(drawn: Drawn, board: Board) -> Hints | None:
    """Read the strokes and the newest box from a canvas; None if there are none."""
    picture = drawn.picture()
    if picture is None:
        return None
    garment, ground = (painted(picture, colour) for colour in (GARMENT, GROUND))
    boxes = drawn.rectangles()
    box = _box(boxes[-1], board) if boxes else None
    return Hints(box, garment, ground)


def painted(picture: Picture, colour: str) -> npt.NDArray[np.bool_]:
    """Return bool (h, w): where a picture uint8 (h, w, 4) is closest to this brush colour."""
    colours = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in COLOURS])
    distance = np.abs(picture[..., None, :3].astype(np.int16) - colours).sum(axis=3)
    nearest = COLOURS.index(colour) == distance.argmin(axis=2)
    return np.asarray(nearest & (picture[..., 3] > 127))


def _box(drawn: Rectangle, board: Board) -> tuple[float, float, float, float] | None:
    """Return a rectangle as shares of the photo; None if it is accidentally small."""
    across, down = drawn.width / board.width, drawn.height / board.height
    left, top = drawn.left / board.width, drawn.top / board.height
    if min(across, down) < SLIP:
        return None
    return max(0.0, left), max(0.0, top), min(1.0, left + across), min(1.0, top + down)


def outlined(preparation: Preparation, board: Board) -> bytes:
    """Return the photo as a JPEG of the canvas's size, background dimmed, outline drawn."""
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
