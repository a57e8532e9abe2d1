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
    "champion": TrainConfig(
        recipe="champion",
        network="wide",
        epochs=40,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.08,
        warmup=0.2,
        weight_decay=3e-3,
        label_smoothing=0.05,
        augmentation="wild",
    ),
}
RECIPE_HINTS: Mapping[str, str] = {
    "quick": "A small network, done in well under a minute: to see how training works.",
    "champion": "The recipe of the shipped model: minutes, better figures, and ready for photos.",
}


def config_for(recipe: str, **changes: Any) -> TrainConfig:
    """Return the named recipe with some fields changed.

    Raises UnknownRecipe for a recipe or field that does not exist, or a value out of range.
    """
    require_choice("recipe", recipe, list(RECIPES))
    for name in changes:
        require_choice("setting", name, [field.name for field in fields(TrainConfig)])
    return replace(RECIPES[recipe], **changes)
