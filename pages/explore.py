"""What is in the data? Look through all pictures: filter, sort, open, tag, export."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary, foot, show_trouble
from app.explore.chooser import ask_data
from app.explore.classes import show_classes
from app.explore.data import shown_data
from app.explore.detail import show_opened
from app.explore.filters import CLASS_CARDS, MAP, PICTURES, ask_query, ask_view
from app.explore.map_view import show_map_view
from app.explore.results import open_if_asked
from app.explore.selected import show_pictures
from app.explore.selection import selection
from app.explore.standing import jobs_run, show_missing_answers
from app.explore.wardrobe import show_wardrobe
from core.data.tags import Tags
from core.workflows.data.wardrobe_table import WardrobeTable

st.title("What is in the data?", anchor=False)
st.markdown(
    "All 70,000 pictures, and your own. Filter and sort them, open one, tag or export a selection."
)
polls = jobs_run()


# Polling continues after the last job; pages/train.py says why.
@st.fragment(run_every=1.0 if polls else None)
def explore() -> None:
    open_if_asked()
    if jobs_run() and not polls:
        st.rerun()  # a button of this fragment has just started a job
    with error_boundary():
        show_trouble(Tags(resources.settings()).trouble())
        row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
        with row:
            shown = shown_data(ask_data())
            view = PICTURES if shown.is_wardrobe else ask_view()
        if view != MAP:  # making the map includes them
            show_missing_answers(shown)
        if isinstance(shown.table, WardrobeTable):
            show_wardrobe(shown, shown.table)
        elif view == CLASS_CARDS:
            show_classes(shown)
        elif view == MAP:
            show_pictures(shown, show_map_view(shown))
        else:
            show_pictures(shown, selection(shown, ask_query(shown)))
        foot(shown.model, shown.model.facts().dataset.name)


explore()
with error_boundary():
    show_opened()
