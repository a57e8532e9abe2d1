import numpy as np
import pytest

from core.training.augmentation import augment, erase, flip, shift
from core.training.config import AUGMENTATIONS
from core.training.wild import photograph
from core.training.wild.shape import bend
from core.training.wild.shoes import SHOES, show_shoes_from_above

LABELS = np.arange(64, dtype=np.uint8) % 10


@pytest.fixture
def images() -> np.ndarray:
    pictures = np.random.default_rng(0).integers(1, 256, size=(64, 28, 28), dtype=np.uint8)
    pictures.flags.writeable = False  # as core.data hands them out
    return pictures


def generator() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_pictures_keep_shape_and_type(name: str, images: np.ndarray) -> None:
    changed = augment(name, images, LABELS, generator())
    assert changed.shape == images.shape
    assert changed.dtype == np.uint8


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_the_same_seed_makes_the_same_pictures(name: str, images: np.ndarray) -> None:
    once, again = (augment(name, images, LABELS, generator()) for _ in range(2))
    assert np.array_equal(once, again)


@pytest.mark.parametrize("name", [name for name in AUGMENTATIONS if name != "none"])
def test_pictures_do_change_and_differ_by_seed(name: str, images: np.ndarray) -> None:
    changed = augment(name, images, LABELS, generator())
    other = augment(name, images, LABELS, np.random.default_rng(6))
    assert not np.array_equal(changed, images)
    assert not np.array_equal(changed, other)


def test_a_flip_mirrors_some_and_leaves_the_others(images: np.ndarray) -> None:
    changed = flip(images, generator())
    mirrored = (changed == images[:, :, ::-1]).all(axis=(1, 2))
    same = (changed == images).all(axis=(1, 2))
    assert (mirrored ^ same).all()
    assert 10 < mirrored.sum() < 54


def test_a_shift_moves_ink_without_bending_it(images: np.ndarray) -> None:
    dot = np.zeros((200, 28, 28), np.uint8)
    dot[:, 14, 14] = 200
    moved = shift(dot, generator(), most=2)
    assert (moved.sum(axis=(1, 2)) == 200).all()
    rows, columns = np.nonzero(moved)[1:]
    assert {int(row) for row in rows} == {12, 13, 14, 15, 16}
    assert {int(column) for column in columns} == {12, 13, 14, 15, 16}


def test_erasing_covers_part_of_half_the_pictures(images: np.ndarray) -> None:
    differs = erase(images, generator()) != images
    touched = differs.any(axis=(1, 2))
    assert 16 < touched.sum() < 48
    assert differs[touched].mean() < 0.3


def test_the_photograph_leaves_some_pictures_as_the_dataset_has_them(images: np.ndarray) -> None:
    same = (photograph(images, LABELS, generator()) == images).all(axis=(1, 2))
    assert 16 < same.sum() < 48


@pytest.mark.parametrize("ink", [0, 255])
def test_the_photograph_survives_pictures_without_garment_or_ground(ink: int) -> None:
    changed = photograph(np.full((20, 28, 28), ink, np.uint8), LABELS[:20], generator())
    assert changed.shape == (20, 28, 28)
    assert changed.dtype == np.uint8


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_no_pictures_at_all_stay_none(name: str) -> None:
    assert augment(name, np.zeros((0, 28, 28), np.uint8), LABELS[:0], generator()).shape == (
        0,
        28,
        28,
    )


def test_only_shoes_are_shown_from_above(images: np.ndarray) -> None:
    changed = show_shoes_from_above(images, LABELS, generator())
    touched = (changed != images).any(axis=(1, 2))
    assert touched.any()
    assert set(LABELS[touched]) <= set(SHOES)


def test_a_bent_garment_fills_the_frame_again_and_is_not_cut_off() -> None:
    small = np.zeros((200, 28, 28), np.uint8)
    small[:, 10:18, 12:17] = 200
    ink = bend(small, generator()) > 20
    longest = np.maximum(ink.any(axis=2).sum(axis=1), ink.any(axis=1).sum(axis=1))
    assert longest.min() >= 24
    assert np.median(longest) >= 27
