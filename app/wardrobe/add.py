"""Put many pictures of one kind into the wardrobe at once."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import resources
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.wardrobe import Answered, Item, Wardrobe
from core.errors import FittingRoomError
from core.pictures import prepare

AT_ONCE = 60  # files: a tenth of a second each
_ROUND, _TOLD = "wardrobe.round", "wardrobe.told"


def add_form() -> None:
    """Ask for files and the one label that they all have; say what became of each."""
    number = st.session_state.setdefault(_ROUND, 0)
    with st.form("wardrobe.add", border=False):
        name = st.selectbox("They all show", ORDER, None, placeholder="a kind of garment")
        files = st.file_uploader(
            "Photos or drawings of one garment each",
            accept_multiple_files=True,
            key=f"wardrobe.files.{number}",
            max_upload_size=25,
        )
        if st.form_submit_button("Put them in", icon=":material/add_a_photo:"):
            _put_in(name, files)
    for sentence in st.session_state.pop(_TOLD, ()):
        st.caption(sentence)


def _put_in(name: str | None, files: Sequence[Any]) -> None:
    if name is None or not files:
        st.session_state[_TOLD] = ["Choose what they show, and at least one file."]
        return
    told = [f"Only the first {AT_ONCE} were taken."] if len(files) > AT_ONCE else []
    with st.spinner("Preparing the pictures"):
        sentences = [_add(file, CLASS_NAMES.index(name)) for file in files[:AT_ONCE]]
    failed = [sentence for sentence in sentences if sentence]
    done = len(sentences) - len(failed)
    st.session_state[_TOLD] = [f"{done} of {len(files)} are in the wardrobe.", *told, *failed]
    st.session_state[_ROUND] += 1  # an empty box for the next files
    st.rerun()


def _add(file: Any, label: int) -> str:
    """Prepare and keep one file; return what was wrong with it, or nothing."""
    try:
        made = prepare(file.getvalue(), name=file.name)
        version = resources.registry().champion()
        found = resources.predictor(version).predict(made.pixels, made.kind)
        said = Answered(found.index, found.probability, found.known, version.name)
        original = made.stages[0].picture
        item = Item(made.pixels, label, original, made.kind, file.name, said)
        Wardrobe(resources.settings()).add(item)
    except FittingRoomError as error:
        return f"{file.name}: {error}"
    return ""
