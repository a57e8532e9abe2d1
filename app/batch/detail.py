"""The dialog for one picture of a batch: photo, stages, answer, and the true label."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from app import resources
from app.batch.link import close_picture, open_picture, opened_picture
from app.components.answer import show_answer
from app.components.stage_row import show_stages
from app.components.widgets import error_boundary, show_error
from app.foreign import literal
from app.palette import ORDER
from core.errors import BadPicture, FittingRoomError
from core.input_kind import InputKind
from core.pictures import Preparation
from core.predictor import Prediction
from core.workflows.batch.labels import label_pictures
from core.workflows.batch.results import AnswerState, Result
from core.workflows.batch.store import Batch

PHOTO_EDGE = 400  # CSS pixels
_AMONG, _REQUESTED = "batch.among", "batch.requested"


def choose_one(number: int, among: Sequence[int]) -> None:
    """Remember which picture to open, and the list for its Previous and Next buttons."""
    open_picture(number)
    st.session_state[_AMONG], st.session_state[_REQUESTED] = list(among), True


def open_if_asked() -> None:
    """Within a fragment, rerun the whole page, which opens the chosen picture."""
    if st.session_state.pop(_REQUESTED, False):
        st.rerun()


def show_opened(batch: Batch) -> None:
    """Show the picture that the address names in a dialog, if it names one."""
    if opened_picture() is not None:
        st.dialog("Look closer", width="large", on_dismiss=close_picture)(_show)(batch)


def _show(batch: Batch) -> None:
    results = {one.number: one for one in batch.results.all()}
    result = results.get(opened_picture() or 0)
    if result is None:
        st.info("There is no such picture in this batch, or it was removed.")
        return
    _turn(result, list(results))
    if result.state is AnswerState.UNREADABLE:
        show_error(result.error)
        return
    with error_boundary():
        preparation = _prepared(batch, result.number)
        left, right = st.columns([1, 2], gap="large")
        photo = preparation.stages[0].picture
        left.image(photo, width=_width(photo))
        with right:
            show_answer(_prediction(result), result.corrected or None)
            _ask(batch, result)
        show_stages(preparation.stages)
        for note in preparation.notes:
            st.caption(literal(note))


def _width(photo: np.ndarray) -> int:
    """Return the width in CSS pixels at which a photo (h, w, …) leaves room for its stages."""
    height, width = photo.shape[:2]
    return int(PHOTO_EDGE * width / max(height, width))


def _turn(result: Result, everything: list[int]) -> None:
    """Show the name, and buttons to the pictures before and after; arrow keys press them."""
    among: list[int] = st.session_state.get(_AMONG, everything)  # unset after opening a link
    place = among.index(result.number) if result.number in among else 0
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(f"**{literal(result.name)}**", width="stretch")
    for label, icon, step in (("Previous", "arrow_back", -1), ("Next", "arrow_forward", 1)):
        row.button(
            label,
            icon=f":material/{icon}:",
            shortcut="Left" if step < 0 else "Right",
            disabled=not 0 <= place + step < len(among),
            on_click=_turn_by,
            args=(step, among),
        )


def _turn_by(step: int, among: Sequence[int]) -> None:
    """Open the picture after the one that is open now: keys are faster than the dialog is drawn."""
    now = opened_picture()
    place = among.index(now) if now in among else 0
    open_picture(among[min(max(place + step, 0), len(among) - 1)])


def _prepared(batch: Batch, number: int) -> Preparation:
    with batch.files(resources.segmenter()) as files:
        entries = files.entries()
        if number >= len(entries):  # from a damaged record
            raise BadPicture("There is no such picture in this batch.")
        return files.preparation(entries[number])


def _prediction(result: Result) -> Prediction:
    return Prediction(
        probabilities=np.array(result.probabilities, np.float32),
        familiarity=result.familiarity,
        known=result.known,
        milliseconds=result.ms,
        threshold=result.threshold,
        input_kind=InputKind(result.input_kind or InputKind.PHOTO),
    )


def _ask(batch: Batch, result: Result) -> None:
    """Ask for the true label; the picture goes into the wardrobe, which can be undone."""
    # The label is part of the key, so that the choice follows when the picture is agreed with.
    key = f"batch.truth.{batch.id}.{result.number}.{result.corrected}"
    st.pills(
        "What is it really?",
        ORDER,
        default=result.corrected or None,
        key=key,
        wrap=True,
        help="Adds the picture to the wardrobe with your label, for fine-tuning the model.",
        on_change=lambda: _label(batch, result, st.session_state[key] or ""),
    )
    if result.corrected:
        st.caption("Added to the wardrobe. Press the label again to undo.")
        return
    st.button(
        f"Agree: {literal(result.label)}",
        icon=":material/check:",
        shortcut="A",
        on_click=_label,
        args=(batch, result, result.label),
    )
    st.caption("Keys: ← and → turn to the picture before and after, A agrees.")


def _label(batch: Batch, result: Result, label: str) -> None:
    try:
        label_pictures(resources.settings(), batch, {result.number: label}, resources.segmenter())
    except FittingRoomError as error:
        st.toast(literal(str(error)), icon=":material/error:")
