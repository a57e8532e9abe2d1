"""What every page uses: an error boundary, a main button and a footer."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app import formatting, navigation
from app.foreign import literal
from app.formatting import dataset_title
from core.errors import FittingRoomError
from core.registry import ModelVersion


@contextmanager
def error_boundary() -> Iterator[None]:
    """Show an expected error as its message; the rest of the page still works."""
    try:
        yield
    except FittingRoomError as error:
        show_error(str(error))


def show_error(words: str) -> None:
    """Show an error message, with any file names in it shown literally."""
    st.error(literal(words), icon=":material/error:")


def show_trouble(words: str) -> None:
    """Show a warning, with any file names in it shown literally; nothing if there are no words."""
    if words:
        st.warning(literal(words), icon=":material/warning:")


def main_button(label: str, icon: str) -> bool:
    """Show a page's main button; return True in the one run that must act on it.

    A callback records the press before the script runs: typing a number and pressing at once
    causes two runs, and the second can interrupt the first before it gets here.
    """
    key = f"pressed.{label}"
    st.button(label, type="primary", icon=icon, width="stretch", on_click=_keep_press, args=(key,))
    return bool(st.session_state.pop(key, False))


def _keep_press(key: str) -> None:
    st.session_state[key] = True


def foot(version: ModelVersion, dataset: str, milliseconds: float | None = None) -> None:
    """Show, in small print, the model, its training data and the response time."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.page_link(
            navigation.models(), label=f"Model {version.name}", icon=":material/inventory_2:"
        )
        st.caption(f"learned from {dataset_title(dataset)}")
        if milliseconds is not None:
            st.caption(f"answered in {formatting.milliseconds(milliseconds)}")
