"""The map as an element of a page."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent
# In this order: each uses those before it.
_SCRIPTS = ("geometry.js", "pictures.js", "drawing.js", "controls.js", "pointer.js", "map.js")


def canvas(blob: bytes, key: str, on_lasso: Callable[[object], None]) -> None:
    """Show the map of a `blob`; `on_lasso` gets what the browser sends, None to clear."""

    def received() -> None:
        on_lasso(st.session_state[key].get("lasso"))

    _component()(key=key, data=blob, on_lasso_change=received)


@cache
def _component() -> Any:
    """Register the component, once per process."""
    return st.components.v2.component(
        "fitting_room_map",
        html='<div class="map"></div>',
        css=(_FOLDER / "map.css").read_text("utf-8"),
        js="\n".join((_FOLDER / name).read_text("utf-8") for name in _SCRIPTS),
    )
