"""The forms of a search, of several seeds, and of a cross-validation."""

from dataclasses import replace
from typing import Any

import streamlit as st

from app.training_settings import FIELDS, last_config, title_of
from core.data import DATASETS, TITLES
from core.training import RECIPE_TITLES, RECIPES, TrainConfig
from core.training.config import CHOICES, RANGES, WHOLE_NUMBERS
from core.training.search.plan import NAMES, NUMBERS, TRIALS, SweepPlan

HERE = "As on the Train page"
USUALLY = ("learning_rate", "weight_decay")
WIDER = 4  # the default range is from a quarter to four times the start


def base_form(seeds: bool) -> TrainConfig:
    """Ask for the settings to start from, and return them."""
    kept = last_config()
    starts = {RECIPE_TITLES[name]: recipe for name, recipe in RECIPES.items()}
    if kept:
        starts[HERE] = kept
    quickest = list(RECIPES).index("quick")
    start = starts[st.selectbox("Start from", list(starts), quickest, key="sweep.start")]
    data: str = st.selectbox(
        "Pictures to learn from",
        list(DATASETS),
        format_func=TITLES.__getitem__,
        index=list(DATASETS).index(start.data) if start.data in DATASETS else 0,
        key=f"sweep.data.{start.recipe}",
    )
    columns = st.columns(2)
    epochs = columns[0].number_input(
        "Epochs",
        *(int(end) for end in RANGES["epochs"]),
        value=start.epochs,
        key=f"sweep.epochs.{start.recipe}",
        help=FIELDS["epochs"].hint,
    )
    seed = columns[1].number_input(
        "First seed" if seeds else "Seed",
        *(int(end) for end in RANGES["seed"]),
        value=start.seed,
        key=f"sweep.seed.{start.recipe}",
        help="The other seeds count up from it." if seeds else FIELDS["seed"].hint,
    )
    return replace(start, data=data, epochs=epochs, seed=seed)


def search_form() -> SweepPlan:
    """Ask for ranges and trials. Raises UnknownRecipe for ranges that are impossible."""
    base = base_form(seeds=False)
    varied = st.multiselect(
        "Vary",
        NUMBERS + NAMES,
        default=USUALLY,
        format_func=title_of,
        placeholder="Choose at least one setting",
        key="sweep.vary",
        help="All other settings keep their starting values.",
    )
    numbers = {name: _ask_range(name, base) for name in NUMBERS if name in varied}
    names = {name: _ask_names(name, base) for name in NAMES if name in varied}
    trials = st.slider(
        "Trials",
        TRIALS[0],
        TRIALS[1] // 2,
        20,
        key="sweep.trials",
        help="Training runs in total. The first has the starting settings, the next few are "
        "drawn at random, the rest near the best so far (TPE).",
    )
    prune = st.toggle(
        "Stop trials that fall behind",
        value=True,
        key="sweep.prune",
        help="After two fifths of its epochs, a trial stops if it is below the median of the "
        "others at the same point (pruning), so that more trials fit into the same time.",
    )
    return SweepPlan(base, numbers, names, trials, seed=base.seed, prune=prune)


def _ask_range(name: str, base: TrainConfig) -> tuple[Any, Any]:
    """Ask for the lowest and the highest value, side by side."""
    kind: type[int] | type[float] = int if name in WHOLE_NUMBERS else float
    least, most = RANGES[name]
    st.markdown(f"**{title_of(name)}**", help=FIELDS[name].hint)
    options: dict[str, Any] = {} if kind is int else {"format": "%.6g", "step": kind(least) or 0.05}
    low, high = (
        column.number_input(
            word,
            kind(least),
            kind(most),
            kind(value),
            key=f"sweep.{base.recipe}.{name}.{word}",
            **options,
        )
        for column, word, value in zip(
            st.columns(2), ("from", "to"), _offered(name, getattr(base, name)), strict=True
        )
    )
    return low, high


def _offered(name: str, start: float) -> tuple[float, float]:
    """Return a range around the start, within the allowed range."""
    least, most = RANGES[name]
    if name == "label_smoothing":
        return 0.0, 0.2
    if name == "warmup":
        return 0.1, 0.5
    low = max(least, start / WIDER, 1e-5 if name == "weight_decay" else least)
    return low, max(low * WIDER, min(most, start * WIDER))


def _ask_names(name: str, base: TrainConfig) -> tuple[str, ...]:
    start = getattr(base, name)
    others = [each for each in CHOICES[name] if each != start]
    chosen = st.pills(
        title_of(name),
        CHOICES[name],
        selection_mode="multi",
        default=[start, others[0]],
        key=f"sweep.{base.recipe}.{name}",
        help=FIELDS[name].hint,
    )
    return tuple(each for each in CHOICES[name] if each in chosen)
