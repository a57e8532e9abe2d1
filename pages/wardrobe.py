"""What have you taught it? Pictures that a person labelled, and teaching the model with them."""

import streamlit as st

from app import navigation, resources
from app.components.trash import delete, offer_undo, show_deleted
from app.components.widgets import asked, sentences
from app.jobs.parts import AT_WORK
from app.wardrobe.add import add_form
from app.wardrobe.gallery import show_items
from app.wardrobe.result import show_earlier, show_lesson
from core.data.user_pictures.wardrobe import Wardrobe
from core.workflows.train import finetune as teach

st.title("What have you taught it?", anchor=False)
st.markdown(
    "Pictures that you labelled. The model learns from one half of each kind; the other half is "
    "held back and tells whether that helped. They stay on this computer."
)
wardrobe = Wardrobe(resources.settings())
items = wardrobe.items()


# The polling goes on after the last job, for the reason that stands on the train page.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    jobs = [job for job in resources.runner().jobs() if job.kind == teach.KIND]
    at_work = [job for job in reversed(jobs) if job.state in AT_WORK]
    shown = at_work or jobs[:1]
    for job in shown:
        show_lesson(job)
    show_earlier([job for job in jobs if job not in shown])


left, right = st.columns([4, 7], gap="large")
with left:
    with st.container(border=True), sentences():
        learnt = sum(not one.held_back for one in items)
        kinds = len({one.label for one in items if not one.held_back})
        if learnt:
            st.markdown(
                f"**{learnt}** to learn from, of {kinds} kind{'s' if kinds > 1 else ''}; "
                f"**{len(items) - learnt}** held back."
            )
        else:
            st.markdown("Nothing to learn from yet: put some pictures in.")
        if asked("Teach the model", ":material/school:") and learnt:
            teach.start_teaching(resources.runner())
            st.rerun()
        st.caption(
            "About a minute. What it learned before is rehearsed meanwhile; the champion stays "
            "until you decide."
        )
    with st.expander("Put pictures in", icon=":material/add_a_photo:", expanded=not items):
        add_form()
with right, sentences():
    watch()
    offer_undo(wardrobe)
    if items:
        show_items(items)
        with st.popover("Delete all", icon=":material/delete_sweep:"):
            st.markdown("They can be brought back until they are forgotten for good.")
            if st.button("Delete all pictures", type="primary"):
                delete(wardrobe, items)
                st.rerun()
    else:
        st.subheader("The wardrobe is empty", anchor=False)
        st.markdown("Put photos in, or say under an answer whether it was right.")
        st.page_link(navigation.try_it(), label="Try it", icon=":material/draw:")
    show_deleted(wardrobe)
