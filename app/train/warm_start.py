"""Ask which weights a training starts from: random ones, or those of an earlier version."""

import streamlit as st

from app import resources
from app.components.reads import facts_or_none
from app.foreign import literal
from core.model_facts import ModelFacts
from core.training import TrainConfig
from core.workflows.train.warm_start import mismatch

RANDOM = ""  # the value of the setting for random weights


def ask_warm_start(key: str, config: TrainConfig) -> None:
    """Ask, and say at once if the chosen version has another network than `config`."""
    found = _versions()
    st.session_state.setdefault(key, config.warm_start)
    if st.session_state[key] not in found:  # deleted meanwhile, or from another home's link
        st.session_state[key] = RANDOM
    st.selectbox(
        "Start from",
        [RANDOM, *found],
        format_func=lambda name: _title(name, found),
        key=key,
        help=_HELP,
    )
    name = st.session_state[key]
    if name != RANDOM and (problem := mismatch(config, name, found[name])):
        st.warning(literal(problem), icon=":material/warning:")


def _versions() -> dict[str, ModelFacts]:
    """Return the facts of every version that has some, newest first."""
    names = [version.name for version in resources.registry().versions()]
    return {name: facts for name in names if (facts := facts_or_none(name))}


def _title(name: str, found: dict[str, ModelFacts]) -> str:
    if name not in found:
        return "Random weights"
    return literal(f"The weights of {name} ({found[name].network} network)")


_HELP = (
    "A warm start: training goes on from the weights of an earlier version with the same network, "
    "instead of random ones. Its facts and its run say so. What that version has learned stays in "
    "the new one, mistakes and pictures of the wardrobe included."
)
