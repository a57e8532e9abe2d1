"""Where a picture comes from: the canvas, a file, the camera, or the test pictures."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from app import canvas, resources
from core.data.classes import CLASS_NAMES
from core.pictures import Preparation, prepare, prepare_drawing, prepare_pixels

ANY = "any garment"
_UPLOAD, _UPLOADED = "source.upload", "source.uploaded"


@dataclass(frozen=True, eq=False)
class Chosen:
    """A prepared picture, and what it really shows where that is known."""

    preparation: Preparation
    truth: str | None = None


def drawing() -> Chosen | None:
    """Take what is on the canvas; its tools float above it, so they get room there."""
    st.caption("Draw an outline with the mouse or a finger. It is filled for you.")
    st.space("xsmall")
    sheet = canvas.canvas()
    st.button("Clear", icon=":material/delete:", on_click=canvas.clear)
    return Chosen(prepare_drawing(sheet)) if sheet is not None else None


def upload() -> Chosen | None:
    """Take a file. What was uploaded stays when another page is opened meanwhile."""
    st.file_uploader(
        "A photo of one garment", key=_UPLOAD, on_change=_keep_upload, max_upload_size=25
    )
    kept = st.session_state.get(_UPLOADED)
    if kept is None:
        st.caption("JPEG, PNG, WebP, GIF or BMP, up to 25 MB. It stays on this computer.")
        return None
    name, content = kept
    if st.session_state.get(_UPLOAD) is None:
        st.caption(f"Still here from before: {name}")
    return Chosen(prepare(content, name=name))


def _keep_upload() -> None:
    file = st.session_state[_UPLOAD]
    st.session_state[_UPLOADED] = (file.name, file.getvalue()) if file else None


def camera() -> Chosen | None:
    shot = st.camera_input("Hold one garment before the camera, on a plain ground")
    return Chosen(prepare(shot.getvalue(), "photo", name="the camera's picture")) if shot else None


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
    return Chosen(prepare_pixels(np.array(split.images[number])), truth)


def _another(labels: np.ndarray, wanted: str) -> None:
    fits = np.full(len(labels), True) if wanted == ANY else labels == CLASS_NAMES.index(wanted)
    st.session_state["source.number"] = random.choice(np.flatnonzero(fits).tolist())


SOURCES: dict[str, Callable[[], Chosen | None]] = {
    "Draw": drawing,
    "Upload": upload,
    "Camera": camera,
    "Test picture": test_picture,
}
