"""The gallery of the wardrobe, and the dialog for one picture."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from app import resources
from app.components.data_url import picture_url
from app.components.gallery import Tile, gallery
from app.components.tiles import tile
from app.components.trash import delete_pictures
from app.components.widgets import error_boundary
from app.foreign import literal, literal_name
from app.formatting import count, moment, share
from app.palette import COLOURS, ORDER
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.store import StoredPicture
from core.data.user_pictures.wardrobe import Wardrobe
from core.input_kind import InputKind

PER_PAGE = 60
_OPEN = "wardrobe.open"


def show_items(items: Sequence[StoredPicture]) -> None:
    """Show the pictures with the chosen labels, in palette order, a page at a time."""
    counts = Counter(one.name for one in items)
    there = [name for name in ORDER if counts[name]]
    chosen = st.pills(
        "Show",
        there,
        selection_mode="multi",
        format_func=lambda name: f"{name} · {count(counts[name])}",
        key="wardrobe.labels",
        label_visibility="collapsed",
    )
    selected = chosen or there
    shown = sorted(
        (one for one in items if one.name in selected), key=lambda one: ORDER.index(one.name)
    )
    page = _page(len(shown))
    here = shown[page * PER_PAGE : (page + 1) * PER_PAGE]
    gallery([_tile(number, one) for number, one in enumerate(here)], _GALLERY, partial(_open, here))
    opened = st.session_state.pop(_OPEN, None)
    if opened is not None:
        _look_at(opened)


_GALLERY = "wardrobe.gallery"


def _page(count: int) -> int:
    """Return the page to show, from 0; ask if there is more than one."""
    pages = -(-count // PER_PAGE)
    if pages <= 1:
        return 0
    return st.pagination(pages, key=f"wardrobe.page.{pages}") - 1


def _tile(number: int, one: StoredPicture) -> Tile:
    held = "held out" if one.holdout else ""
    return Tile(
        number=number,
        picture=picture_url(one.pixels),
        label=one.name,
        detail=held or "for training",
        tone="soft" if one.holdout else "strong",
        colour=COLOURS[one.name],
        hint=", ".join(part for part in (one.name, held, one.file) if part),
    )


def _open(here: Sequence[StoredPicture], number: int) -> None:
    st.session_state[_OPEN] = here[number]


@st.dialog("In the wardrobe")
def _look_at(one: StoredPicture) -> None:
    """Show one picture and its origin; its label can be changed here."""
    with error_boundary():
        left, right = st.columns(2)
        left.image(tile(one.pixels), width="stretch", output_format="PNG")
        left.caption("What the model sees")
        right.image(one.original(), width="stretch")
        right.caption("The original, scaled down")
    for line in _provenance(one):
        st.markdown(line)
    name = st.selectbox("Label", ORDER, ORDER.index(one.name))
    row = st.container(horizontal=True)
    if row.button("Change label", disabled=name == one.name, type="primary"):
        with error_boundary():
            Wardrobe(resources.settings()).relabel(one.id, CLASS_NAMES.index(name))
            st.rerun()
    if row.button("Delete", icon=":material/delete:"):
        with error_boundary():
            delete_pictures(Wardrobe(resources.settings()), [one])
            st.rerun()


def _provenance(one: StoredPicture) -> list[str]:
    side = (
        "Held out: used to measure models, never to train them." if one.holdout else "For training."
    )
    came = f"A {_KINDS[one.kind]}, added {moment(one.when)}."
    lines = [side, f"{came} File: {literal_name(one.file)}." if one.file else came]
    if one.answered:
        answer = one.answered
        what = f"{CLASS_NAMES[answer.label]} ({share(answer.probability)})"
        unsure = "" if answer.known else "did not know it; the closest class was "
        lines.append(f"Model {literal(answer.model)} {unsure or 'answered '}{what}.")
    return lines


_KINDS = {
    InputKind.PHOTO: "photo",
    InputKind.DRAWING: "drawing",
    InputKind.PIXELS: "picture of 28×28",
}
