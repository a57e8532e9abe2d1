"""Named recipes: values of TrainConfig, nothing more."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from core.training.config import TrainConfig, require_choice

RECIPES: Mapping[str, TrainConfig] = {
    "quick": TrainConfig(recipe="quick", network="quick", epochs=4, batch_size=128),
}
RECIPE_HINTS: Mapping[str, str] = {
    "quick": "A small network, done in well under a minute: to see how training works.",
}


def config_for(recipe: str, **changes: Any) -> TrainConfig:
    """Return the named recipe with some fields changed.

    Raises UnknownRecipe for a recipe or field that does not exist, or a value out of range.
    """
    require_choice("recipe", recipe, list(RECIPES))
    for name in changes:
        require_choice("setting", name, [field.name for field in fields(TrainConfig)])
    return replace(RECIPES[recipe], **changes)
