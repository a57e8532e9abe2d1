"""Configurations in links, including invalid links written by hand."""

from dataclasses import fields, replace

import pytest

from core.errors import UnknownRecipe
from core.training import RECIPES, TrainConfig
from core.training.sharing import from_words, to_words

NAMES = [field.name for field in fields(TrainConfig)] + ["__class__"]
FREE = ("data", "warm_start")  # any word may be the name of one
NONSENSE = ("", "nan", "-inf", "1e999", "9" * 5000, "0x10", "maybe", "\0", "../../etc")


@pytest.mark.parametrize("recipe", RECIPES)
def test_an_unchanged_recipe_is_shared_by_its_name_only(recipe: str) -> None:
    assert to_words(RECIPES[recipe]) == {"recipe": recipe}
    assert from_words({"recipe": recipe}) == RECIPES[recipe]


def test_changed_settings_are_shared() -> None:
    config = replace(
        RECIPES["quick"], seed=7, epochs=9, learning_rate=0.0123, augmentation="flip", data="tiny"
    )
    words = to_words(config)
    assert set(words) == {"recipe", "seed", "epochs", "learning_rate", "augmentation", "data"}
    assert all(isinstance(word, str) for word in words.values())
    assert from_words(words) == config


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ({}, "recipe"),
        ({"recipe": "bogus"}, "bogus"),
        ({"recipe": "quick", "colour": "red"}, "colour"),
        ({"recipe": "quick", "epochs": "many"}, "epochs"),
        ({"recipe": "quick", "epochs": "100000"}, "epochs"),
        ({"recipe": "quick", "learning_rate": "nan"}, "learning_rate"),
        ({"recipe": "quick", "optimizer": "<script>"}, "optimizer"),
    ],
)
def test_an_invalid_link_is_refused_with_the_reason(words: dict[str, str], named: str) -> None:
    with pytest.raises(UnknownRecipe, match=named):
        from_words(words)


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("name", NAMES)
def test_nonsense_is_refused_or_an_unknown_name(name: str, value: str) -> None:
    try:
        config = from_words({"recipe": "quick", name: value})
    except UnknownRecipe:
        return
    assert name in FREE
    assert getattr(config, name) == value
