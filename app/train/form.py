"""The training form: a recipe and its settings, each with a hint."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from app.foreign import literal
from app.training_settings import MORE, PREFIX, USUAL, Field, keep_config, last_config
from core.data import DATASETS, TITLES
from core.errors import UnknownRecipe
from core.training import RECIPE_HINTS, RECIPE_TITLES, RECIPES, TrainConfig
from core.training.config import CHOICES, RANGES, SWITCHES, WHOLE_NUMBERS
from core.training.sharing import from_words, to_words

RECIPE = f"{PREFIX}recipe"


def training_form() -> TrainConfig:
    """Show the form and return its values, which are kept in the URL as well."""
    kept = _begin()
    recipe: str = st.selectbox(
        "Recipe", list(RECIPES), format_func=RECIPE_TITLES.__getitem__, key=RECIPE
    )
    st.caption(RECIPE_HINTS[recipe])
    start = kept if kept and kept.recipe == recipe else RECIPES[recipe]
    values: dict[str, Any] = {"data": _ask_data(start.data)}
    values |= _ask_all(USUAL, start)
    with st.expander("More settings", icon=":material/tune:"):
        values |= _ask_all(MORE, start)
    config = replace(start, **values)
    keep_config(config)
    st.query_params.from_dict(to_words(config))
    return config


def _begin() -> TrainConfig | None:
    """Return the form's initial values: those in the URL, else the last ones."""
    kept = last_config()
    if RECIPE not in st.session_state:  # a new visit: Streamlit drops widget state on page changes
        if named := st.query_params.to_dict():
            try:
                kept = from_words(named)
            except UnknownRecipe as error:
                words = literal(f"This link could not be used. {error}")
                st.warning(words, icon=":material/link_off:")
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
    """Ask in two columns, ordered from left to right."""
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
    low, high = RANGES[field.name]
    return place.number_input(
        field.title,
        kind(low),
        kind(high),
        step=kind(field.step),
        format=None if kind is int else "%.6g",
        help=field.hint,
        key=key,
    )
