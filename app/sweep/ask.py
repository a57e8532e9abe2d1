"""Ask what to try, and start a search, several seeds, or a cross-validation."""

import streamlit as st

from app import resources
from app.components.widgets import main_button
from app.sweep.form import base_form, search_form
from core.workflows.experiments.crossvalidation import MAX_FOLDS, MIN_FOLDS, start_crossvalidation
from core.workflows.experiments.seeds import MAX_SEEDS, MIN_SEEDS, start_seeds
from core.workflows.experiments.sweep import start_sweep

USUAL_PARTS = 5  # seeds or folds by default
SEARCH, SEEDS, FOLDS = "Search", "Seeds", "Folds"
WHY = {
    SEARCH: "Many training runs, each with settings chosen from the earlier results, all judged on "
    "the validation split. The test split stays unseen.",
    SEEDS: "The same settings with several seeds: each run becomes a version, tested once, and you "
    "see how much of the accuracy is chance.",
    FOLDS: "The pictures are split into folds, each answered by a network trained on the others "
    "(cross-validation). No version is registered, and the test split stays unseen.",
}


def ask() -> None:
    """Show the form for the chosen experiment, with the button that starts it."""
    question = st.segmented_control(
        "What to try", list(WHY), default=SEARCH, required=True, key="sweep.question"
    )
    st.caption(WHY[question or SEARCH])
    {SEARCH: _search, SEEDS: _seeds, FOLDS: _folds}[question or SEARCH]()


def _search() -> None:
    plan = search_form()
    if _pressed("Start the search"):
        start_sweep(resources.runner(), plan)
        st.rerun()


def _seeds() -> None:
    config = base_form(seeds=True)
    count = st.slider("Seeds", MIN_SEEDS, MAX_SEEDS, USUAL_PARTS)
    if _pressed("Train all seeds"):
        start_seeds(resources.runner(), config, count)
        st.rerun()


def _folds() -> None:
    config = base_form(seeds=False)
    folds = st.slider("Folds", MIN_FOLDS, MAX_FOLDS, USUAL_PARTS)
    if _pressed("Start the cross-validation"):
        start_crossvalidation(resources.runner(), config, folds)
        st.rerun()


def _pressed(label: str) -> bool:
    return main_button(label, ":material/play_arrow:")
