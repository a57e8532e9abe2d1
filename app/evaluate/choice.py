"""What is evaluated: models, data version and split; the address follows and restores them."""

from dataclasses import dataclass

import streamlit as st

from app import resources
from app.foreign import literal
from app.formatting import dataset_title
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.store import Versions
from core.registry import ModelVersion
from core.workflows.evaluate.chosen import Chosen

MODEL, DATA, SPLIT = "model", "data", "split"  # query parameters
MAX_MODELS = 4  # beside each other: more columns would not fit
SPLITS = {"test": "Test", "validation": "Validation"}
MODELS_KEY, DATA_KEY, SPLIT_KEY = "evaluate.models", "evaluate.data", "evaluate.split"


@dataclass(frozen=True)
class Choice:
    """The models in the order in which they were chosen, at least one, and the pictures."""

    models: tuple[ModelVersion, ...]
    chosen: Chosen


def ask_choice() -> Choice:
    """Ask for models, data version and split. Raises as the registry does."""
    versions = resources.registry().versions() or (resources.registry().shipped(),)
    names = Versions(resources.settings()).choices()
    row = st.container(horizontal=True, vertical_alignment="bottom")
    models = _ask_models(row, versions)
    data = _ask_data(row, names)
    split = _ask_split(row)
    _write(models, data, split)
    return Choice(models, Chosen(data, split))


def _ask_models(
    row: st.delta_generator.DeltaGenerator, versions: tuple[ModelVersion, ...]
) -> tuple[ModelVersion, ...]:
    named = {version.name: version for version in versions}
    champion = next((one for one in versions if one.is_champion), versions[0])
    if MODELS_KEY not in st.session_state:
        asked = st.query_params.get(MODEL, "").split(",")
        for name in asked:
            if name and name not in named:
                st.warning(f"There is no model “{literal(name)}”.", icon=":material/link_off:")
        there = [name for name in dict.fromkeys(asked) if name in named][:MAX_MODELS]
        st.session_state[MODELS_KEY] = there or [champion.name]
    st.session_state[MODELS_KEY] = [one for one in st.session_state[MODELS_KEY] if one in named]
    chosen = row.multiselect(
        "Models",
        list(named),
        key=MODELS_KEY,
        max_selections=MAX_MODELS,
        format_func=lambda name: f"{name}, champion" if name == champion.name else name,
        placeholder=f"{champion.name}, champion",
        width=340,
    )
    return tuple(named[name] for name in chosen) or (champion,)


def _ask_data(row: st.delta_generator.DeltaGenerator, names: list[str]) -> str:
    asked = st.query_params.get(DATA, ORIGINAL)
    if asked not in names:
        st.warning(
            f"There is no data version “{literal(asked)}”; this is v1.", icon=":material/link_off:"
        )
    if len(names) == 1:
        return ORIGINAL
    _keep_known(DATA_KEY, asked, names)
    chosen: str = row.selectbox(
        "Data version", names, format_func=dataset_title, key=DATA_KEY, width=260
    )
    return chosen


def _ask_split(row: st.delta_generator.DeltaGenerator) -> str:
    _keep_known(SPLIT_KEY, st.query_params.get(SPLIT, ""), list(SPLITS))
    return str(
        row.segmented_control(
            "Split",
            list(SPLITS),
            key=SPLIT_KEY,
            required=True,
            format_func=lambda split: SPLITS[split],
            help="No choice is based on the test split. Temperature, threshold and settings are "
            "chosen on the validation split, which flatters a model.",
        )
    )


def _keep_known(key: str, asked: str, known: list[str]) -> None:
    """Let a widget begin with what the address asks for, and never hold what is gone."""
    if st.session_state.get(key) not in known:
        st.session_state[key] = asked if asked in known else known[0]


def _write(models: tuple[ModelVersion, ...], data: str, split: str) -> None:
    """Put what is not as usual into the address."""
    usual = len(models) == 1 and models[0].is_champion
    words = {
        MODEL: "" if usual else ",".join(model.name for model in models),
        DATA: "" if data == ORIGINAL else data,
        SPLIT: "" if split == Chosen().split else split,
    }
    for name, value in words.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
