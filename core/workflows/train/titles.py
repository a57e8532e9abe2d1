"""What a training is called, wherever it is queued, listed or repeated."""

from core.data import TITLES
from core.training import RECIPE_TITLES, TrainConfig


def title_of(config: TrainConfig) -> str:
    """Name a training in a few words: its recipe, and the pictures that it learns from."""
    recipe = RECIPE_TITLES.get(config.recipe, config.recipe)
    return f"{recipe} on {TITLES.get(config.data, config.data)}"
