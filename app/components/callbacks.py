"""What a button does before the page runs: a run that is interrupted never loses the click.

An error is shown where the button is, at the next run.
"""

from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from app.components.widgets import show_error
from core.errors import FittingRoomError

P = ParamSpec("P")


def attempt(key: str, act: Callable[P, object], *args: P.args, **options: P.kwargs) -> bool:
    """Act, in a button's callback; return whether that worked. `key` names the button."""
    try:
        act(*args, **options)
    except FittingRoomError as error:
        st.session_state[_failed(key)] = str(error)
        return False
    return True


def show_failure(key: str) -> bool:
    """Show why the last attempt failed, once; return whether it did."""
    words = st.session_state.pop(_failed(key), "")
    if words:
        show_error(words)
    return bool(words)


def _failed(key: str) -> str:
    return f"failed.{key}"
