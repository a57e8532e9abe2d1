"""The confusion matrix as a custom component: a table whose cells are buttons."""

from collections.abc import Callable
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


def confusion_matrix(
    counts: NDArray[np.int64],
    selected: tuple[int, int] | None,
    key: str,
    on_cell: Callable[..., Any],
) -> None:
    """Show counts (10, 10), label by prediction; `on_cell` receives the two classes of a cell."""

    def pressed() -> None:
        cell = st.session_state[key].get("cell")
        if isinstance(cell, str) and len(cell) == 2 and cell.isdecimal():
            on_cell(int(cell[0]), int(cell[1]))

    data = {
        "names": list(ORDER),
        "labels": PLACES,
        "counts": counts[np.ix_(PLACES, PLACES)].tolist(),
        "families": [family_of(label) for label in PLACES],
        "selected": "" if selected is None else f"{selected[0]}{selected[1]}",
    }
    _component()(key=key, data=data, on_cell_change=pressed)


def family_of(label: int) -> int:
    """Return which of the families a class belongs to; lines separate them."""
    return next(place for place, labels in enumerate(FAMILIES.values()) if label in labels)


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "fitting_room_confusion",
        html='<div class="confusion"></div>',
        css=(_HERE / "confusion.css").read_text("utf-8"),
        js=(_HERE / "confusion.js").read_text("utf-8"),
    )
