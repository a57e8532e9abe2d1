"""Ask whether an answer was right; add the picture to the wardrobe or to the cases."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from app import navigation, resources
from app.components.widgets import show_error
from app.palette import ORDER
from app.try_it.chosen import Chosen
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.wardrobe import Answered, Item, StoredPicture, Wardrobe
from core.errors import FittingRoomError
from core.predictor import Prediction
from core.registry import ModelVersion

_TROUBLE, _OTHER = "feedback.trouble", "feedback.other"


def ask(chosen: Chosen, found: Prediction, version: ModelVersion) -> None:
    """Ask whether the answer was right; show whether the picture is stored already.

    A picture of the test split can only become a case: no model may be trained on it.
    """
    item = _item(chosen, found, version)
    if chosen.truth is not None:
        _case(item, CLASS_NAMES.index(chosen.truth))
    else:
        wardrobe = Wardrobe(resources.settings())
        stored = wardrobe.get(wardrobe.identity(item))
        if stored is None:
            _ask(item, found)
        else:
            _known(stored, item)
    if trouble := st.session_state.pop(_TROUBLE, None):
        show_error(trouble)


def _item(chosen: Chosen, found: Prediction, version: ModelVersion) -> Item:
    made = chosen.preparation
    return Item(
        pixels=made.pixels,
        label=found.index,
        original=np.ascontiguousarray(made.stages[0].picture),
        kind=made.kind,
        file=chosen.name,
        answered=Answered(found.index, found.probability, found.known, version.name),
    )


def _ask(item: Item, found: Prediction) -> None:
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.button(
        f"{'Right' if found.known else 'It is'}: {found.label}",
        icon=":material/check:",
        key="feedback.right",
        help="Saves the picture with this label in the wardrobe, to fine-tune the model with.",
        on_click=_label,
        args=(item, found.index),
    )
    with row.popover("No, it is …", icon=":material/edit:", key="feedback.popover"):
        st.pills(
            "What is it?",
            [name for name in ORDER if name != found.label],
            key=_OTHER,
            on_change=_label_other,
            args=(item,),
        )
        st.caption("Only these ten kinds can be learned so far.")


def _known(stored: StoredPicture, item: Item) -> None:
    """Show that the picture is in the wardrobe, with buttons to change that."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    side = "held out for measuring" if stored.holdout else "for training"
    row.markdown(f"In the wardrobe as **{stored.name}**, {side}.", width="content")
    if not np.array_equal(stored.pixels, item.pixels):
        _button(row, "use", "Use this outline", "draw", lambda: _add(item, stored.label))
    _button(
        row, "remove", "Remove", "undo", lambda: Wardrobe(resources.settings()).delete(stored.id)
    )
    row.page_link(navigation.wardrobe(), label="Wardrobe", icon=":material/checkroom:")
    _case(item, stored.label)


def _case(item: Item, label: int) -> None:
    """Offer to keep the picture as a case, or to remove the case."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    cases = Cases(resources.settings())
    stored = cases.get(cases.identity(item))
    if stored is None:
        _button(
            row,
            "case.keep",
            "Keep as a case",
            "flag",
            lambda: cases.add(replace(item, label=label)),
            _CASE,
        )
    else:
        row.markdown(f"A case: every later model must answer **{stored.name}**.", width="content")
        _button(row, "case.remove", "Remove case", "close", lambda: cases.delete(stored.id))


def _button(
    row: Any,
    name: str,
    label: str,
    icon: str,
    act: Callable[[], object],
    hint: str | None = None,
) -> None:
    row.button(
        label,
        icon=f":material/{icon}:",
        key=f"feedback.{name}",
        type="tertiary",
        help=hint,
        on_click=_try,
        args=(act,),
    )


def _label(item: Item, label: int) -> None:
    _try(lambda: _add(item, label))


def _label_other(item: Item) -> None:
    name = st.session_state[_OTHER]
    st.session_state[_OTHER] = None  # else it would stay chosen for the next picture
    if name is not None:
        _label(item, CLASS_NAMES.index(name))


def _add(item: Item, label: int) -> None:
    Wardrobe(resources.settings()).add(replace(item, label=label))


def _try(act: Callable[[], object]) -> None:
    """Run a callback; an error is kept for when the page is drawn."""
    try:
        act()
    except FittingRoomError as error:
        st.session_state[_TROUBLE] = str(error)


_CASE = "Every later model must answer it correctly; the Models page shows which do."
