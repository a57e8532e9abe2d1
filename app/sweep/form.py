"""The forms of a search, of several seeds, and of a cross-validation.

Each form has two halves: one shows the widgets, the other returns their values from the session
state, which a callback can read before the page runs.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from app import resources
from app.formatting import dataset_title
from app.training_settings import FIELDS, last_config, title_of
from core.data import datasets
from core.training import RECIPE_TITLES, RECIPES, TrainConfig
from core.training.config import CHOICES, RANGES, WHOLE_NUMBERS
from core.training.search.plan import NAMES, NUMBERS, TRIALS, SweepPlan

PREFIX = "sweep."  # of the widget keys
HERE = "As on the Train page"
USUALLY = ("learning_rate", "weight_decay")
USUAL_TRIALS = 20
WIDER = 4  # the default range is from a quarter to four times the start


def kept_value(name: str, default: Any) -> Any:
    """Return the value of a widget, which a page change does not lose; else its default."""
    return st.session_state.get(PREFIX + name, default)


def kept(name: str, default: Any) -> dict[str, Any]:
    """Return the options of a widget whose value is kept, and begins with a default."""
    st.session_state.setdefault(PREFIX + name, default)
    return {"key": PREFIX + name, "persist_state": "session"}


def ask_base(seeds: bool) -> None:
    """Ask for the settings to start from."""
    titles = list(_starts())
    if kept_value("start", "") not in titles:
        st.session_state[f"{PREFIX}start"] = RECIPE_TITLES["quick"]
    st.selectbox("Start from", titles, key=f"{PREFIX}start", persist_state="session")
    start = _start()
    st.selectbox(
        "Pictures to learn from",
        list(datasets(resources.settings())),
        format_func=dataset_title,
        **kept(f"data.{start.recipe}", _data_of(start)),
    )
    columns = st.columns(2)
    columns[0].number_input(
        "Epochs",
        *(int(end) for end in RANGES["epochs"]),
        help=FIELDS["epochs"].hint,
        **kept(f"epochs.{start.recipe}", start.epochs),
    )
    columns[1].number_input(
        "First seed" if seeds else "Seed",
        *(int(end) for end in RANGES["seed"]),
        help="The other seeds count up from it." if seeds else FIELDS["seed"].hint,
        **kept(f"seed.{start.recipe}", start.seed),
    )


def entered_base() -> TrainConfig:
    """Return the settings to start from."""
    start = _start()
    return replace(
        start,
        data=kept_value(f"data.{start.recipe}", _data_of(start)),
        epochs=kept_value(f"epochs.{start.recipe}", start.epochs),
        seed=kept_value(f"seed.{start.recipe}", start.seed),
    )


def _starts() -> dict[str, TrainConfig]:
    last = last_config()
    starts = {RECIPE_TITLES[name]: recipe for name, recipe in RECIPES.items()}
    return starts | ({HERE: last} if last else {})


def _start() -> TrainConfig:
    return _starts().get(kept_value("start", ""), RECIPES["quick"])


def _data_of(start: TrainConfig) -> str:
    offered = datasets(resources.settings())
    return start.data if start.data in offered else next(iter(offered))


def ask_search() -> None:
    """Ask for ranges and trials."""
    ask_base(seeds=False)
    base = entered_base()
    varied = st.multiselect(
        "Vary",
        NUMBERS + NAMES,
        format_func=title_of,
        placeholder="Choose at least one setting",
        help="All other settings keep their starting values.",
        **kept("vary", list(USUALLY)),
    )
    for name in (one for one in NUMBERS if one in varied):
        _ask_range(name, base)
    for name in (one for one in NAMES if one in varied):
        _ask_names(name, base)
    st.slider(
        "Trials",
        TRIALS[0],
        TRIALS[1] // 2,
        help="Training runs in total. The first has the starting settings, the next few are "
        "drawn at random, the rest near the best so far (TPE).",
        **kept("trials", USUAL_TRIALS),
    )
    st.toggle(
        "Stop trials that fall behind",
        help="After two fifths of its epochs, a trial stops if it is below the median of the "
        "others at the same point (pruning), so that more trials fit into the same time.",
        **kept("prune", True),
    )


def entered_search() -> SweepPlan:
    """Return the search of the form. Raises UnknownRecipe for ranges that are impossible."""
    base = replace(entered_base(), warm_start="")  # the page says that trials have none
    varied = kept_value("vary", USUALLY)
    return SweepPlan(
        base,
        {name: _entered_range(name, base) for name in NUMBERS if name in varied},
        {name: _entered_names(name, base) for name in NAMES if name in varied},
        kept_value("trials", USUAL_TRIALS),
        seed=base.seed,
        prune=kept_value("prune", True),
    )


def _ask_range(name: str, base: TrainConfig) -> None:
    """Ask for the lowest and the highest value, side by side."""
    kind: type[int] | type[float] = int if name in WHOLE_NUMBERS else float
    least, most = RANGES[name]
    st.markdown(f"**{title_of(name)}**", help=FIELDS[name].hint)
    options: dict[str, Any] = {} if kind is int else {"format": "%.6g", "step": kind(least) or 0.05}
    for column, word, value in zip(
        st.columns(2), ("from", "to"), _offered(name, base), strict=True
    ):
        column.number_input(
            word,
            kind(least),
            kind(most),
            **options,
            **kept(f"{base.recipe}.{name}.{word}", value),
        )


def _entered_range(name: str, base: TrainConfig) -> tuple[Any, Any]:
    low, high = _offered(name, base)
    place = f"{base.recipe}.{name}"
    return kept_value(f"{place}.from", low), kept_value(f"{place}.to", high)


def _offered(name: str, base: TrainConfig) -> tuple[Any, Any]:
    """Return a range around the start, within the allowed range."""
    kind: type[int] | type[float] = int if name in WHOLE_NUMBERS else float
    least, most = RANGES[name]
    start = getattr(base, name)
    if name == "label_smoothing":
        return 0.0, 0.2
    if name == "warmup":
        return 0.1, 0.5
    low = max(least, start / WIDER, 1e-5 if name == "weight_decay" else least)
    return kind(low), kind(max(low * WIDER, min(most, start * WIDER)))


def _ask_names(name: str, base: TrainConfig) -> None:
    st.pills(
        title_of(name),
        CHOICES[name],
        selection_mode="multi",
        help=FIELDS[name].hint,
        **kept(f"{base.recipe}.{name}", _offered_names(name, base)),
    )


def _entered_names(name: str, base: TrainConfig) -> tuple[str, ...]:
    chosen = kept_value(f"{base.recipe}.{name}", _offered_names(name, base))
    return tuple(each for each in CHOICES[name] if each in chosen)


def _offered_names(name: str, base: TrainConfig) -> list[str]:
    start = getattr(base, name)
    return [start, next(each for each in CHOICES[name] if each != start)]
