"""The wardrobe's pictures: which there are, and one of them closely."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from app import resources
from app.components.gallery import Tile, address_of, gallery
from app.components.tiles import tile
from app.components.trash import delete
from app.components.widgets import sentences
from app.formatting import moment, share
from app.palette import COLOURS, ORDER
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.store import Kept
from core.data.user_pictures.wardrobe import Wardrobe

PER_PAGE = 60
_OPEN = "wardrobe.open"


def show_items(items: Sequence[Kept]) -> None:
    """Show the pictures of the labels that were chosen, families together, a page at a time."""
    counts = Counter(one.name for one in items)
    there = [name for name in ORDER if counts[name]]
    chosen = st.pills(
        "Show",
        there,
        selection_mode="multi",
        format_func=lambda name: f"{name} · {counts[name]}",
        key="wardrobe.labels",
        label_visibility="collapsed",
    )
    wanted = chosen or there
    shown = sorted(
        (one for one in items if one.name in wanted), key=lambda one: ORDER.index(one.name)
    )
    page = _page(len(shown))
    here = shown[page * PER_PAGE : (page + 1) * PER_PAGE]
    gallery([_tile(number, one) for number, one in enumerate(here)], _GALLERY, partial(_open, here))
    opened = st.session_state.pop(_OPEN, None)
    if opened is not None:
        _look_at(opened)


_GALLERY = "wardrobe.gallery"


def _page(count: int) -> int:
    """Ask which page to show, where there is more than one; from 0."""
    pages = -(-count // PER_PAGE)
    if pages <= 1:
        return 0
    return st.pagination(pages, key=f"wardrobe.page.{pages}") - 1


def _tile(number: int, one: Kept) -> Tile:
    held = "held back" if one.held_back else ""
    return Tile(
        number=number,
        picture=address_of(one.pixels),
        label=one.name,
        detail=held or "to learn",
        tone="soft" if one.held_back else "strong",
        colour=COLOURS[one.name],
        hint=", ".join(part for part in (one.name, held, one.file) if part),
    )


def _open(here: Sequence[Kept], number: int) -> None:
    st.session_state[_OPEN] = here[number]


@st.dialog("In the wardrobe")
def _look_at(one: Kept) -> None:
    """Show one picture with where it came from; its label can be changed here."""
    with sentences():
        left, right = st.columns(2)
        left.image(tile(one.pixels), width="stretch", output_format="PNG")
        left.caption("What the model sees")
        right.image(one.original(), width="stretch")
        right.caption("The original, kept small")
    for line in _provenance(one):
        st.markdown(line)
    name = st.selectbox("Label", ORDER, ORDER.index(one.name))
    row = st.container(horizontal=True)
    if row.button("Change the label", disabled=name == one.name, type="primary"):
        with sentences():
            Wardrobe(resources.settings()).relabel(one.id, CLASS_NAMES.index(name))
            st.rerun()
    if row.button("Delete", icon=":material/delete:"):
        delete(Wardrobe(resources.settings()), [one])
        st.rerun()


def _provenance(one: Kept) -> list[str]:
    side = (
        "Held back: it measures models, and none learns from it."
        if one.held_back
        else "To be learned from."
    )
    came = f"A {_KINDS[one.kind]}, put here on {moment(one.when)}."
    lines = [side, f"{came} File: {one.file}." if one.file else came]
    if one.answered:
        said = one.answered
        what = f"{CLASS_NAMES[said.label]} ({share(said.probability)})"
        unsure = "" if said.known else "did not know it; nearest was "
        lines.append(f"Model {said.model} {unsure or 'said '}{what}.")
    return lines


_KINDS = {"photo": "photo", "drawing": "drawing", "pixels": "picture of 28×28"}
