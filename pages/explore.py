"""What is in the data? Look through all pictures: filter, sort, open, tag, export."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary, foot, show_trouble
from app.explore.classes import show_classes
from app.explore.data import ask_version, shown_data
from app.explore.detail import show_opened
from app.explore.filters import ask_query, ask_view
from app.explore.map_view import show_map_view
from app.explore.results import open_if_asked
from app.explore.selected import show_pictures
from app.explore.standing import show_missing_answers
from core.data.tags import Tags
from core.workflows.data.query import select

PICTURES, MAP, CLASSES = VIEWS = ("Pictures", "Map", "Classes")

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
        view = ask_view(VIEWS)
        if view == CLASSES:
            show_classes(shown)
        elif view == MAP:
            show_pictures(shown, show_map_view(shown))
        else:
            show_pictures(shown, select(shown.table, ask_query(shown), shown.sources))
        foot(shown.model, shown.model.facts().dataset.name)


explore()
with error_boundary():
    show_opened()
