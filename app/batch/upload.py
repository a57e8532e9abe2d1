"""The upload form for many files, and the list of earlier batches."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.widgets import main_button
from app.foreign import literal
from app.formatting import count, moment
from core.workflows.batch.files import MAX_FILES, MAX_UNPACKED
from core.workflows.batch.job import start_batch
from core.workflows.batch.store import Batch, Batches

LINK = "batch"  # the query parameter that names the open batch
UNSCROLLED, LIST_HEIGHT = 4, 176  # lines, pixels
_TURN = "batch.turn"


def drop() -> None:
    """Ask for files, store them as a batch, start answering it, and open it."""
    turn = st.session_state.get(_TURN, 0)
    files = st.file_uploader(
        "A zip file or several pictures",
        accept_multiple_files=True,
        key=f"batch.files.{turn}",
        max_upload_size=MAX_UNPACKED // 10**6,
    )
    if not files:
        st.caption(
            f"Up to {count(MAX_FILES)} pictures or {MAX_UNPACKED // 10**6} MB. They stay on this "
            "computer until you delete them."
        )
        return  # no button yet: a press during the upload would be lost
    if main_button("Get answers", ":material/play_arrow:"):
        batch = Batches(resources.settings()).keep([(file.name, file) for file in files])
        start_batch(resources.runner(), batch, resources.registry().champion())
        st.session_state[_TURN] = turn + 1  # empties the uploader: the files are on disk now
        open_batch(batch.id)
        st.rerun()


def earlier(batches: Sequence[Batch], opened: Batch | None) -> None:
    """List the other batches, newest first, each with a button to open it."""
    others = [batch for batch in batches if batch != opened]
    if not others:
        return
    st.markdown("**Earlier**")
    store = st.container(
        height=LIST_HEIGHT if len(others) > UNSCROLLED else "content", border=False
    )
    for batch in others:
        row = store.container(horizontal=True, vertical_alignment="center", gap="small")
        row.button(
            literal(batch.title),
            key=f"batch.open.{batch.id}",
            type="tertiary",
            on_click=open_batch,
            args=(batch.id,),
        )
        row.caption(moment(batch.created))


def open_batch(id_: str) -> None:
    st.query_params[LINK] = id_


def opened_batch(batches: Sequence[Batch]) -> Batch | None:
    """Return the batch named in the URL, else the newest."""
    named = st.query_params.get(LINK)
    return next((batch for batch in batches if batch.id == named), next(iter(batches), None))
