"""What every page has: an error boundary and a foot."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app import navigation
from app.literal import literal
from core.data import TITLES
from core.errors import FittingRoomError
from core.registry import ModelVersion


@contextmanager
def sentences() -> Iterator[None]:
    """Show what went wrong as the sentence it carries; the rest of the page stays."""
    try:
        yield
    except FittingRoomError as error:
        say_trouble(str(error))


def say_trouble(words: str) -> None:
    """Show a sentence about what went wrong; names of files in it stay as they are."""
    st.error(literal(words), icon=":material/error:")


def asked(label: str, icon: str) -> bool:
    """Show a page's main button; return True in the one run that has to act on it.

    A press is kept by a callback, which runs first of all: whoever types a number and presses at
    once makes two runs, and the second of a pair can cut off the first before it gets here.
    """
    key = f"asked.{label}"
    st.button(label, type="primary", icon=icon, width="stretch", on_click=_keep_press, args=(key,))
    return bool(st.session_state.pop(key, False))


def _keep_press(key: str) -> None:
    st.session_state[key] = True


def foot(version: ModelVersion, dataset: str, milliseconds: float | None = None) -> None:
    """Say, in small, which model answered, what it learned from, and how long it took."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.page_link(
            navigation.models(), label=f"Model {version.name}", icon=":material/inventory_2:"
        )
        st.caption(f"learned from {TITLES[dataset]}")
        if milliseconds is not None:
            st.caption(f"answered in {milliseconds:.0f} ms")
