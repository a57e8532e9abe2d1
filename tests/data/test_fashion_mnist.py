"""The real dataset as `make run` fetches it: properties that the rest of the code relies on."""

import hashlib

import numpy as np
import pytest

from core.data import Dataset, check, fetch, load, load_test
from core.data.versions.original import HASH
from core.errors import DataUnavailable
from core.pictures.prepare import LIGHT
from core.settings import Settings


@pytest.fixture(scope="module")
def settings() -> Settings:
    settings = Settings.from_environment()
    try:
        fetch(settings)
    except DataUnavailable as error:
        pytest.skip(str(error))
    return settings


@pytest.fixture(scope="module")
def v1(settings: Settings) -> Dataset:
    return load("v1", settings)


def test_every_split_has_its_size_and_is_balanced(v1: Dataset) -> None:
    for split, each in ((v1.train, 5500), (v1.validation, 500), (v1.test, 1000)):
        assert split.images.shape == (10 * each, 28, 28)
        assert np.bincount(split.labels).tolist() == [each] * 10


def test_pictures_use_the_full_range_bright_on_black(v1: Dataset) -> None:
    for split in (v1.train, v1.validation, v1.test):
        assert (split.images.min(), split.images.max()) == (0, 255)
        corners = split.images[:, [0, 0, -1, -1], [0, -1, 0, -1]]
        assert np.median(corners) == 0
        assert 60 < split.images.mean() < 85


def test_no_picture_would_be_inverted_as_dark_on_light(v1: Dataset) -> None:
    for split in (v1.train, v1.validation, v1.test):
        corners = split.images[:, [0, 0, -1, -1], [0, -1, 0, -1]]
        assert (corners.min(axis=1) <= LIGHT).all()


def test_no_picture_is_blank(v1: Dataset) -> None:
    for split in (v1.train, v1.validation, v1.test):
        assert split.images.any(axis=(1, 2)).all()


def test_the_hash_is_the_one_recorded_in_shipped_models(v1: Dataset) -> None:
    assert v1.hash == HASH


def test_the_validation_pictures_never_change(v1: Dataset) -> None:
    digest = hashlib.sha256(v1.validation.images.tobytes()).hexdigest()
    assert digest == "ad3421f1618cf40192c31bc4c64b00c51362db6a572ba5c122cb56e42d670fc4"


def test_no_picture_is_in_two_splits(v1: Dataset) -> None:
    splits = (v1.train, v1.validation, v1.test)
    assert len({picture.tobytes() for split in splits for picture in split.images}) == 70_000


def test_the_test_split_is_the_same_when_loaded_alone(settings: Settings, v1: Dataset) -> None:
    alone = load_test("v1", settings)
    assert (alone.images == v1.test.images).all()
    assert (alone.labels == v1.test.labels).all()


def test_a_check_finds_no_problem(settings: Settings, v1: Dataset) -> None:
    report = check(settings)
    assert report.ok
    assert report.hash == v1.hash
