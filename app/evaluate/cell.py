"""The confusion matrix and, beneath it, the pictures of the cell that was pressed."""

import base64
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import resources
from app.evaluate.confusion.element import Cell, Picture, confusion_matrix
from app.formatting import count, counted, share
from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import picture_name
from core.workflows.evaluate.evaluation import Evaluated

CELL = "cell"  # the query parameter: two labels, such as 60
MAX_SHOWN = 30  # pictures of a cell: all cells are sent at once
MATRICES_KEPT = 4
KEY = "evaluate.confusion"
_PRESSED, _FIRST = f"{KEY}.pressed", f"{KEY}.first"


def show_confusion(found: Evaluated) -> None:
    """Show the matrix; a click reruns this part of the page only, for the address."""
    st.fragment(_show)(found)


def _show(found: Evaluated) -> None:
    cell = selected(found)
    if cell != st.session_state.get(_PRESSED):  # a link, not a press, which the browser knows of
        st.session_state[_FIRST] = cell
    first = str(st.session_state.get(_FIRST, cell))
    key = f"{KEY}.{found.model}"
    confusion_matrix(found.found.confusion, _cells(found), first, key, _select)
    if not cell:
        st.caption("No picture was confused. Press a number to see its pictures.")


def selected(found: Evaluated) -> str:
    """Return the cell that the address names, or else the largest confusion; empty for none."""
    text = st.query_params.get(CELL, "")
    if len(text) == 2 and text.isascii() and text.isdecimal():
        return text
    wrong = found.found.confusion.copy()
    np.fill_diagonal(wrong, 0)
    label, predicted = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return f"{label}{predicted}" if wrong.any() else ""


def _select(cell: str) -> None:
    st.session_state[_PRESSED] = cell
    st.query_params[CELL] = cell


@lru_cache(maxsize=MATRICES_KEPT)
def _cells(found: Evaluated) -> Mapping[str, Any]:
    """Return what is shown of each cell that has pictures, once for each evaluation."""
    images = resources.picture_table(found.chosen.data).pictures.images
    there = np.argwhere(found.found.confusion)
    return {f"{i}{j}": asdict(cell_of(found, images, int(i), int(j))) for i, j in there}


def cell_of(found: Evaluated, images: NDArray[np.uint8], label: int, predicted: int) -> Cell:
    """Return what is shown of a cell, the surest answers first."""
    numbers = found.pictures_of(label, predicted)
    shown = numbers[:MAX_SHOWN]
    name, answer = CLASS_NAMES[label], CLASS_NAMES[predicted]
    more = len(numbers) > len(shown)
    return Cell(
        what=f"{name}, answered {'right' if label == predicted else f'as {answer}'}:",
        how_many=f"{counted(len(numbers), 'picture')}, the surest answers first",
        rest=f"The first {count(len(shown))} of {count(len(numbers))}." if more else "",
        pictures=[_picture(found, images, int(number)) for number in shown],
    )


def _picture(found: Evaluated, images: NDArray[np.uint8], number: int) -> Picture:
    """Return a picture as a link to Explore, which opens it."""
    return Picture(
        link=f"explore?{urlencode({'data': found.chosen.data, 'picture': number})}",
        name=picture_name(number),
        sure=share(found.probability(number)),
        pixels=base64.b64encode(images[number].tobytes()).decode(),
    )
