"""Named recipes: each is a TrainConfig."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from core.config_names import current_recipe
from core.training.config import TrainConfig, require_choice

RECIPES: Mapping[str, TrainConfig] = {
    "all_round": TrainConfig(
        recipe="all_round",
        network="small",
        epochs=10,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.08,
        warmup=0.3,
        weight_decay=1e-4,
        label_smoothing=0.05,
        augmentation="photo_like",
        outliers=0.08,
        offline=True,
        distillation=0.7,
        flip_tta=True,
    ),
    "quick": TrainConfig(
        recipe="quick",
        network="quick",
        epochs=4,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.08,
        warmup=0.3,
        weight_decay=1e-4,
        label_smoothing=0.05,
        augmentation="none",
    ),
    "standard": TrainConfig(
        recipe="standard",
        network="wide",
        epochs=30,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.08,
        warmup=0.2,
        weight_decay=3e-3,
        label_smoothing=0.05,
        augmentation="erase",
        flip_tta=True,
    ),
    "best": TrainConfig(
        recipe="best",
        network="deep",
        epochs=110,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.08,
        warmup=0.2,
        weight_decay=5e-3,
        label_smoothing=0.05,
        augmentation="strong",
        flip_tta=True,
        shift_tta=True,
    ),
    "thorough": TrainConfig(
        recipe="thorough",
        network="wide",
        epochs=64,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.08,
        warmup=0.2,
        weight_decay=3e-3,
        label_smoothing=0.05,
        augmentation="photo_like",
        outliers=0.12,
    ),
    "linear": TrainConfig(
        recipe="linear",
        network="linear",
        epochs=10,
        optimizer="adam",
        learning_rate=2e-3,
        weight_decay=0.0,
        label_smoothing=0.0,
    ),
    "perceptron": TrainConfig(
        recipe="perceptron",
        network="perceptron",
        epochs=12,
        optimizer="adam",
        learning_rate=2e-3,
        weight_decay=0.0,
        label_smoothing=0.0,
    ),
    "hog_svm": TrainConfig(
        recipe="hog_svm",
        network="hog_svm",
        epochs=20,  # passes over the data; core/training/fitting/svm.py ignores most other settings
        weight_decay=1.5e-6,
        label_smoothing=0.0,
    ),
}
DEFAULT_RECIPE = "all_round"
RECIPE_TITLES: Mapping[str, str] = {
    **{name: name.capitalize() for name in RECIPES},
    "all_round": "All-round",
    "linear": "Logistic regression",
    "hog_svm": "HOG + SVM",
}
RECIPE_HINTS: Mapping[str, str] = {
    "all_round": (
        "Answers photos, drawings and the dataset's pictures, in a few minutes. It learns from "
        "the shipped model's probabilities too (distillation)."
    ),
    "quick": (
        "For the dataset's own pictures only, well under a minute: to see how training works. It "
        "says “I don’t know” to photos."
    ),
    "standard": "A good model for the dataset's own pictures, in a few minutes.",
    "best": "The highest accuracy reached with a million parameters: about an hour on two cores.",
    "thorough": (
        "Photos and drawings, thoroughly: the recipe of the shipped model, which simulates them "
        "anew in every epoch. About half an hour."
    ),
    "linear": "Logistic regression on pixels: the baseline that every network must beat.",
    "perceptron": "Two hidden layers, no convolutions: how far pixels go without their neighbours.",
    "hog_svm": "A support vector machine on gradients: the usual method before deep learning.",
}


def config_for(recipe: str, **changes: Any) -> TrainConfig:
    """Return the named recipe, or one of that earlier name, with some fields changed.

    Raises UnknownRecipe for a recipe or field that does not exist, or a value out of range.
    """
    recipe = current_recipe(recipe)
    require_choice("recipe", recipe, list(RECIPES))
    for name in changes:
        require_choice("setting", name, [field.name for field in fields(TrainConfig)])
    return replace(RECIPES[recipe], **changes)
