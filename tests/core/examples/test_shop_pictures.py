"""Simulated shop pictures: repeatable, labelled, and taken for photos."""

from core.data import CLASS_NAMES, Dataset, Split
from core.examples import shop_pictures
from core.input_kind import InputKind
from core.pictures import prepare


def test_they_are_the_same_for_the_same_seed_only(tiny: Dataset) -> None:
    first = shop_pictures(tiny.test, 4, seed=1)
    assert shop_pictures(tiny.test, 4, seed=1) == first
    assert shop_pictures(tiny.test, 4, seed=2) != first


def test_ten_of_them_show_all_classes_each_under_its_own_label(tiny: Dataset) -> None:
    assert tuple(one.label for one in shop_pictures(tiny.test, 10)) == CLASS_NAMES


def test_each_is_a_file_that_is_taken_for_a_photo(tiny: Dataset) -> None:
    for picture in shop_pictures(tiny.test, 10):
        prepared = prepare(picture.content, name=picture.name)
        assert prepared.kind is InputKind.PHOTO, picture.label
        assert "segment" in [stage.name for stage in prepared.stages]


def test_there_are_no_more_than_the_split_has(tiny: Dataset) -> None:
    few = Split(tiny.test.images[:3], tiny.test.labels[:3])
    names = [one.name for one in shop_pictures(few, 10)]
    assert len(set(names)) == 3
