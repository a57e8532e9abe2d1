"""Named recipes: values of TrainConfig, nothing more."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from core.training.config import TrainConfig, require_choice

RECIPES: Mapping[str, TrainConfig] = {
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
        mirror=True,
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
        mirror=True,
        shifts=True,
    ),
    "champion": TrainConfig(
        recipe="champion",
        network="wide",
        epochs=64,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.08,
        warmup=0.2,
        weight_decay=3e-3,
        label_smoothing=0.05,
        augmentation="wild",
        strangers=0.12,
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
        epochs=20,  # looks at all pictures; see core/training/svm.py for what else counts
        weight_decay=1.5e-6,
        label_smoothing=0.0,
    ),
}
RECIPE_TITLES: Mapping[str, str] = {
    **{name: name.capitalize() for name in RECIPES},
    "linear": "Logistic regression",
    "hog_svm": "HOG + SVM",
}
RECIPE_HINTS: Mapping[str, str] = {
    "quick": "A small network, done in well under a minute: to see how training works.",
    "standard": "A good model of the dataset's own pictures, in some minutes.",
    "best": "The most that a million parameters gave here: about an hour on two cores.",
    "champion": "The recipe of the shipped model: minutes, better figures, and ready for photos.",
    "linear": "Logistic regression on pixels: the least that a network must beat.",
    "perceptron": "Two hidden layers without convolutions: what pixels without neighbours give.",
    "hog_svm": "A support vector machine on gradients: how it was done before deep learning.",
}


def config_for(recipe: str, **changes: Any) -> TrainConfig:
    """Return the named recipe with some fields changed.

    Raises UnknownRecipe for a recipe or field that does not exist, or a value out of range.
    """
    require_choice("recipe", recipe, list(RECIPES))
    for name in changes:
        require_choice("setting", name, [field.name for field in fields(TrainConfig)])
    return replace(RECIPES[recipe], **changes)
