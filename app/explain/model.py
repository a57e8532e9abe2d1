"""Which model is explained: the champion, or another version."""

import streamlit as st

from app import resources
from app.foreign import literal
from core.registry import ModelVersion

MODEL = "model"  # the query parameter, and the key of the select box


def ask_model() -> ModelVersion:
    """Return the version that the address names; ask where there are several."""
    registry = resources.registry()
    champion = registry.champion()
    versions = {one.name: one for one in registry.versions()}
    asked = st.query_params.get(MODEL, champion.name)
    if asked not in versions:
        if asked != champion.name:
            st.warning(
                f"There is no model “{literal(asked)}”. The champion answers.",
                icon=":material/link_off:",
            )
        asked = champion.name
    if len(versions) < 2:
        return champion
    st.session_state[_BOX] = asked
    st.selectbox(
        "Model",
        list(versions),
        key=_BOX,
        on_change=_chosen,
        format_func=lambda name: f"{name}, champion" if name == champion.name else name,
        width=240,
    )
    return versions.get(asked, champion)


def _chosen() -> None:
    st.query_params[MODEL] = st.session_state[_BOX]


_BOX = "explain.model"
