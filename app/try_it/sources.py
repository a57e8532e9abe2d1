"""Where a picture comes from: the canvas, a file, the camera, or the test pictures."""

import random
from collections.abc import Callable

import numpy as np
import streamlit as st

from app import resources
from app.try_it import edit_test_picture as overdrawing
from app.try_it.chosen import Chosen
from app.try_it.drawing import drawing
from app.try_it.outline import hints_for
from app.try_it.step_switches import switches
from core.data.classes import CLASS_NAMES
from core.pictures import prepare, prepare_pixels

ANY = "any garment"
_UPLOAD, _UPLOADED = "source.upload", "source.uploaded"
_CAMERA, _SHOT = "source.camera", "source.shot"
# What is chosen, by a widget or by a button; the widgets themselves show it.
SOURCE_NOW, _OVER, _OVER_NOW = "source.now", "source.over", "source.over.now"


def paper() -> Chosen | None:
    """Take what is drawn on paper; or go on to drawing on a test picture."""
    chosen = drawing()
    st.button("Start from a test picture", icon=":material/checkroom:", on_click=_start_from_one)
    return chosen


def _start_from_one() -> None:
    st.session_state[SOURCE_NOW] = "Test picture"
    st.session_state[_OVER_NOW] = True
    overdrawing.BOARD.lay_out()


def upload() -> Chosen | None:
    """Take a file. What was uploaded stays when another page is opened meanwhile."""
    st.file_uploader(
        "A photo of one garment", key=_UPLOAD, on_change=_keep_upload, max_upload_size=25
    )
    kept = st.session_state.get(_UPLOADED)
    if kept is None:
        st.caption("JPEG, PNG, WebP, AVIF, GIF or BMP, up to 25 MB. It stays on this computer.")
        return None
    name, content = kept
    if st.session_state.get(_UPLOAD) is None:
        st.caption(f"Still here from before: {name}")
    return _photo(content, "auto", name)


def _photo(content: bytes, kind: str, name: str) -> Chosen:
    hints = hints_for(content)
    return Chosen(prepare(content, kind, switches(), name, hints), name=name, content=content)


def _keep_upload() -> None:
    file = st.session_state[_UPLOAD]
    st.session_state[_UPLOADED] = (file.name, file.getvalue()) if file else None


def at_hand(source: str) -> tuple[str, bytes] | None:
    """Return name and content of the photo that a source has, fit or not."""
    if source == "Upload":
        kept: tuple[str, bytes] | None = st.session_state.get(_UPLOADED)
        return kept
    shot = st.session_state.get(_SHOT) if source == "Camera" else None
    return ("the camera’s picture", shot) if shot else None


def camera() -> Chosen | None:
    """Take a shot, which stays while the photo lies on the canvas or another page is open."""
    st.camera_input(
        "Hold one garment before the camera, on a plain ground", key=_CAMERA, on_change=_keep_shot
    )
    kept = st.session_state.get(_SHOT)
    return _photo(kept, "photo", "the camera’s picture") if kept else None


def _keep_shot() -> None:
    shot = st.session_state[_CAMERA]
    st.session_state[_SHOT] = shot.getvalue() if shot else None


def test_picture() -> Chosen | None:
    """Take a picture of the test split by its number, or a random one of a class."""
    split = resources.test_pictures()
    wanted = st.selectbox("Kind of garment", [ANY, *CLASS_NAMES])
    columns = st.columns([2, 3], vertical_alignment="bottom")
    number = columns[0].number_input(
        "Number", 0, len(split) - 1, key="source.number", help="Its place in the test split."
    )
    columns[1].button(
        "Another one",
        icon=":material/casino:",
        width="stretch",
        on_click=_another,
        args=(np.asarray(split.labels), wanted),
    )
    st.caption("One of the 10 000 pictures that no model here was trained on.")
    truth = CLASS_NAMES[int(split.labels[number])]
    pixels = np.array(split.images[number])
    st.session_state[_OVER] = st.session_state.get(_OVER_NOW, False)
    if st.toggle("Draw on it", key=_OVER, on_change=_turn_over, help="Add cloth or erase it."):
        return overdrawing.draw_on(pixels, truth)
    return Chosen(prepare_pixels(pixels), truth)


def _turn_over() -> None:
    st.session_state[_OVER_NOW] = st.session_state[_OVER]
    overdrawing.BOARD.lay_out()  # it was out of sight


def _another(labels: np.ndarray, wanted: str) -> None:
    fits = np.full(len(labels), True) if wanted == ANY else labels == CLASS_NAMES.index(wanted)
    st.session_state["source.number"] = random.choice(np.flatnonzero(fits).tolist())


SOURCES: dict[str, Callable[[], Chosen | None]] = {
    "Draw": paper,
    "Upload": upload,
    "Camera": camera,
    "Test picture": test_picture,
}
