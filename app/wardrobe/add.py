"""Add several pictures with the same label to the wardrobe."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import resources
from app.foreign import literal
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.wardrobe import Answered, Item, Wardrobe
from core.errors import FittingRoomError
from core.pictures import prepare
from core.text import display_name

AT_ONCE = 60  # files; each takes a tenth of a second
_ROUND, _MESSAGES = "wardrobe.round", "wardrobe.messages"


def add_form() -> None:
    """Ask for files and their common label, and show the result."""
    number = st.session_state.setdefault(_ROUND, 0)
    with st.form("wardrobe.add", border=False):
        name = st.selectbox("Label of all pictures", ORDER, None, placeholder="a kind of garment")
        files = st.file_uploader(
            "Photos or drawings of one garment each",
            accept_multiple_files=True,
            key=f"wardrobe.files.{number}",
            max_upload_size=25,
        )
        if st.form_submit_button("Add them", icon=":material/add_a_photo:"):
            _put_in(name, files)
    for sentence in st.session_state.pop(_MESSAGES, ()):
        st.caption(literal(sentence))


def _put_in(name: str | None, files: Sequence[Any]) -> None:
    if name is None or not files:
        st.session_state[_MESSAGES] = ["Choose a label and at least one file."]
        return
    more = [f"Only the first {AT_ONCE} were used."] if len(files) > AT_ONCE else []
    with st.spinner("Preparing the pictures"):
        label = CLASS_NAMES.index(name)
        refusals = [add_picture(file.getvalue(), file.name, label) for file in files[:AT_ONCE]]
    refused = [sentence for sentence in refusals if sentence]
    done = len(refusals) - len(refused)
    st.session_state[_MESSAGES] = [f"{done} of {len(files)} pictures added.", *more, *refused]
    st.session_state[_ROUND] += 1  # empties the uploader
    st.rerun()


def add_picture(content: bytes, file: str, label: int) -> str:
    """Prepare and save one file; return an error, or an empty string."""
    try:
        made = prepare(content, name=file, segmenter=resources.segmenter())
        version = resources.registry().champion()
        found = resources.predictor(version).predict(made)
        answer = Answered(found.index, found.probability, found.known, version.name)
        original = made.stages[0].picture
        item = Item(made.pixels, label, original, made.kind, file, answer)
        Wardrobe(resources.settings()).add(item)
    except FittingRoomError as error:
        return f"{display_name(file)}: {error}"
    return ""
