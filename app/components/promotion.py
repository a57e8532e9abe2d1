"""The dialogs that change the champion: what would change, why, and the button that does it."""

from collections.abc import Callable

import streamlit as st

from app import resources
from app.components.callbacks import attempt, show_failure
from app.components.side_by_side import show_side_by_side
from app.components.widgets import error_boundary
from core.registry import ModelVersion

_ASKED = "promotion.asked"


def ask_soon(version: str) -> None:
    """Let `show_asked` open the dialog for a version, by its name.

    For a button in a fragment that polls: its next run would close a dialog that it opened itself.
    """
    st.session_state[_ASKED] = version


def show_asked() -> None:
    """Open the dialog that was asked for since the page's last run, if any."""
    if name := st.session_state.pop(_ASKED, ""):
        with error_boundary():
            ask_promote(resources.registry().get(name))


@st.dialog("Make it the champion", width="medium")
def ask_promote(version: ModelVersion) -> None:
    with error_boundary():
        show_side_by_side(version)
    _ask(
        f"{version.name} will answer on the Try it page from now on.",
        f"Promote {version.name}",
        lambda reason: resources.registry().promote(version.number, reason),
    )


@st.dialog("Roll back")
def ask_roll_back(version: ModelVersion, previous: int) -> None:
    _ask(
        f"v{previous} will answer again instead of {version.name}.",
        f"Roll back to v{previous}",
        lambda reason: resources.registry().roll_back(reason),
    )


def _ask(consequence: str, verb: str, act: Callable[[str], object]) -> None:
    st.markdown(consequence)
    reason = f"promotion.reason.{verb}"
    st.text_input("Why?", max_chars=200, placeholder="shown in the champion history", key=reason)
    pressed = st.button(verb, type="primary", on_click=_decide, args=(act, reason))
    if not show_failure(reason) and pressed:
        st.rerun()


def _decide(act: Callable[[str], object], reason: str) -> None:
    attempt(reason, lambda: act(st.session_state.get(reason) or ""))
