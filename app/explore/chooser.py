"""Choose what to look through: a version of the data, or the wardrobe. The address says which."""

import streamlit as st

from app.explore.data import DATA, offered, opened_data
from app.explore.filters import clear
from app.foreign import literal
from app.formatting import dataset_title
from core.data.versions.original import NAME as ORIGINAL
from core.workflows.data.wardrobe_table import NAME as WARDROBE

_KEY = "explore_data"
_TITLE = "Your wardrobe"


def ask_data() -> str:
    """Ask for the data to look through; return its name. The address follows."""
    asked = st.query_params.get(DATA, ORIGINAL)
    names = offered()
    if asked not in names:
        st.warning(
            f"There is no data version “{literal(asked)}”; this is v1.", icon=":material/link_off:"
        )
    chosen: str = st.selectbox(
        "Pictures of",
        names,
        index=names.index(opened_data()),
        format_func=lambda name: _TITLE if name == WARDROBE else dataset_title(name),
        key=_KEY,
        on_change=_changed,
        width=300,
    )
    _write(chosen)
    return chosen


def switch_to(name: str) -> None:
    """In a callback, look through other data, all of it: its filters are other ones."""
    clear()
    st.session_state[_KEY] = name
    _write(name)


def _changed() -> None:
    """Drop the filters between a version and the wardrobe; two versions have the same ones."""
    if WARDROBE in (st.session_state[_KEY], opened_data()):
        clear()


def _write(name: str) -> None:
    if name == ORIGINAL:
        st.query_params.pop(DATA, None)
    else:
        st.query_params[DATA] = name
