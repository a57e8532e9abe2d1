"""Teach a model: choose a recipe, start it, watch it, stop it."""

import streamlit as st

from app import resources
from app.jobcards import show_earlier, show_job
from app.widgets import sentences
from core.data import DATASETS, TITLES
from core.training import RECIPE_HINTS, RECIPES, TrainConfig, config_for
from core.workflows.train import start_training

st.title("Teach a model", anchor=False)
st.markdown(
    "Train a network on this computer and watch it learn. You can leave the page meanwhile."
)


def form() -> TrainConfig:
    recipe = st.selectbox("Recipe", list(RECIPES), format_func=str.capitalize)
    st.caption(RECIPE_HINTS[recipe])
    data = st.selectbox("Pictures to learn from", list(DATASETS), format_func=TITLES.__getitem__)
    st.caption(DATASETS[data])
    columns = st.columns(2)
    epochs = columns[0].number_input(
        "Epochs",
        1,
        200,
        value=RECIPES[recipe].epochs,
        key=f"epochs.{recipe}",
        help="How often the network sees every picture.",
    )
    seed = columns[1].number_input(
        "Seed", 0, 2**31 - 1, help="Where chance starts from: the same seed, the same run."
    )
    return config_for(recipe, data=data, epochs=epochs, seed=seed)


# The polling goes on after the last training, until the page is next drawn: a rerun of the whole
# page from in here would take a person back who has just clicked on another page.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    jobs = [job for job in resources.runner().jobs() if job.kind == "train"]
    if not jobs:
        st.subheader("No training yet", anchor=False)
        st.markdown("Press Train: the curve appears here while the network learns.")
    current = [job for job in jobs if not job.state.ended] or jobs[:1]
    for job in reversed(current):
        show_job(job)
    show_earlier([job for job in jobs if job not in current])


left, right = st.columns([4, 7], gap="large")
with left.container(border=True), sentences():
    config = form()
    if st.button("Train", type="primary", icon=":material/play_arrow:", width="stretch"):
        start_training(resources.settings(), resources.registry(), resources.runner(), config)
        st.rerun()
with right:
    watch()
