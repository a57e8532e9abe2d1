import numpy as np
import pytest

from core.training.augmentation.steps import augment, erase, flip, shift
from core.training.config import AUGMENTATIONS

LABELS = np.arange(64, dtype=np.uint8) % 10


@pytest.fixture
def images() -> np.ndarray:
    pictures = np.random.default_rng(0).integers(1, 256, size=(64, 28, 28), dtype=np.uint8)
    pictures.flags.writeable = False  # like the pictures of core.data
    return pictures


def generator() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_pictures_keep_shape_and_type(name: str, images: np.ndarray) -> None:
    changed = augment(name, images, LABELS, generator())
    assert changed.shape == images.shape
    assert changed.dtype == np.uint8


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_the_same_seed_gives_the_same_pictures(name: str, images: np.ndarray) -> None:
    once, again = (augment(name, images, LABELS, generator()) for _ in range(2))
    assert np.array_equal(once, again)


@pytest.mark.parametrize("name", [name for name in AUGMENTATIONS if name != "none"])
def test_augmented_pictures_differ_from_the_originals_and_between_seeds(
    name: str, images: np.ndarray
) -> None:
    changed = augment(name, images, LABELS, generator())
    other = augment(name, images, LABELS, np.random.default_rng(6))
    assert not np.array_equal(changed, images)
    assert not np.array_equal(changed, other)


def test_a_flip_mirrors_some_pictures_and_keeps_the_others(images: np.ndarray) -> None:
    changed = flip(images, generator())
    mirrored = (changed == images[:, :, ::-1]).all(axis=(1, 2))
    same = (changed == images).all(axis=(1, 2))
    assert (mirrored ^ same).all()
    assert 10 < mirrored.sum() < 54


def test_a_shift_moves_pixels_by_at_most_two(images: np.ndarray) -> None:
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


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_an_empty_batch_can_be_augmented(name: str) -> None:
    assert augment(name, np.zeros((0, 28, 28), np.uint8), LABELS[:0], generator()).shape == (
        0,
        28,
        28,
    )
