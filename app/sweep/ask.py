"""Ask what to try, and start a search, several seeds, or a cross-validation."""

import streamlit as st

from app import resources
from app.components.start import start_button
from app.components.widgets import error_boundary
from app.sweep.form import (
    ask_base,
    ask_search,
    entered_base,
    entered_search,
    kept,
    kept_value,
)
from app.sweep.repeats import note_left_out
from core.workflows.experiments.crossvalidation import (
    MAX_FOLDS,
    MIN_FOLDS,
    FoldsJob,
    start_crossvalidation,
)
from core.workflows.experiments.seeds import MAX_SEEDS, MIN_SEEDS, SeedsJob, start_seeds
from core.workflows.experiments.sweep import SweepJob, start_sweep
from core.workflows.train.warm_start import with_warm_start

USUAL_PARTS = 5  # seeds or folds by default
SEARCH, SEEDS, FOLDS = "Search", "Seeds", "Folds"
ICON = ":material/play_arrow:"
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
        "What to try", list(WHY), required=True, **kept("question", SEARCH)
    )
    st.caption(WHY[question or SEARCH])
    {SEARCH: _search, SEEDS: _seeds, FOLDS: _folds}[question or SEARCH]()


def _search() -> None:
    ask_search()
    with error_boundary():
        entered_search()  # what is wrong is said before the click, too
    if entered_base().warm_start:
        st.caption("Every trial starts from random weights: a search leaves the warm start out.")
    start_button("Start the search", ICON, _start_search)


def _start_search() -> SweepJob:
    return start_sweep(resources.runner(), entered_search())


def _seeds() -> None:
    ask_base(seeds=True)
    st.slider("Seeds", MIN_SEEDS, MAX_SEEDS, **kept("seeds", USUAL_PARTS))
    start_button("Train all seeds", ICON, _start_seeds)


def _start_seeds() -> SeedsJob:
    config = with_warm_start(entered_base(), resources.registry())
    return start_seeds(resources.runner(), config, kept_value("seeds", USUAL_PARTS))


def _folds() -> None:
    ask_base(seeds=False)
    st.slider("Folds", MIN_FOLDS, MAX_FOLDS, **kept("folds", USUAL_PARTS))
    note_left_out(entered_base())
    start_button("Start the cross-validation", ICON, _start_folds)


def _start_folds() -> FoldsJob:
    folds = kept_value("folds", USUAL_PARTS)
    return start_crossvalidation(resources.runner(), entered_base(), folds)
