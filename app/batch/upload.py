"""The upload form for many files, the example batch, and the list of earlier batches."""

from collections.abc import Sequence
from typing import BinaryIO

import streamlit as st

from app import resources
from app.batch.examples import TITLE, example_files
from app.batch.link import BATCH, open_batch
from app.components.widgets import error_boundary, main_button
from app.foreign import literal
from app.formatting import count, moment
from core import data
from core.workflows.batch.files import MAX_FILES, MAX_UNPACKED
from core.workflows.batch.job import start_batch
from core.workflows.batch.store import Batch, Batches

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
        _take_in([(file.name, file) for file in files])
        st.session_state[_TURN] = turn + 1  # empties the uploader: the files are on disk now
        st.rerun()


def offer_examples() -> None:
    """Offer to answer a batch of examples, one click away."""
    if st.button(
        "Answer 40 examples",
        icon=":material/auto_awesome:",
        help="Simulated shop pictures made from training pictures of Fashion-MNIST, drawings of "
        "garments, and a text file that is no picture. Delete the batch when you have seen enough.",
    ):
        with error_boundary():
            with st.spinner("Making the examples"):
                # Not the test split: a picture that is labelled may be learned from.
                files = example_files(data.load("v1", resources.settings()).train)
            _take_in(files, TITLE)
            st.rerun()


def _take_in(files: Sequence[tuple[str, BinaryIO]], title: str = "") -> None:
    """Copy files into a batch and start answering it. Any press stops it: none are kept then."""
    place = st.empty()
    row = place.container(horizontal=True, vertical_alignment="bottom")
    bar = row.progress(0.0, _taken_in(0, len(files)))
    row.button("Stop", icon=":material/stop_circle:", key="batch.taking.stop")
    batch = Batches(resources.settings()).keep(
        files,
        title,
        lambda done: bar.progress(done / len(files), _taken_in(done, len(files))),
    )
    start_batch(resources.runner(), batch, resources.registry().champion())
    open_batch(batch.id)


def _taken_in(done: int, total: int) -> str:
    return f"{count(done)} of {count(total)} taken in"


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


def opened_batch(batches: Sequence[Batch]) -> Batch | None:
    """Return the batch named in the URL, else the newest."""
    named = st.query_params.get(BATCH)
    return next((batch for batch in batches if batch.id == named), next(iter(batches), None))
