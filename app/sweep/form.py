"""The forms of a search, of several seeds, and of a cross-validation."""

from dataclasses import replace
from typing import Any

import streamlit as st

from app.sweep.charts import SHORT
from app.train.form import KEPT, MORE, USUAL
from core.data import DATASETS, TITLES
from core.training import RECIPE_TITLES, RECIPES, TrainConfig
from core.training.config import CHOICES, RANGES, WHOLE_NUMBERS
from core.training.search.plan import NAMES, NUMBERS, TRIALS, SweepPlan

HINTS = {field.name: field.hint for field in USUAL + MORE}
HERE = "As on the Train page"
USUALLY = ("learning_rate", "weight_decay")
WIDER = 4  # times smaller and larger than the start: the range that is offered first


def base_form(seeds: bool) -> TrainConfig:
    """Ask where to start from; return that training."""
    kept: TrainConfig | None = st.session_state.get(KEPT)
    starts = {RECIPE_TITLES[name]: recipe for name, recipe in RECIPES.items()}
    if kept:
        starts[HERE] = kept
    start = starts[st.selectbox("Start from", list(starts), key="sweep.start")]
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
        help=HINTS["epochs"],
    )
    seed = columns[1].number_input(
        "First seed" if seeds else "Seed",
        *(int(end) for end in RANGES["seed"]),
        value=start.seed,
        key=f"sweep.seed.{start.recipe}",
        help="The others count on from it." if seeds else HINTS["seed"],
    )
    return replace(start, data=data, epochs=epochs, seed=seed)


def search_form() -> SweepPlan:
    """Ask for ranges and trials. Raises UnknownRecipe, in a sentence, for ranges that cannot be."""
    base = base_form(seeds=False)
    varied = st.multiselect(
        "Vary",
        NUMBERS + NAMES,
        default=USUALLY,
        format_func=SHORT.__getitem__,
        placeholder="Choose at least one setting",
        key="sweep.vary",
        help="Everything else stays as it is where you start from.",
    )
    numbers = {name: _ask_range(name, base) for name in NUMBERS if name in varied}
    names = {name: _ask_names(name, base) for name in NAMES if name in varied}
    trials = st.slider(
        "Trials",
        TRIALS[0],
        TRIALS[1] // 2,
        20,
        key="sweep.trials",
        help="Trainings in all. The first has the settings that you start from, the next few are "
        "drawn at random, the rest where it looked best so far (TPE).",
    )
    prune = st.toggle(
        "Give up trials that lag behind",
        value=True,
        key="sweep.prune",
        help="From two fifths of its epochs on, a trial ends if it is behind the median of the "
        "others at the same point. More trials fit into the same time.",
    )
    return SweepPlan(base, numbers, names, trials, seed=base.seed, prune=prune)


def _ask_range(name: str, base: TrainConfig) -> tuple[Any, Any]:
    """Ask for the least and the most to try, side by side."""
    kind: type[int] | type[float] = int if name in WHOLE_NUMBERS else float
    low, high = _offered(name, getattr(base, name))
    st.markdown(f"**{SHORT[name]}**", help=HINTS[name])
    columns = st.columns(2)
    least, most = RANGES[name]
    form: dict[str, Any] = {} if kind is int else {"format": "%.6g", "step": kind(low) or 0.05}
    asked = [
        column.number_input(
            word,
            kind(least),
            kind(most),
            kind(value),
            key=f"sweep.{base.recipe}.{name}.{word}",
            **form,
        )
        for column, word, value in zip(columns, ("from", "to"), (low, high), strict=True)
    ]
    return asked[0], asked[1]


def _offered(name: str, start: float) -> tuple[float, float]:
    """A range around the start, within what a training can have."""
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
    asked = st.pills(
        SHORT[name],
        CHOICES[name],
        selection_mode="multi",
        default=[start, others[0]],
        key=f"sweep.{base.recipe}.{name}",
        help=HINTS[name],
    )
    return tuple(each for each in CHOICES[name] if each in asked)
