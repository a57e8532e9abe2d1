"""The dialog for one picture of a batch: photo, stages, answer, and the true label."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from app import resources
from app.components.answer import show_answer
from app.components.stage_row import show_stages
from app.components.widgets import error_boundary, show_error
from app.foreign import literal
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.wardrobe import Answered, Item, Wardrobe
from core.errors import BadPicture, FittingRoomError
from core.input_kind import InputKind
from core.pictures import Preparation
from core.predictor import Prediction
from core.workflows.batch.results import AnswerState, Result
from core.workflows.batch.store import Batch

PHOTO_EDGE = 400  # CSS pixels
_OPENED, _AMONG, _REQUESTED = "batch.opened", "batch.among", "batch.requested"


def choose_one(number: int, among: Sequence[int]) -> None:
    """Remember which picture to open, and the list for its Previous and Next buttons."""
    st.session_state[_OPENED], st.session_state[_AMONG] = number, list(among)
    st.session_state[_REQUESTED] = True


def open_if_asked() -> None:
    """Within a fragment, rerun the whole page, which opens the chosen picture."""
    if st.session_state.pop(_REQUESTED, False):
        st.rerun()


def show_opened(batch: Batch) -> None:
    """Show the chosen picture in a dialog, if one is chosen."""
    if st.session_state.get(_OPENED) is not None:
        st.dialog("Look closer", width="large", on_dismiss=_close)(_show)(batch)


def _close() -> None:
    st.session_state.pop(_OPENED, None)


def _show(batch: Batch) -> None:
    results = {one.number: one for one in batch.results.all()}
    result = results.get(st.session_state[_OPENED])
    if result is None:
        st.info("This picture is no longer here: its batch was deleted.")
        return
    _turn(result)
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
            _ask(batch, result, preparation)
        show_stages(preparation.stages)
        for note in preparation.notes:
            st.caption(literal(note))


def _width(photo: np.ndarray) -> int:
    """Return the width in CSS pixels at which a photo (h, w, …) leaves room for its stages."""
    height, width = photo.shape[:2]
    return int(PHOTO_EDGE * width / max(height, width))


def _turn(result: Result) -> None:
    among: list[int] = st.session_state[_AMONG]
    place = among.index(result.number) if result.number in among else 0
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(f"**{literal(result.name)}**", width="stretch")
    for label, icon, step in (("Previous", "arrow_back", -1), ("Next", "arrow_forward", 1)):
        there = place + step
        row.button(
            label,
            icon=f":material/{icon}:",
            disabled=not 0 <= there < len(among),
            on_click=_go,
            args=(among[there % len(among)],),
        )


def _go(number: int) -> None:
    st.session_state[_OPENED] = number


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


def _ask(batch: Batch, result: Result, preparation: Preparation) -> None:
    """Ask for the true label; the picture goes into the wardrobe, which can be undone."""
    key = f"batch.truth.{batch.id}.{result.number}"
    st.pills(
        "What is it really?",
        ORDER,
        default=result.corrected or None,
        key=key,
        wrap=True,
        help="Adds the picture to the wardrobe with your label, for fine-tuning the model.",
        on_change=_keep_truth,
        args=(key, batch, result, preparation),
    )
    if result.corrected:
        st.caption("Added to the wardrobe. Press the label again to undo.")


def _keep_truth(key: str, batch: Batch, result: Result, preparation: Preparation) -> None:
    label = st.session_state[key] or ""
    wardrobe = Wardrobe(resources.settings())
    item = Item(
        pixels=preparation.pixels,
        label=CLASS_NAMES.index(label or result.label),
        original=preparation.stages[0].picture,
        kind=preparation.kind,
        file=result.name,
        answered=Answered(
            CLASS_NAMES.index(result.label),
            result.probability,
            result.known,
            result.model,
        ),
    )
    try:
        if label:
            wardrobe.add(item)
        else:
            wardrobe.delete(wardrobe.identity(item))
        batch.results.correct(result.number, label)
    except FittingRoomError as error:
        st.toast(literal(str(error)), icon=":material/error:")
