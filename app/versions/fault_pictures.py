"""Pictures that a check found at fault, as one sheet; duplicates side by side."""

from collections.abc import Sequence

import streamlit as st

from app.components.data_url import picture_url
from app.foreign import literal_html
from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import Pictures, picture_name

MAX_SHOWN = 48  # tiles of one check

_STYLE = """
.faults { display: flex; flex-wrap: wrap; gap: 12px; }
.faults figure { margin: 0; display: flex; gap: 2px; }
.faults a { display: block; width: 84px; color: inherit; text-decoration: none; }
.faults img {
  display: block; width: 84px; height: 84px; image-rendering: pixelated; border-radius: 3px;
  background: rgb(20, 21, 26);
}
.faults span { display: block; font-size: 0.75rem; line-height: 1.05rem; padding-top: 2px; }
"""


def show_pairs(pictures: Pictures, version: str, pairs: Sequence[tuple[int, int]]) -> int:
    """Show pairs side by side, each picture a link to Explore; return how many are shown."""
    return _sheet(pictures, version, pairs)


def show_pictures(pictures: Pictures, version: str, numbers: Sequence[int]) -> int:
    """Show single pictures, each a link to Explore; return how many are shown."""
    return _sheet(pictures, version, [(number,) for number in numbers])


def _sheet(pictures: Pictures, version: str, groups: Sequence[tuple[int, ...]]) -> int:
    """Show groups of pictures; numbers that the version does not have, as after an edit, are not.

    Plain HTML: a hundred pictures as Streamlit images would be a hundred elements.
    """
    there = [group for group in groups if max(group) < len(pictures)][:MAX_SHOWN]
    figures = "".join(
        f"<figure>{''.join(_linked(pictures, version, number) for number in group)}</figure>"
        for group in there
    )
    st.html(f'<style>{_STYLE}</style><div class="faults">{figures}</div>')
    return len(there)


def _linked(pictures: Pictures, version: str, number: int) -> str:
    name, label = literal_html(picture_name(number)), CLASS_NAMES[pictures.labels[number]]
    return (
        f'<a href="explore?data={literal_html(version)}&amp;picture={int(number)}" target="_self">'
        f'<img alt="{name}" src="{picture_url(pictures.images[number])}">'
        f"<span>{name}</span><span>{label}</span></a>"
    )
