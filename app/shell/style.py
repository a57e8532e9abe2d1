"""Load the one stylesheet, and mark the current group of the navigation."""

from collections.abc import Iterable
from pathlib import Path

import streamlit as st

_SHEET = Path(__file__).with_name("style.css")


def apply_style() -> None:
    st.html(_SHEET)


def mark_group(places: Iterable[int]) -> None:
    """Underline the groups at these places, from 1: a closed menu does not show its page."""
    for place in places:
        st.html(
            f"<style>[data-testid=stTopNav] > :nth-child({place}) button "
            "{ box-shadow: inset 0 -2px currentColor; border-radius: 0; }</style>"
        )
