"""The training form: a recipe and its settings, each with a hint."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from app import resources
from app.foreign import literal
from app.formatting import dataset_title
from app.train.warm_start import ask_warm_start
from app.training_settings import (
    FIELDS,
    MORE,
    PREFIX,
    USUAL,
    WARM_START,
    Field,
    keep_config,
    last_config,
)
from core.data import datasets
from core.errors import UnknownRecipe
from core.training import DEFAULT_RECIPE, RECIPE_HINTS, RECIPE_TITLES, RECIPES, TrainConfig
from core.training.config import CHOICES, RANGES, SWITCHES, WHOLE_NUMBERS
from core.training.sharing import from_words, to_words

RECIPE, DATA = f"{PREFIX}recipe", f"{PREFIX}data"


def training_form() -> None:
    """Show the form, whose values are kept in the URL as well; `entered_config` returns them."""
    _begin()
    recipe: str = st.selectbox(
        "Recipe", list(RECIPES), format_func=RECIPE_TITLES.__getitem__, key=RECIPE
    )
    st.caption(RECIPE_HINTS[recipe])
    start = _start_of(recipe)
    left, right = st.columns(2)
    with left:
        _ask_data(start.data)
    with right:
        ask_warm_start(_key(WARM_START, start), replace(start, network=_network(start)))
    _ask_all(USUAL, start)
    with st.expander("More settings", icon=":material/tune:"):
        _ask_all(MORE, start)
    config = entered_config()
    keep_config(config)
    st.query_params.from_dict(to_words(config))


def entered_config() -> TrainConfig:
    """Return the values of the form from the session state: a callback can read them too.

    Settings that the page has not shown yet, after a change of the recipe, have their start value.
    """
    start = _start_of(st.session_state[RECIPE])
    entered = {
        name: st.session_state[_key(name, start)]
        for name in (*FIELDS, WARM_START)
        if _key(name, start) in st.session_state
    }
    return replace(start, data=st.session_state.get(DATA, start.data), **entered)


def _begin() -> None:
    """Choose the form's initial values: those in the URL, else the last ones."""
    if RECIPE not in st.session_state:  # a new visit: Streamlit drops widget state on page changes
        if named := st.query_params.to_dict():
            try:
                keep_config(from_words(named))
            except UnknownRecipe as error:
                words = literal(f"This link could not be used. {error}")
                st.warning(words, icon=":material/link_off:")
        kept = last_config()
        st.session_state[RECIPE] = kept.recipe if kept else DEFAULT_RECIPE


def _start_of(recipe: str) -> TrainConfig:
    kept = last_config()
    return kept if kept and kept.recipe == recipe else RECIPES[recipe]


def _network(start: TrainConfig) -> str:
    chosen: str = st.session_state.get(_key("network", start), start.network)
    return chosen


def _key(name: str, start: TrainConfig) -> str:
    return f"{PREFIX}{start.recipe}.{name}"


def _ask_data(start: str) -> None:
    offered = datasets(resources.settings())
    st.session_state.setdefault(DATA, start if start in offered else next(iter(offered)))
    st.selectbox(
        "Pictures to learn from",
        list(offered),
        format_func=dataset_title,
        key=DATA,
        help="  \n".join(
            f"{dataset_title(name)}: {literal(text)}" for name, text in offered.items()
        ),
    )


def _ask_all(fields: Sequence[Field], start: TrainConfig) -> None:
    """Ask in two columns, ordered from left to right."""
    columns = st.columns(2, vertical_alignment="bottom")
    for place, field in enumerate(fields):
        _ask(columns[place % 2], field, start)


def _ask(place: Any, field: Field, start: TrainConfig) -> None:
    key = _key(field.name, start)
    st.session_state.setdefault(key, getattr(start, field.name))
    if field.name in CHOICES:
        place.selectbox(field.title, CHOICES[field.name], help=field.hint, key=key)
        return
    if field.name in SWITCHES:
        place.toggle(field.title, help=field.hint, key=key)
        return
    kind: type[int] | type[float] = int if field.name in WHOLE_NUMBERS else float
    low, high = RANGES[field.name]
    place.number_input(
        field.title,
        kind(low),
        kind(high),
        step=kind(field.step),
        format=None if kind is int else "%.6g",
        help=field.hint,
        key=key,
    )
