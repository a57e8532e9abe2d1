"""Under an answer: was it right? A label puts the picture into the wardrobe, or makes it a case."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from app import navigation, resources
from app.components.widgets import say_trouble
from app.palette import ORDER
from app.try_it.chosen import Chosen
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.wardrobe import Answered, Item, Kept, Wardrobe
from core.errors import FittingRoomError
from core.predictor import Prediction
from core.registry import ModelVersion
from core.workflows.predict.cases import Cases

_TROUBLE, _OTHER = "teaching.trouble", "teaching.other"


def ask(chosen: Chosen, found: Prediction, version: ModelVersion) -> None:
    """Ask whether the answer was right; show what is known of this picture already.

    A picture of the test split can become a case, and is never taught: it is there to measure.
    """
    item = _item(chosen, found, version)
    if chosen.truth is not None:
        _case(item, CLASS_NAMES.index(chosen.truth))
    else:
        wardrobe = Wardrobe(resources.settings())
        kept = wardrobe.get(wardrobe.identity(item))
        if kept is None:
            _ask(item, found)
        else:
            _known(kept, item)
    if trouble := st.session_state.pop(_TROUBLE, None):
        say_trouble(trouble)


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
        key="teaching.right",
        help="Keeps the picture with this label in the wardrobe, to teach the model with.",
        on_click=_teach,
        args=(item, found.index),
    )
    with row.popover("No, it is …", icon=":material/edit:", key="teaching.popover"):
        st.pills(
            "What is it?",
            [name for name in ORDER if name != found.label],
            key=_OTHER,
            on_change=_teach_other,
            args=(item,),
        )
        st.caption("Something else than these ten cannot be taught yet.")


def _known(kept: Kept, item: Item) -> None:
    """Say that the picture is in the wardrobe, and what can be done with it there."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    side = "held back to measure with" if kept.held_back else "to be learned from"
    row.markdown(f"In the wardrobe as **{kept.name}**, {side}.", width="content")
    if not np.array_equal(kept.pixels, item.pixels):
        _button(row, "Take this outline", "draw", lambda: _add(item, kept.label))
    _button(row, "Take it out", "undo", lambda: Wardrobe(resources.settings()).delete(kept.id))
    row.page_link(navigation.wardrobe(), label="Wardrobe", icon=":material/checkroom:")
    _case(item, kept.label)


def _case(item: Item, label: int) -> None:
    """Offer to keep the picture as a case, or to take it back."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    cases = Cases(resources.settings())
    kept = cases.get(cases.identity(item))
    if kept is None:
        _button(row, "Keep as a case", "flag", lambda: cases.add(replace(item, label=label)), _CASE)
    else:
        row.markdown(f"A case: every later model has to say **{kept.name}**.", width="content")
        _button(row, "No longer", "close", lambda: cases.delete(kept.id))


def _button(
    row: Any,
    label: str,
    icon: str,
    act: Callable[[], object],
    hint: str | None = None,
) -> None:
    row.button(
        label,
        icon=f":material/{icon}:",
        key=f"teaching.{label}",
        type="tertiary",
        help=hint,
        on_click=_try,
        args=(act,),
    )


def _teach(item: Item, label: int) -> None:
    _try(lambda: _add(item, label))


def _teach_other(item: Item) -> None:
    name = st.session_state[_OTHER]
    st.session_state[_OTHER] = None  # else it would still be chosen for the next picture
    if name is not None:
        _teach(item, CLASS_NAMES.index(name))


def _add(item: Item, label: int) -> None:
    Wardrobe(resources.settings()).add(replace(item, label=label))


def _try(act: Callable[[], object]) -> None:
    """Do it before the page is drawn again; what goes wrong is said there."""
    try:
        act()
    except FittingRoomError as error:
        st.session_state[_TROUBLE] = str(error)


_CASE = "Every model that is registered from now on has to answer it right; Models shows which do."
