"""Which stage helps? Run an ablation of the preparation stages on labelled pictures."""

import streamlit as st

from app import resources
from app.components.start import start_button
from app.components.widgets import error_boundary
from app.jobs import board
from app.stages import details
from app.stages.first_sight import show_examples
from app.stages.form import stage_form
from app.stages.result import ABLATIONS
from app.stages.start import start

st.title("Which stage helps?", anchor=False)
st.markdown("Measure on your own labelled photos how much each preparation stage adds to accuracy.")
opened = details.finished()


# Polling continues after the last job; pages/train.py says why.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    if not board.show_board(ABLATIONS):
        show_examples()
    details.offer_pictures(opened)


left, right = st.columns([4, 7], gap="large")
with left.container(border=True), error_boundary():
    stage_form()
    start_button("Measure the stages", ":material/play_arrow:", start)
with right:
    watch()
if opened is not None:
    details.choose_threshold(opened)
    details.show_pictures(opened)
