"""The views of the page; the address says which one is open."""

from collections.abc import Sequence

import streamlit as st

from app.components.widgets import show_trouble

VIEW = "view"  # the query parameter
_CHOSEN, _WRITTEN = "versions.view", "versions.view.written"


def ask_view(views: Sequence[str]) -> str:
    """Ask for one of the views; the address says which, except for the first."""
    named = st.query_params.get(VIEW, views[0])
    if named not in views:
        show_trouble("This link names a view that does not exist, so the first one is shown.")
        named = views[0]
    if named != st.session_state.get(_WRITTEN):  # a link, also one from this page to itself
        st.session_state[_CHOSEN] = named
    chosen = (
        st.segmented_control(
            "View", views, required=True, label_visibility="collapsed", key=_CHOSEN
        )
        or views[0]
    )
    if chosen == views[0]:
        st.query_params.pop(VIEW, None)
    else:
        st.query_params[VIEW] = chosen
    st.session_state[_WRITTEN] = chosen
    return chosen
