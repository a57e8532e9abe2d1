"""Former names and values of training settings, as older files and links have them."""

from collections.abc import Mapping
from typing import Any, TypeVar

V = TypeVar("V")

EARLIER_NAMES = {"strangers": "outliers", "mirror": "flip_tta", "shifts": "shift_tta"}
# Settings that were added later, with the value that what was made before them has.
ADDED: Mapping[str, Any] = {"offline": False, "distillation": 0.0, "warm_start": ""}
EARLIER_VALUES = {
    "augmentation": {"wild": "photo_like"},
    # A champion is a role that any model can have; the recipe has a name of its own.
    "recipe": {"champion": "thorough", "taught": "finetuned"},
}


def current(values: Mapping[str, V]) -> dict[str, V]:
    """Return settings with their current names and values."""
    named = {EARLIER_NAMES.get(name, name): value for name, value in values.items()}
    return {name: _current_value(name, value) for name, value in named.items()}


def current_recipe(name: str) -> str:
    """Return the current name of a recipe."""
    return EARLIER_VALUES["recipe"].get(name, name)


def _current_value(name: str, value: Any) -> Any:
    return EARLIER_VALUES.get(name, {}).get(value, value) if isinstance(value, str) else value


def earlier(values: Mapping[str, V]) -> dict[str, V]:
    """Undo `current`: what was identified by a hash of the former names keeps its identity."""
    names = {now: then for then, now in EARLIER_NAMES.items()}
    back: dict[str, dict[str, Any]] = {
        name: {now: then for then, now in pairs.items()} for name, pairs in EARLIER_VALUES.items()
    }
    return {
        names.get(name, name): back.get(name, {}).get(value, value)
        if isinstance(value, str)
        else value
        for name, value in values.items()
        if name not in ADDED or value != ADDED[name]
    }
