"""The training settings with their titles and hints, and the last values of the form."""

from dataclasses import dataclass

import streamlit as st

from core.training import TrainConfig

WARM_START = "warm_start"
PREFIX = "training."  # of the widget keys on the Train page
_KEPT = "kept.training"


@dataclass(frozen=True)
class Field:
    """A setting. Its range and choices are in core.training.config."""

    name: str
    title: str
    hint: str
    step: float = 1


USUAL = (
    Field("epochs", "Epochs", "How often the network sees every picture."),
    Field("seed", "Seed", "Starts the random numbers: the same seed, the same numbers."),
)
MORE = (
    Field("learning_rate", "Learning rate", "The step size at its peak.", 0.01),
    Field("warmup", "Warm-up", "Share of the run in which steps grow; then they shrink.", 0.05),
    Field("batch_size", "Batch size", "Pictures per step.", 32),
    Field("weight_decay", "Weight decay", "How strongly weights are pulled towards zero.", 0.0005),
    Field("label_smoothing", "Label smoothing", "How much certainty labels lose.", 0.05),
    Field("optimizer", "Optimiser", "The rule that updates the weights."),
    Field(
        "augmentation",
        "Augmentation",
        "How training pictures are varied: from not at all to photo-like.",
    ),
    Field(
        "outliers",
        "Outlier exposure",
        "Share of training pictures outside the ten classes, to learn to abstain.",
        0.02,
    ),
    Field(
        "offline",
        "Simulate once",
        "Make photo-like pictures once, not for every epoch (offline augmentation): faster.",
    ),
    Field(
        "distillation",
        "Distillation",
        "Weight of the shipped model’s probabilities beside the labels; 0: labels only.",
        0.1,
    ),
    Field("network", "Network", "The architecture; residual is larger and slower."),
    Field("precision", "Precision", "Number format; auto picks the faster one on this computer."),
    Field(
        "ema",
        "Averaged weights",
        "Decay of the weights’ exponential moving average (EMA); 0: off.",
        0.01,
    ),
    Field("patience", "Patience", "Epochs without improvement before stopping early; 0: off."),
    Field("flip_tta", "Flip TTA", "Average the answers to a picture and its mirror image."),
    Field("shift_tta", "Shift TTA", "Also average over shifts by one pixel to each corner."),
    Field("deterministic", "Repeatable", "The same seed gives the same weights, bit for bit."),
)
FIELDS = {field.name: field for field in (*USUAL, *MORE)}


def title_of(name: str) -> str:
    """Return the title of a setting on the Train page."""
    if name in FIELDS:
        return FIELDS[name].title
    return _OTHERS.get(name, name.replace("_", " ").capitalize())


_OTHERS = {WARM_START: "Started from", "data": "Learned from", "parameters": "Size of the network"}


def last_config() -> TrainConfig | None:
    """Return the last values of the Train page's form; None if it was not shown yet."""
    kept: TrainConfig | None = st.session_state.get(_KEPT)
    return kept


def keep_config(config: TrainConfig) -> None:
    st.session_state[_KEPT] = config


def fill_form(config: TrainConfig) -> None:
    """Fill the form from a configuration, such as that of an earlier run."""
    for key in [key for key in st.session_state if str(key).startswith(PREFIX)]:
        del st.session_state[key]
    keep_config(config)
    st.query_params.clear()  # else the settings in the URL would win
