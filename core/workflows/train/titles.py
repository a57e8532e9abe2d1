"""The title of a training, wherever it is queued, listed or repeated."""

from core import data
from core.training import RECIPE_TITLES, TrainConfig


def title_of(config: TrainConfig) -> str:
    """Return a training's title: its recipe and its dataset."""
    recipe = RECIPE_TITLES.get(config.recipe, config.recipe)
    return f"{recipe} on {data.title_of(config.data)}"
