import math

import pytest

from core.config_names import earlier
from core.errors import UnknownRecipe
from core.training import RECIPE_HINTS, RECIPES, TrainConfig, config_for
from core.training.config import AUGMENTATIONS, CHOICES, NETWORKS, RANGES
from core.training.sharing import from_words


def test_every_recipe_has_a_hint_and_its_own_name() -> None:
    assert set(RECIPE_HINTS) == set(RECIPES)
    assert all(config.recipe == name for name, config in RECIPES.items())


def test_a_config_is_unchanged_by_a_round_trip_through_its_record() -> None:
    config = config_for("quick", seed=7, epochs=2)
    assert TrainConfig.from_record(config.as_record()) == config


def test_names_in_a_config_of_an_earlier_version_are_translated() -> None:
    former = {"augmentation": "wild", "strangers": 0.1, "mirror": True, "shifts": True}
    found = TrainConfig.from_record({"recipe": "quick", "network": "quick"} | former)
    assert (found.augmentation, found.outliers) == ("photo_like", 0.1)
    assert found.flip_tta
    assert found.shift_tta


def test_the_recipe_that_was_called_champion_is_still_found_by_that_name() -> None:
    assert "champion" not in RECIPES, "a champion is a role, not a recipe"
    thorough = config_for("thorough", seed=3)
    assert config_for("champion", seed=3) == thorough
    assert TrainConfig.from_record(thorough.as_record() | {"recipe": "champion"}) == thorough
    assert from_words({"recipe": "champion", "seed": "3"}) == thorough
    assert earlier(thorough.as_record())["recipe"] == "champion", "checkpoints keep their name"


def test_changes_replace_fields_of_the_recipe() -> None:
    assert config_for("quick", seed=3).seed == 3
    assert config_for("quick", seed=3).network == RECIPES["quick"].network


def test_an_unknown_recipe_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(UnknownRecipe, match=r"'quikc'.*quick"):
        config_for("quikc")


def test_an_unknown_setting_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(UnknownRecipe, match=r"'lr'.*learning_rate"):
        config_for("quick", lr=0.1)
    with pytest.raises(UnknownRecipe, match=r"'lr'.*learning_rate"):
        TrainConfig.from_record(config_for("quick").as_record() | {"lr": 0.1})


def test_a_record_without_a_network_is_refused() -> None:
    with pytest.raises(UnknownRecipe, match="no network"):
        TrainConfig.from_record({"recipe": "quick"})


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_an_unknown_choice_is_refused_naming_the_allowed_ones(name: str) -> None:
    with pytest.raises(UnknownRecipe) as caught:
        config_for("quick", **{name: "nonsense"})
    assert name in str(caught.value)
    assert "'nonsense'" in str(caught.value)
    assert all(allowed in str(caught.value) for allowed in CHOICES[name])


@pytest.mark.parametrize("name", sorted(RANGES))
@pytest.mark.parametrize("bad", [-1, 1e12, math.nan, "many", None, True])
def test_a_value_out_of_range_is_refused_naming_the_range(name: str, bad: object) -> None:
    with pytest.raises(UnknownRecipe) as caught:
        config_for("quick", **{name: bad})
    assert repr(bad) in str(caught.value)
    assert f"{RANGES[name][1]:g}" in str(caught.value)


@pytest.mark.parametrize("name", ["epochs", "batch_size", "seed"])
def test_a_fractional_count_is_refused(name: str) -> None:
    with pytest.raises(UnknownRecipe, match="whole number"):
        config_for("quick", **{name: 8.5})


@pytest.mark.parametrize("name", ["recipe", "data"])
def test_an_empty_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownRecipe, match=name):
        TrainConfig.from_record(config_for("quick").as_record() | {name: ""})


def test_recipes_use_known_networks_and_augmentations() -> None:
    assert all(config.network in NETWORKS for config in RECIPES.values())
    assert all(config.augmentation in AUGMENTATIONS for config in RECIPES.values())
