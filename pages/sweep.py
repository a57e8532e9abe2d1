"""Search over settings, repeat a run with several seeds, or cross-validate it."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary
from app.jobs.board import show_board
from app.sweep.ask import ask
from app.sweep.first_sight import show_example
from app.sweep.repeats import FOLDS_VIEW, SEEDS_VIEW
from app.sweep.result import SEARCH_VIEW
from core.workflows.experiments.crossvalidation import CROSSVALIDATION
from core.workflows.experiments.seeds import SEEDS
from core.workflows.experiments.sweep import SWEEP

VIEWS = {SWEEP.name: SEARCH_VIEW, SEEDS.name: SEEDS_VIEW, CROSSVALIDATION.name: FOLDS_VIEW}

st.title("Which settings are best?", anchor=False)
st.markdown("Try many settings on this computer, and see which differences are more than chance.")


# Polling continues after the last job; pages/train.py says why.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    if not show_board(VIEWS):
        show_example()


left, right = st.columns([4, 7], gap="large")
with left.container(border=True), error_boundary():
    ask()
with right:
    watch()
