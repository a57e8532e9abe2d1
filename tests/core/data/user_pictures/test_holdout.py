"""The wardrobe beside a dataset: a version of its own, and nothing learned that measures."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core import data
from core.data import Dataset
from core.data.user_pictures.holdout import as_split, extended, lessons
from core.data.user_pictures.store import Kept
from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.errors import DataUnavailable
from core.settings import Settings


def kept(number: int, held_back: bool = False, pixels: np.ndarray | None = None) -> Kept:
    random = np.random.default_rng(number)
    picture = random.integers(0, 256, (28, 28), np.uint8) if pixels is None else pixels
    place = Path(f"{number}.png")
    return Kept(f"{number:02}", picture, number % 10, "photo", "", None, 0.0, held_back, place)


def ids(items: Sequence[Kept]) -> list[str]:
    return [one.id for one in items]


def test_items_are_divided_by_their_sides(tiny: Dataset) -> None:
    found = lessons([kept(1), kept(2, held_back=True)], tiny)
    assert (ids(found.learnt), ids(found.held_back)) == (["01"], ["02"])


def test_a_picture_of_validation_or_test_is_neither_learned_from_nor_measured_on(
    tiny: Dataset,
) -> None:
    items = [kept(1, pixels=tiny.test.images[4]), kept(2, True, tiny.validation.images[0])]
    found = lessons([*items, kept(3)], tiny)
    assert (ids(found.learnt), ids(found.held_back)) == (["03"], [])
    assert ids(found.reserved) == ["01", "02"]


def test_the_order_of_items_makes_no_other_version(tiny: Dataset) -> None:
    some = [kept(number) for number in range(5)]
    assert extended(tiny, some).hash == extended(tiny, some[::-1]).hash


def test_a_version_with_the_wardrobe_names_its_contents_and_changes_train_alone(
    tiny: Dataset,
) -> None:
    wider = extended(tiny, [kept(1), kept(2)])
    assert (wider.name, len(wider.train)) == ("tiny+wardrobe", 602)
    assert wider.train.labels[-2:].tolist() == [1, 2]
    assert wider.hash != tiny.hash != extended(tiny, [kept(1)]).hash
    np.testing.assert_array_equal(wider.test.images, tiny.test.images)
    np.testing.assert_array_equal(wider.validation.images, tiny.validation.images)


def test_no_items_make_an_empty_split() -> None:
    assert len(as_split([])) == 0


def test_the_version_is_loaded_by_its_name_with_what_is_in_the_wardrobe(
    settings: Settings, tiny: Dataset
) -> None:
    wardrobe = Wardrobe(settings)
    for number in range(4):
        pixels = np.random.default_rng(number).integers(0, 256, (28, 28), np.uint8)
        wardrobe.add(Item(pixels, 2, pixels, "pixels"))
    loaded = data.load("tiny+wardrobe", settings)
    assert len(loaded.train) == 602  # half of the four is held back
    assert data.TITLES[loaded.name] == "Tiny and the wardrobe"
    assert len(data.load_test("tiny+wardrobe", settings)) == len(tiny.test)


def test_a_wardrobe_beside_unknown_data_is_unknown(settings: Settings) -> None:
    with pytest.raises(DataUnavailable, match="no dataset named"):
        data.load("v9+wardrobe", settings)
