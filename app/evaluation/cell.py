"""The confusion matrix and, beneath it, the pictures of the cell that was pressed."""

from functools import lru_cache

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import resources
from app.components.data_url import picture_url
from app.evaluation.confusion.element import confusion_matrix
from app.evaluation.tables import STYLE
from app.foreign import literal_html
from app.formatting import count, counted, share
from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.data.versions.pictures import picture_name
from core.workflows.evaluate.evaluation import Evaluated

CELL = "cell"  # the query parameter: two labels, such as 60
MAX_SHOWN = 60
KEY = "evaluate.confusion"


def show_confusion(found: Evaluated) -> None:
    """Show the matrix; a click reruns this part of the page only."""
    st.fragment(_show)(found)


def _show(found: Evaluated) -> None:
    cell = selected(found)
    confusion_matrix(found.found.confusion, cell, f"{KEY}.{found.model}", _select)
    if cell is None:
        st.caption("No picture was confused. Press a number to see its pictures.")
    else:
        _show_pictures(found, *cell)


def selected(found: Evaluated) -> tuple[int, int] | None:
    """Return the cell that the address names, or else the largest confusion."""
    text = st.query_params.get(CELL, "")
    if len(text) == 2 and text.isascii() and text.isdecimal():
        return int(text[0]), int(text[1])
    wrong = found.found.confusion.copy()
    np.fill_diagonal(wrong, 0)
    if not wrong.any():
        return None
    label, predicted = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return int(label), int(predicted)


def _select(label: int, predicted: int) -> None:
    st.query_params[CELL] = f"{label}{predicted}"


def _show_pictures(found: Evaluated, label: int, predicted: int) -> None:
    numbers = found.pictures_of(label, predicted)
    name, answer = CLASS_NAMES[label], CLASS_NAMES[predicted]
    words = f"{name}, answered right" if label == predicted else f"{name}, answered as {answer}"
    st.markdown(f"**{words}**: {counted(len(numbers), 'picture')}, the surest answers first")
    images = resources.picture_table(found.chosen.data).pictures.images
    tiles = "".join(_tile(found, int(number), images) for number in numbers[:MAX_SHOWN])
    st.html(f'<style>{STYLE}</style><div class="cells">{tiles}</div>')
    if len(numbers) > MAX_SHOWN:
        st.caption(f"The first {count(MAX_SHOWN)} of {count(len(numbers))}.")


def _tile(found: Evaluated, number: int, images: NDArray[np.uint8]) -> str:
    """Return a picture as a link to Explore, which opens it."""
    data, name = literal_html(found.chosen.data), literal_html(picture_name(number))
    sure = share(found.probability(number))
    return (
        f'<a href="explore?data={data}&amp;picture={int(number)}" target="_self">'
        f'<img alt="{name}" src="{_url(images[number].tobytes())}">'
        f"<span>{name}</span><span>{sure}</span></a>"
    )


@lru_cache(maxsize=5000)
def _url(pixels: bytes) -> str:
    """Encode a picture once: the matrix is shown again at every click."""
    return picture_url(np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE))
