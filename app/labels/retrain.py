"""Train on a published version with one click."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from app import resources
from app.components.start import start_button
from app.formatting import dataset_title
from core.data.versions.manifest import Manifest
from core.training import DEFAULT_RECIPE, RECIPE_TITLES, RECIPES
from core.workflows.train.train import TrainingJob, start_training

DATA, _RECIPE = "labels.train_on", "labels.recipe"


def offer_training(versions: Sequence[Manifest]) -> None:
    """Offer to train on a published version, the newest first."""
    st.subheader("Train on it", anchor=False)
    names = [one.name for one in reversed(versions)]
    st.selectbox("Version", names, key=DATA, format_func=dataset_title)
    st.selectbox(
        "Recipe",
        list(RECIPES),
        list(RECIPES).index(DEFAULT_RECIPE),
        format_func=RECIPE_TITLES.__getitem__,
        key=_RECIPE,
    )
    start_button("Train on the corrected labels", ":material/school:", _train)


def _train() -> TrainingJob:
    config = replace(RECIPES[st.session_state[_RECIPE]], data=st.session_state[DATA])
    return start_training(resources.runner(), config)
