"""What are all these? Many files in, a gallery of answers out."""

import streamlit as st

from app import resources
from app.batch.detail import open_if_asked, show_opened
from app.batch.upload import drop, earlier, opened_batch
from app.batch.view import show_batch
from app.components.widgets import sentences
from core.workflows.batch.store import Batches

st.title("What are all these?", anchor=False)
st.markdown("Drop a zip or many pictures: each gets its answer, and you look at the doubtful ones.")

batches = Batches(resources.settings()).all()
batch = opened_batch(batches)
left, right = st.columns([4, 5], gap="large")
with left, sentences():
    drop()
with right:
    earlier(batches, batch)


# The polling goes on after the last answer, for the reason that stands on the train page.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    if batch is None:
        st.subheader("Nothing dropped yet", anchor=False)
        st.markdown("The pictures appear here with their answers, as they are found.")
        return
    open_if_asked()
    with sentences():
        show_batch(batch)


watch()
if batch is not None:
    show_opened(batch)
