"""Act on several pictures of a batch at once: choose them, label, agree, remove; with undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import resources
from app.components.trash import undo_bar
from app.components.widgets import error_boundary
from app.formatting import count, counted
from app.palette import ORDER
from core.workflows.batch.labels import label_pictures
from core.workflows.batch.results import Result
from core.workflows.batch.store import Batch


@dataclass(frozen=True)
class _Done:
    """What was done last, and what undoes it: the labels before, or the removed pictures."""

    sentence: str
    labels: Mapping[int, str] = field(default_factory=dict)
    removed: tuple[int, ...] = ()


def chosen_in(batch: Batch) -> frozenset[int]:
    """Return the numbers of the chosen pictures."""
    chosen: frozenset[int] = st.session_state.get(_chosen_key(batch), frozenset())
    return chosen


def choose(batch: Batch, number: int) -> None:
    """Choose a picture, or take it out of those chosen."""
    _choose_only(batch, chosen_in(batch) ^ {number})


def act_on_chosen(batch: Batch, shown: Sequence[Result]) -> None:
    """Show how many pictures are chosen, what can be done with them, and undo what was done."""
    _offer_undo(batch)
    chosen = [one for one in shown if one.number in chosen_in(batch)]
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    if not chosen:
        if shown:
            _choosing(row, batch, f"Choose all {count(len(shown))} shown", shown)
            row.caption("Tick pictures to label or remove several at once.", width="content")
        return
    row.markdown(f"**{count(len(chosen))} chosen**", width="content")
    if row.button("Agree", icon=":material/done_all:", help=_AGREE, key=f"batch.agree.{batch.id}"):
        _label(batch, {one.number: one.label for one in chosen}, "Agreed with")
    _they_are(row, batch, chosen)
    row.button(
        "Remove",
        icon=":material/delete:",
        help="Takes them out of this batch and its exports. The files go with the batch.",
        key=f"batch.remove.{batch.id}",
        on_click=_remove,
        args=(batch, tuple(one.number for one in chosen)),
    )
    if len(chosen) < len(shown):
        _choosing(row, batch, f"Choose all {count(len(shown))}", shown)
    _choosing(row, batch, "Choose none", ())


def _choosing(row: DeltaGenerator, batch: Batch, label: str, chosen: Sequence[Result]) -> None:
    row.button(
        label,
        type="tertiary",
        key=f"batch.choose.{len(chosen) > 0}.{batch.id}",
        on_click=_choose_only,
        args=(batch, frozenset(one.number for one in chosen)),
    )


def _they_are(row: DeltaGenerator, batch: Batch, chosen: Sequence[Result]) -> None:
    with row.popover("They are …", icon=":material/sell:", key=f"batch.are.{batch.id}"):
        st.caption("Adds them to the wardrobe with this label, for fine-tuning the model.")
        place = st.container(horizontal=True, gap="small")
        for name in ORDER:
            if place.button(name, key=f"batch.are.{batch.id}.{name}"):
                _label(batch, {one.number: name for one in chosen}, f"Said {name} of")


def _label(batch: Batch, labels: Mapping[int, str], verb: str) -> None:
    with error_boundary():
        before = _labelled(batch, labels)
        sentence = f"{verb} {counted(len(before), 'picture')}; now in the wardrobe."
        if len(before) < len(labels):
            sentence += f" {count(len(labels) - len(before))} had that label, or cannot be read."
        st.session_state[_done_key(batch)] = _Done(sentence, labels=before)
        _choose_only(batch, frozenset())
        st.rerun()


def _labelled(batch: Batch, labels: Mapping[int, str]) -> dict[int, str]:
    bar = st.progress(0.0, "Preparing the pictures")
    return label_pictures(
        resources.settings(),
        batch,
        labels,
        resources.segmenter(),
        lambda done: bar.progress(
            done / len(labels), f"{count(done)} of {count(len(labels))} labelled"
        ),
    )


def _remove(batch: Batch, numbers: tuple[int, ...]) -> None:
    with error_boundary():
        batch.results.remove(numbers)
        sentence = f"Removed {counted(len(numbers), 'picture')}."
        st.session_state[_done_key(batch)] = _Done(sentence, removed=numbers)
        _choose_only(batch, frozenset())


def _offer_undo(batch: Batch) -> None:
    done: _Done | None = st.session_state.get(_done_key(batch))
    if done is None:
        return
    undo, close = undo_bar(done.sentence, f"batch.{batch.id}")
    if undo:
        with error_boundary():
            if done.labels:
                _labelled(batch, done.labels)
            batch.results.put_back(done.removed)
            _forget(batch)
            st.rerun()
    if close:
        _forget(batch)
        st.rerun()


def _forget(batch: Batch) -> None:
    st.session_state.pop(_done_key(batch), None)


def _choose_only(batch: Batch, numbers: frozenset[int]) -> None:
    st.session_state[_chosen_key(batch)] = numbers


def _chosen_key(batch: Batch) -> str:
    return f"batch.chosen.{batch.id}"


def _done_key(batch: Batch) -> str:
    return f"batch.done.{batch.id}"


_AGREE = (
    "Says that the model is right, or right about the nearest class. Adds them to the wardrobe."
)
