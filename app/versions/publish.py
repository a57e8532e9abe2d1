"""Publish the wardrobe's pictures as a new version."""

import streamlit as st

from app import resources
from app.components.callbacks import attempt, show_failure
from app.foreign import literal
from app.formatting import counted, dataset_title
from core.data.versions.store import MAX_AUTHOR, MAX_REASON
from core.workflows.data.wardrobe_version import publish_wardrobe, wardrobe_pictures

_KEY = "versions.wardrobe"
_PARENT, _REASON, _AUTHOR, _MADE = (f"{_KEY}.{name}" for name in ("parent", "reason", "by", "made"))


def offer_wardrobe(names: list[str]) -> None:
    """Offer to publish a version with the pictures of the wardrobe."""
    st.subheader("Publish the wardrobe", anchor=False)
    parent = st.selectbox(
        "Made from", names, index=len(names) - 1, format_func=dataset_title, key=_PARENT
    )
    added = wardrobe_pictures(resources.settings(), parent)
    if not len(added):
        st.markdown("The wardrobe is empty, or all of it is held out: there is nothing to add.")
        return
    st.markdown(
        f"{counted(len(added), 'picture')} of the wardrobe would be added to the training split. "
        "Pictures that are held out, and cases, are never added."
    )
    st.text_input("Why", key=_REASON, max_chars=MAX_REASON, placeholder="my own shoes")
    st.text_input("Who", key=_AUTHOR, max_chars=MAX_AUTHOR)
    st.button("Publish", type="primary", icon=":material/publish:", on_click=_publish)
    show_failure(_KEY)
    if made := st.session_state.pop(_MADE, ""):
        st.success(f"Published {literal(made)}. Choose it on Train to learn from it.")


def _publish() -> None:
    def act() -> None:
        state = st.session_state
        made = publish_wardrobe(
            resources.settings(), state[_PARENT], state.get(_REASON, ""), state.get(_AUTHOR, "")
        )
        state[_MADE] = made.name

    attempt(_KEY, act)
