"""Publish the verdicts as a new dataset version."""

import streamlit as st

from app import resources
from app.components.callbacks import attempt, show_failure
from app.foreign import literal
from app.formatting import counted, dataset_title
from app.labels.retrain import DATA
from app.labels.session import Court, author_name
from core.data.versions.manifest import Manifest
from core.data.versions.store import MAX_REASON, Versions
from core.workflows.data.labels.publish import Preview, preview, publish_verdicts

_PARENT, _REASON, _PUBLISHED = "labels.parent", "labels.reason", "labels.published"
_RERUN = "labels.published.rerun"
PUBLISH = "Publish as a new version"


def show_publishing(court: Court) -> None:
    """Show what would be published, with the button that does it."""
    st.subheader("Publish what was decided", anchor=False)
    names = Versions(resources.settings()).choices()
    parent: str = st.selectbox(
        "Made from",
        names,
        len(names) - 1,
        format_func=dataset_title,
        key=_PARENT,
        help="The version that the verdicts change. It stays as it is.",
    )
    found = preview(court.verdicts, resources.picture_table(parent).pictures)
    st.markdown(_in_words(found))
    st.text_input("Reason", max_chars=MAX_REASON, placeholder="shown with the version", key=_REASON)
    st.button(
        PUBLISH,
        icon=":material/publish:",
        width="stretch",
        disabled=not found.total,
        on_click=_publish,
    )
    show_failure(_PUBLISHED)
    if st.session_state.pop(_RERUN, False):
        st.rerun()  # the whole page, which offers to train on it
    made: Manifest | None = st.session_state.get(_PUBLISHED)
    if made is not None:
        st.markdown(f"**{literal(made.name)}** is published.")


def _in_words(found: Preview) -> str:
    if not found.total:
        return "Nothing to publish yet: no verdict changes a label of this version."
    parts = [f"**{counted(found.relabelled, 'picture')}** relabelled"]
    if found.excluded:
        parts.append(f"**{found.excluded}** excluded")
    if found.restored:
        parts.append(f"**{found.restored}** brought back")
    return f"{', '.join(parts)}."


def _publish() -> None:
    reason: str = st.session_state[_REASON]
    parent: str = st.session_state[_PARENT]

    def publish() -> None:
        made = publish_verdicts(resources.settings(), parent, reason, author_name())
        st.session_state[_PUBLISHED] = made
        # The new version is the next one's parent. The button cannot tell that it was pressed: with
        # nothing left to publish it is disabled already.
        st.session_state.update({_PARENT: made.name, DATA: made.name, _REASON: "", _RERUN: True})

    attempt(_PUBLISHED, publish)
