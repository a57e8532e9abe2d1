"""A link to a page that does not exist leads to the first page, with a sentence.

Streamlit would open a dialog that speaks of files and folders of the program.
"""

import streamlit as st
from streamlit.commands import navigation
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

_LOST = "shell.lost"


def replace_not_found_dialog() -> None:
    """Replace one function of Streamlit for this process; repeating it changes nothing."""
    navigation.send_page_not_found = _note


def _note(ctx: ScriptRunContext) -> None:
    st.session_state[_LOST] = True


def mention_unknown_page() -> None:
    """Say once that the address led nowhere."""
    if st.session_state.pop(_LOST, False):
        st.info("There is no page at this address, so here is the first one.")
