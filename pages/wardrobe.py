"""What have you taught it? Manage labelled pictures and fine-tune the model on them."""

import streamlit as st

from app import resources
from app.components.trash import delete_pictures, show_deleted_pictures, trash_of
from app.components.widgets import error_boundary, show_trouble
from app.jobs.board import show_board
from app.wardrobe.add import add_form
from app.wardrobe.empty import show_empty
from app.wardrobe.examples import offer_removal
from app.wardrobe.finetune import offer_finetuning
from app.wardrobe.gallery import show_items
from app.wardrobe.result import FINETUNINGS
from core.data.user_pictures.wardrobe import Wardrobe

st.title("What have you taught it?", anchor=False)
st.markdown(
    "Pictures that you labelled. The model learns from half of each kind; the other half is held "
    "out to measure whether that helped. They stay on this computer."
)
wardrobe = Wardrobe(resources.settings())
items = wardrobe.items()


# Polling continues after the last job; pages/train.py says why.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    show_board(FINETUNINGS)


left, right = st.columns([4, 7], gap="large")
with left:
    with st.container(border=True), error_boundary():
        offer_finetuning(items)
    with st.expander("Add pictures", icon=":material/add_a_photo:", expanded=not items):
        add_form()
with right, error_boundary():
    watch()
    trash_of(wardrobe).offer_undo()
    show_trouble(wardrobe.trouble())
    if items:
        offer_removal(items)
        show_items(items)
        with st.popover("Delete all", icon=":material/delete_sweep:"):
            st.markdown("You can restore them until they are deleted for good.")
            if st.button("Delete all pictures", type="primary"):
                delete_pictures(wardrobe, items)
                st.rerun()
    else:
        show_empty()
    show_deleted_pictures(wardrobe)
