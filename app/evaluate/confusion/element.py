"""The confusion matrix as a custom component: a table of buttons, and a cell's pictures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.palette import ORDER
from core.data.classes import CLASS_NAMES, FAMILIES

_HERE = Path(__file__).parent
PLACES = [CLASS_NAMES.index(name) for name in ORDER]  # labels in the order of the rows


@dataclass(frozen=True)
class Picture:
    """A picture beneath the matrix: a link, two lines of text, and its 784 pixels as base64."""

    link: str
    name: str
    sure: str
    pixels: str


@dataclass(frozen=True)
class Cell:
    """What is shown of a cell: in words which pictures, how many, how many more, and some."""

    what: str
    how_many: str
    rest: str
    pictures: Sequence[Picture]


def confusion_matrix(
    counts: NDArray[np.int64],
    cells: Mapping[str, Any],
    selected: str,
    key: str,
    on_cell: Callable[[str], None],
) -> None:
    """Show counts (10, 10), label by prediction, and beneath them the pictures of one cell.

    cells: each `Cell` as a dictionary, by label and prediction, "60". `selected` is open at first;
    `on_cell` receives the cell that was pressed. All pictures are sent at once, and again only when
    they change, so that the browser shows those of a cell without asking.
    """

    def pressed() -> None:
        cell = st.session_state[key].get("cell")
        if isinstance(cell, str) and cell in cells:
            on_cell(cell)

    data = {
        "names": list(ORDER),
        "labels": PLACES,
        "counts": counts[np.ix_(PLACES, PLACES)].tolist(),
        "families": [family_of(label) for label in PLACES],
        "selected": selected,
        "cells": cells,
    }
    _component()(key=key, data=data, on_cell_change=pressed)


def family_of(label: int) -> int:
    """Return which of the families a class belongs to; lines separate them."""
    return next(place for place, labels in enumerate(FAMILIES.values()) if label in labels)


_HTML = """
<div class="confusion"></div>
<section class="opened">
  <p><span class="what"></span> <span class="how-many"></span></p>
  <div class="cells"></div>
  <p class="rest"></p>
</section>
"""


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "fitting_room_confusion",
        html=_HTML,
        css=(_HERE / "confusion.css").read_text("utf-8"),
        js=(_HERE / "confusion.js").read_text("utf-8"),
    )
