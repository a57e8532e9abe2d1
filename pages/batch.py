"""What are all these? Answer many files at once and show a gallery of the answers."""

import streamlit as st

from app import resources
from app.batch.detail import open_if_asked, show_opened
from app.batch.empty import show_empty
from app.batch.upload import drop, earlier, offer_examples, opened_batch
from app.batch.view import show_batch, trash
from app.components.widgets import error_boundary
from core.workflows.batch.store import Batches

st.title("What are all these?", anchor=False)
st.markdown("Drop a zip file or several pictures. Each gets an answer; review the uncertain ones.")

batches = Batches(resources.settings()).all()
batch = opened_batch(batches)
left, right = st.columns([4, 5], gap="large")
with left, error_boundary():
    drop()
    offer_examples()
with right:
    trash().offer_undo()
    earlier(batches, batch)


# Polling continues after the last answer; pages/train.py says why.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    if batch is None:
        show_empty()
        return
    open_if_asked()
    with error_boundary():
        show_batch(batch)


watch()
if batch is not None:
    show_opened(batch)
trash().show([one.id for one in Batches(resources.settings()).deleted()])
