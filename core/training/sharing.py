"""A configuration as text that fits into a link: the recipe and the fields that differ from it."""

from collections.abc import Mapping
from dataclasses import fields

from core.config_names import current
from core.errors import UnknownRecipe
from core.training.config import TrainConfig, require_choice
from core.training.recipes import RECIPES, config_for

_KINDS = {field.name: field.type for field in fields(TrainConfig)}
_YES, _NO = "yes", "no"


def to_words(config: TrainConfig) -> dict[str, str]:
    """Return the recipe and the fields that differ from it, as text; `from_words` reads it."""
    base, values = RECIPES[config.recipe].as_record(), config.as_record()
    changed = {name: _text(value) for name, value in values.items() if value != base[name]}
    return {"recipe": config.recipe, **changed}


def from_words(words: Mapping[str, str]) -> TrainConfig:
    """Rebuild a configuration from `to_words`.

    Raises UnknownRecipe for a name or value that is not allowed: a link can come from anywhere.
    """
    changes = current(words)
    recipe = changes.pop("recipe", "")
    for name in changes:
        require_choice("setting", name, list(_KINDS))
    return config_for(recipe, **{name: _value(name, text) for name, text in changes.items()})


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _YES if value else _NO
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _value(name: str, text: str) -> object:
    """Parse text as the field's type. Text that is not a number is returned as it is and then fails
    the field's own check, which names the range."""
    kind = _KINDS[name]
    if kind is bool:
        if text not in (_YES, _NO):
            raise UnknownRecipe(f"{name} is {text!r}; it must be {_YES} or {_NO}.")
        return text == _YES
    try:
        return int(text) if kind is int else float(text) if kind is float else text
    except ValueError:
        return text
