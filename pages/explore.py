"""What is in the data? Look through all pictures: filter, sort, open, tag, export."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary, foot, show_trouble
from app.explore.classes import show_classes
from app.explore.data import ask_version, opened_version, shown_data
from app.explore.detail import show_opened
from app.explore.filters import VIEW, ask_query
from app.explore.results import open_if_asked, show_results
from app.explore.selected import act_on_selection
from app.explore.standing import show_missing_answers
from core.data.tags import Tags
from core.workflows.data.query import select

PICTURES, CLASSES = "Pictures", "Classes"

st.title("What is in the data?", anchor=False)
st.markdown("All 70,000 pictures. Filter and sort them, open one, tag or export a selection.")


polls = resources.runner().busy()


# Polling continues after the last job; pages/train.py says why.
@st.fragment(run_every=1.0 if polls else None)
def explore() -> None:
    open_if_asked()
    if resources.runner().busy() and not polls:
        st.rerun()  # a button of this fragment has just started a job
    with error_boundary():
        show_trouble(Tags(resources.settings()).trouble())
        shown = shown_data(ask_version())
        show_missing_answers(shown)
        view = st.segmented_control(
            "View",
            [PICTURES, CLASSES],
            default=CLASSES if st.query_params.get(VIEW) == CLASSES else PICTURES,
            required=True,
            label_visibility="collapsed",
            key="explore_view",
        )
        if view == CLASSES:
            st.query_params[VIEW] = view
            show_classes(shown)
        else:
            st.query_params.pop(VIEW, None)
            numbers = select(shown.table, ask_query(shown), shown.sources)
            act_on_selection(shown, numbers)
            show_results(shown, numbers)
        foot(shown.model, shown.model.facts().dataset.name)


explore()
with error_boundary():
    show_opened(shown_data(opened_version()))
