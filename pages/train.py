"""Teach a model: choose a recipe, start it, watch it, stop it."""

import streamlit as st

from app import resources
from app.jobcards import show_job
from app.widgets import sentences
from core.data import DATASETS
from core.training import RECIPE_HINTS, RECIPES, TrainConfig, config_for
from core.workflows.train import start_training

NEWEST = 6

st.title("Teach a model", anchor=False)
st.markdown(
    "Train a network on this computer and watch it learn. You can leave the page meanwhile."
)


def form() -> TrainConfig | None:
    with st.form("recipe", border=True):
        names = list(RECIPES)
        recipe = st.selectbox("Recipe", names, format_func=lambda name: name.capitalize())
        st.caption(" ".join(f"**{name.capitalize()}**: {RECIPE_HINTS[name]}" for name in names))
        data = st.selectbox("Pictures to learn from", list(DATASETS), format_func=_describe)
        columns = st.columns(2)
        epochs = columns[0].number_input(
            "Epochs",
            1,
            200,
            value=None,
            placeholder="as the recipe says",
            help="How often the network sees every picture.",
        )
        seed = columns[1].number_input(
            "Seed",
            0,
            2**31 - 1,
            value=0,
            help="Where chance starts from: the same seed, the same run.",
        )
        pressed = st.form_submit_button("Train", type="primary", icon=":material/play_arrow:")
    if not pressed:
        return None
    changes = {"data": data, "seed": seed} | ({"epochs": epochs} if epochs else {})
    return config_for(recipe, **changes)


def _describe(name: str) -> str:
    return f"{name}: {DATASETS[name]}"


@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    busy = resources.runner().busy()
    jobs = [job for job in resources.runner().jobs() if job.kind == "train"]
    if not jobs:
        st.subheader("No training yet", anchor=False)
        st.markdown("Press Train: the curve appears here while the network learns.")
    for job in jobs[:NEWEST]:
        show_job(job)
    if st.session_state.get("train.was_busy") and not busy:
        st.session_state["train.was_busy"] = False
        st.rerun()  # once more as a whole, so that the polling ends
    st.session_state["train.was_busy"] = busy


left, right = st.columns([4, 7], gap="large")
with left, sentences():
    config = form()
    if config is not None:
        start_training(resources.settings(), resources.registry(), resources.runner(), config)
        st.rerun()
with right:
    watch()
