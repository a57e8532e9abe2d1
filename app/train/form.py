"""The form of a training: a recipe, and what a person may turn, each with its plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.data import DATASETS, TITLES
from core.errors import UnknownRecipe
from core.training import RECIPE_HINTS, RECIPE_TITLES, RECIPES, TrainConfig
from core.training.config import CHOICES, RANGES, SWITCHES, WHOLE_NUMBERS
from core.training.sharing import from_words, to_words

PREFIX = "training."
RECIPE = f"{PREFIX}recipe"
KEPT = "kept.training"


@dataclass(frozen=True)
class Field:
    """A setting as a person meets it. Its range and choices are the configuration's own."""

    name: str
    title: str
    hint: str
    step: float = 1


USUAL = (
    Field("epochs", "Epochs", "How often the network sees every picture."),
    Field("seed", "Seed", "Where chance starts from: the same seed, the same run."),
)
MORE = (
    Field("learning_rate", "Learning rate", "How big a step is at its biggest.", 0.01),
    Field("warmup", "Warm-up", "Share of the run in which the steps grow; then they shrink.", 0.05),
    Field("batch_size", "Batch size", "Pictures looked at before each step.", 32),
    Field("weight_decay", "Weight decay", "How strongly weights are pulled to zero.", 0.0005),
    Field("label_smoothing", "Label smoothing", "Doubt that is taught with each label.", 0.05),
    Field("optimizer", "Optimiser", "The rule by which a step is taken."),
    Field("augmentation", "Changes to the pictures", "From none to those that imitate photos."),
    Field("strangers", "Strangers", "Share of pictures that are none of the ten.", 0.02),
    Field("network", "Network", "The layers that learn; residual is larger and slower."),
    Field("precision", "Arithmetic", "auto takes what is faster on this computer."),
    Field("ema", "Averaged weights", "Share kept of the weights' running mean; 0: no mean.", 0.01),
    Field("patience", "Patience", "Epochs without progress before an early end; 0: no early end."),
    Field("mirror", "Ask the mirror", "Answers are the mean over a picture and its mirror image."),
    Field("shifts", "Ask five times", "And over the picture moved by a pixel to each corner."),
    Field("deterministic", "Repeatable", "The same seed gives the same weights, bit for bit."),
)


def training_form() -> TrainConfig:
    """Show the form and return what it says; the page's address always leads back to it."""
    kept = _begin()
    recipe: str = st.selectbox(
        "Recipe", list(RECIPES), format_func=RECIPE_TITLES.__getitem__, key=RECIPE
    )
    st.caption(RECIPE_HINTS[recipe])
    start = kept if kept and kept.recipe == recipe else RECIPES[recipe]
    values = {"data": _ask_data(start.data)}
    values |= _ask_all(USUAL, start)
    with st.expander("More settings", icon=":material/tune:"):
        values |= _ask_all(MORE, start)
    config = TrainConfig(**start.as_dict() | values)
    st.session_state[KEPT] = config
    st.query_params.from_dict(to_words(config))
    return config


def fill_form(config: TrainConfig) -> None:
    """Fill the form from a configuration, such as an earlier run's, when it is next shown."""
    for key in [key for key in st.session_state if str(key).startswith(PREFIX)]:
        del st.session_state[key]
    st.session_state[KEPT] = config
    st.query_params.clear()  # what the address named until now is no longer asked for


def _begin() -> TrainConfig | None:
    """Find what the form shows first: what the address names, else what was left in it."""
    kept: TrainConfig | None = st.session_state.get(KEPT)
    if RECIPE not in st.session_state:  # a visit begins; on a page change Streamlit forgets widgets
        if words := st.query_params.to_dict():
            try:
                kept = from_words(words)
            except UnknownRecipe as error:
                st.warning(f"The link could not be followed. {error}", icon=":material/link_off:")
        st.session_state[RECIPE] = kept.recipe if kept else next(iter(RECIPES))
    return kept


def _ask_data(start: str) -> str:
    key = f"{PREFIX}data"
    st.session_state.setdefault(key, start if start in DATASETS else next(iter(DATASETS)))
    chosen: str = st.selectbox(
        "Pictures to learn from", list(DATASETS), format_func=TITLES.__getitem__, key=key
    )
    st.caption(DATASETS[chosen])
    return chosen


def _ask_all(fields: Sequence[Field], start: TrainConfig) -> dict[str, Any]:
    """Ask in two columns, read from left to right."""
    columns = st.columns(2, vertical_alignment="bottom")
    return {f.name: _ask(columns[place % 2], f, start) for place, f in enumerate(fields)}


def _ask(place: Any, field: Field, start: TrainConfig) -> Any:
    key = f"{PREFIX}{start.recipe}.{field.name}"
    st.session_state.setdefault(key, getattr(start, field.name))
    if field.name in CHOICES:
        return place.selectbox(field.title, CHOICES[field.name], help=field.hint, key=key)
    if field.name in SWITCHES:
        return place.toggle(field.title, help=field.hint, key=key)
    kind: type[int] | type[float] = int if field.name in WHOLE_NUMBERS else float
    least, most = RANGES[field.name]
    return place.number_input(
        field.title,
        kind(least),
        kind(most),
        step=kind(field.step),
        format=None if kind is int else "%.6g",
        help=field.hint,
        key=key,
    )
