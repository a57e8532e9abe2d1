"""What differs between two versions, with the pictures."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.data_url import picture_url
from app.components.gallery import Tile, gallery
from app.formatting import counted, dataset_title
from app.palette import COLOURS
from core.data.classes import CLASS_NAMES
from core.data.versions.changes import applied
from core.data.versions.difference import difference
from core.data.versions.pictures import Pictures, picture_name
from core.data.versions.store import Versions

SHOWN = 120  # pictures of each kind of change


def show_difference(names: Sequence[str]) -> None:
    """Ask for two versions and show every picture that differs."""
    left, right = st.columns(2)
    before = left.selectbox("From", names, index=len(names) - 2, format_func=dataset_title)
    after = right.selectbox("To", names, index=len(names) - 1, format_func=dataset_title)
    versions = Versions(resources.settings())
    first = resources.picture_table("v1").pictures
    old_changes, new_changes = versions.changes(before), versions.changes(after)
    found = difference(first, old_changes, new_changes)
    if not found:
        st.info("These two are the same.")
        return
    old, new = applied(first, old_changes), applied(first, new_changes)
    arrows = {one.picture: f"from {CLASS_NAMES[one.before]}" for one in found.relabelled}
    _show("relabelled", new, [one.picture for one in found.relabelled], arrows)
    _show("left out", new, found.excluded, {})
    _show("taken back in", new, found.returned, {})
    _show("added", new, found.added, {})
    _show("no longer added", old, found.removed, {})


def _show(verb: str, pictures: Pictures, numbers: Sequence[int], details: dict[int, str]) -> None:
    if not numbers:
        return
    st.markdown(f"**{counted(len(numbers), 'picture')} {verb}**")
    tiles = [_tile(pictures, number, details.get(number, "")) for number in numbers[:SHOWN]]
    gallery(tiles, f"versions.{verb}", lambda number: None)
    if len(numbers) > SHOWN:
        st.caption(f"The first {SHOWN} are shown.")


def _tile(pictures: Pictures, number: int, detail: str) -> Tile:
    label = CLASS_NAMES[pictures.labels[number]]
    return Tile(
        number=number,
        picture=picture_url(pictures.images[number]),
        label=label,
        detail=detail or picture_name(number),
        tone="soft",
        colour=COLOURS[label],
        hint=f"{picture_name(number)}, {label} {detail}".strip(),
    )
