"""Datasets extended by the wardrobe: versions of their own, with train and holdout separate."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import data
from core.data import Dataset
from core.data.user_pictures.cases import Cases, Reserved
from core.data.user_pictures.holdout import as_split, extended, split_wardrobe
from core.data.user_pictures.store import StoredPicture
from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.errors import DataUnavailable
from core.input_kind import InputKind
from core.settings import Settings


def stored(number: int, holdout: bool = False, pixels: np.ndarray | None = None) -> StoredPicture:
    random = np.random.default_rng(number)
    picture = random.integers(0, 256, (28, 28), np.uint8) if pixels is None else pixels
    place = Path(f"{number}.png")
    return StoredPicture(
        f"{number:02}", picture, number % 10, InputKind.PHOTO, "", None, 0.0, holdout, place
    )


def ids(items: Sequence[StoredPicture]) -> list[str]:
    return [one.id for one in items]


def test_items_are_split_into_train_and_holdout(tiny: Dataset) -> None:
    found = split_wardrobe([stored(1), stored(2, holdout=True)], tiny, Reserved())
    assert (ids(found.train), ids(found.holdout)) == (["01"], ["02"])


def test_pictures_of_the_validation_and_test_splits_are_excluded(
    tiny: Dataset,
) -> None:
    items = [stored(1, pixels=tiny.test.images[4]), stored(2, True, tiny.validation.images[0])]
    found = split_wardrobe([*items, stored(3)], tiny, Reserved())
    assert (ids(found.train), ids(found.holdout)) == (["03"], [])
    assert ids(found.excluded) == ["01", "02"]


def test_cases_are_excluded_from_training_by_original_and_by_pixels(tiny: Dataset) -> None:
    items = [stored(1), stored(2), stored(3), stored(4, holdout=True)]
    same_original, same_pixels = stored(1, pixels=stored(9).pixels), stored(2)
    cases = [same_original, replace(same_pixels, id="case"), stored(4)]
    found = split_wardrobe(items, tiny, Reserved(cases))
    assert (ids(found.train), ids(found.holdout)) == (["03"], ["04"])
    assert ids(found.excluded) == ["01", "02"]


def test_an_extended_dataset_names_the_pictures_that_it_adds(tiny: Dataset) -> None:
    assert extended(tiny, [stored(2), stored(1)]).user_pictures == ("01", "02")
    assert tiny.user_pictures == ()


def test_a_case_stays_reserved_while_its_deletion_can_be_undone(settings: Settings) -> None:
    cases, wardrobe = Cases(settings), Wardrobe(settings)
    pixels = stored(1).pixels
    item = Item(pixels, 3, pixels, InputKind.PHOTO)
    wardrobe.add(item)
    (picture,) = wardrobe.items()
    cases.add(item)
    assert picture in cases.reserved()
    cases.delete(picture.id)
    assert picture in cases.reserved()
    cases.forget()
    assert picture not in cases.reserved()


def test_the_hash_does_not_depend_on_the_order_of_items(tiny: Dataset) -> None:
    some = [stored(number) for number in range(5)]
    assert extended(tiny, some).hash == extended(tiny, some[::-1]).hash


def test_the_wardrobe_changes_the_hash_and_the_train_split_only(
    tiny: Dataset,
) -> None:
    wider = extended(tiny, [stored(1), stored(2)])
    assert (wider.name, len(wider.train)) == ("tiny+wardrobe", 602)
    assert wider.train.labels[-2:].tolist() == [1, 2]
    assert wider.hash != tiny.hash != extended(tiny, [stored(1)]).hash
    np.testing.assert_array_equal(wider.test.images, tiny.test.images)
    np.testing.assert_array_equal(wider.validation.images, tiny.validation.images)


def test_no_items_give_an_empty_split() -> None:
    assert len(as_split([])) == 0


def test_a_dataset_with_the_wardrobe_is_loaded_by_its_name(
    settings: Settings, tiny: Dataset
) -> None:
    wardrobe = Wardrobe(settings)
    for number in range(4):
        pixels = np.random.default_rng(number).integers(0, 256, (28, 28), np.uint8)
        wardrobe.add(Item(pixels, 2, pixels, InputKind.PIXELS))
    loaded = data.load("tiny+wardrobe", settings)
    assert len(loaded.train) == 602  # half of the four are in the holdout
    assert data.TITLES[loaded.name] == "Tiny and the wardrobe"
    assert len(data.load_test("tiny+wardrobe", settings)) == len(tiny.test)


def test_the_wardrobe_with_an_unknown_dataset_is_refused(settings: Settings) -> None:
    with pytest.raises(DataUnavailable, match="no dataset named"):
        data.load("v9+wardrobe", settings)
