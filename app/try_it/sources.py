"""The sources of a picture: canvas, file, camera, and test pictures."""

import random
from collections.abc import Callable

import numpy as np
import streamlit as st

from app import resources
from app.components.stage_row import show_large
from app.foreign import literal_name
from app.try_it import drawing as sheet
from app.try_it import edit_test_picture
from app.try_it.chosen import Chosen
from app.try_it.outline import hints_for
from app.try_it.step_switches import switches
from core.data.classes import CLASS_NAMES
from core.examples import ExampleDrawing, ShopPicture
from core.input_kind import AUTO, InputKind
from core.pictures import prepare, prepare_pixels

ANY = "any garment"
_UPLOAD, _UPLOADED = "source.upload", "source.uploaded"
_UPLOADED_TRUTH = "source.uploaded.truth"  # of a simulated picture
_CAMERA, _SHOT = "source.camera", "source.shot"
# The state behind the widgets, which buttons can change too.
SOURCE_NOW, _OVER, _OVER_NOW = "source.now", "source.over", "source.over.now"


def paper() -> Chosen | None:
    """Ask for a drawing, or switch to drawing on a test picture."""
    chosen = sheet.drawing()
    st.button("Start from a test picture", icon=":material/checkroom:", on_click=_start_from_one)
    return chosen


def _start_from_one() -> None:
    st.session_state[SOURCE_NOW] = "Test picture"
    st.session_state[_OVER_NOW] = True
    edit_test_picture.BOARD.lay_out()


def upload() -> Chosen | None:
    """Ask for a file, which survives page changes."""
    st.file_uploader(
        "A photo of one garment", key=_UPLOAD, on_change=_keep_upload, max_upload_size=25
    )
    kept = st.session_state.get(_UPLOADED)
    if kept is None:
        st.caption("JPEG, PNG, WebP, AVIF, GIF or BMP, up to 25 MB. It stays on this computer.")
        return None
    name, content = kept
    truth = st.session_state.get(_UPLOADED_TRUTH)
    if truth is not None:
        st.caption("A simulated shop picture, made from one of the test pictures.")
    elif st.session_state.get(_UPLOAD) is None:
        st.caption(f"Still in use: {literal_name(name)}")
    chosen = _photo(content, AUTO, name, truth)
    show_large(chosen.preparation.stages[0].picture)
    return chosen


def _photo(content: bytes, kind: str, name: str, truth: str | None = None) -> Chosen:
    made = prepare(content, kind, switches(), name, hints_for(content), resources.segmenter())
    return Chosen(made, truth, name=name, content=content)


def _keep_upload() -> None:
    file = st.session_state[_UPLOAD]
    st.session_state[_UPLOADED] = (file.name, file.getvalue()) if file else None
    st.session_state[_UPLOADED_TRUTH] = None


def at_hand(source: str) -> tuple[str, bytes, str | None] | None:
    """Return name, content and true label of a source's photo, even if it was refused."""
    if source == "Upload":
        kept: tuple[str, bytes] | None = st.session_state.get(_UPLOADED)
        return (*kept, st.session_state.get(_UPLOADED_TRUTH)) if kept else None
    shot = st.session_state.get(_SHOT) if source == "Camera" else None
    return ("the camera’s picture", shot, None) if shot else None


def camera() -> Chosen | None:
    """Ask for a camera shot, which survives page changes and refining."""
    st.camera_input(
        "Hold one garment up to the camera on a plain background", key=_CAMERA, on_change=_keep_shot
    )
    kept = st.session_state.get(_SHOT)
    return _photo(kept, InputKind.PHOTO, "the camera’s picture") if kept else None


def _keep_shot() -> None:
    shot = st.session_state[_CAMERA]
    st.session_state[_SHOT] = shot.getvalue() if shot else None


def test_picture() -> Chosen | None:
    """Ask for a picture of the test split, by number or at random within a class."""
    split = resources.test_pictures()
    place = st.container()
    selected = st.selectbox("Kind of garment", [ANY, *CLASS_NAMES])
    columns = st.columns([2, 3], vertical_alignment="bottom")
    number = columns[0].number_input(
        "Number",
        0,
        len(split) - 1,
        key="source.number",
        help="Its place in the test split, which no model here was trained on.",
    )
    columns[1].button(
        "Another one",
        icon=":material/casino:",
        width="stretch",
        on_click=_another,
        args=(np.asarray(split.labels), selected),
    )
    truth = CLASS_NAMES[int(split.labels[number])]
    pixels = np.array(split.images[number])
    st.session_state[_OVER] = st.session_state.get(_OVER_NOW, False)
    if st.toggle("Draw on it", key=_OVER, on_change=_turn_over, help="Add cloth or erase some."):
        with place:
            return edit_test_picture.draw_on(pixels, truth)
    with place:
        show_large(pixels)
    return Chosen(prepare_pixels(pixels), truth)


def _turn_over() -> None:
    st.session_state[_OVER_NOW] = st.session_state[_OVER]
    edit_test_picture.BOARD.lay_out()  # it was hidden


def _another(labels: np.ndarray, selected: str) -> None:
    fits = np.full(len(labels), True) if selected == ANY else labels == CLASS_NAMES.index(selected)
    st.session_state["source.number"] = random.choice(np.flatnonzero(fits).tolist())


def put_drawing(example: ExampleDrawing) -> None:
    """Choose an example drawing."""
    st.session_state[SOURCE_NOW] = "Draw"
    sheet.put(example)


def put_shop_picture(example: ShopPicture) -> None:
    """Choose a simulated shop picture, as if it had been uploaded."""
    st.session_state[SOURCE_NOW] = "Upload"
    st.session_state[_UPLOADED] = (example.name, example.content)
    st.session_state[_UPLOADED_TRUTH] = example.label


def put_test_picture(number: int) -> None:
    """Choose a picture of the test split."""
    st.session_state[SOURCE_NOW] = "Test picture"
    st.session_state[_OVER_NOW] = False
    st.session_state["source.number"] = number


SOURCES: dict[str, Callable[[], Chosen | None]] = {
    "Draw": paper,
    "Upload": upload,
    "Camera": camera,
    "Test picture": test_picture,
}
