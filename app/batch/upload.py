"""Where many files come in, and the list of those that came before."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.widgets import asked
from app.formatting import moment
from app.literal import literal
from core.workflows.batch.files import MOST_FILES, MOST_UNPACKED
from core.workflows.batch.job import start_batch
from core.workflows.batch.store import Batch, Batches

LINK = "batch"  # the word in the page's address that names the opened batch
UNSCROLLED, SHELF = 4, 176  # lines, pixels
_TURN = "batch.turn"


def drop() -> None:
    """Take files, keep them, and start answering; the page then opens on them."""
    turn = st.session_state.get(_TURN, 0)
    files = st.file_uploader(
        "A zip, or many pictures",
        accept_multiple_files=True,
        key=f"batch.files.{turn}",
        max_upload_size=MOST_UNPACKED // 10**6,
    )
    if not files:
        st.caption(
            f"Up to {MOST_FILES:,} pictures or {MOST_UNPACKED // 10**6} MB. They stay on this "
            "computer until you delete them.".replace(",", "\u202f")
        )
        return  # no button: a press while the files still come would be lost
    if asked("Answer them", ":material/play_arrow:"):
        batch = Batches(resources.settings()).keep([(file.name, file) for file in files])
        start_batch(resources.runner(), batch, resources.registry().champion())
        st.session_state[_TURN] = turn + 1  # an empty box: the files are kept, not held in memory
        open_batch(batch.id)
        st.rerun()


def earlier(batches: Sequence[Batch], opened: Batch | None) -> None:
    """List the batches that are kept, the newest first; one press opens one."""
    others = [batch for batch in batches if batch != opened]
    if not others:
        return
    st.markdown("**Earlier**")
    shelf = st.container(height=SHELF if len(others) > UNSCROLLED else "content", border=False)
    for batch in others:
        row = shelf.container(horizontal=True, vertical_alignment="center", gap="small")
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
    """Return the batch that the address names, else the newest."""
    named = st.query_params.get(LINK)
    return next((batch for batch in batches if batch.id == named), next(iter(batches), None))
