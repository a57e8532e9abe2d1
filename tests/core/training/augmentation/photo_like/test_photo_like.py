"""Dataset pictures augmented as photos and drawings, and turned into outliers."""

from collections.abc import Callable

import numpy as np
import pytest

from core.data import Dataset
from core.training.augmentation.photo_like.cloth import change_cloth
from core.training.augmentation.photo_like.framing import INK
from core.training.augmentation.photo_like.limbs import spread_legs, spread_limbs, spread_sleeves
from core.training.augmentation.photo_like.outliers import hat, shorts, skirt, thing, trapeze
from core.training.augmentation.photo_like.pipeline import (
    augment_photo_like,
    sample_outliers,
    simulate_drawing,
    simulate_photo,
)
from core.training.augmentation.photo_like.shape import bend
from core.training.augmentation.photo_like.shoes import SHOES, show_shoes_from_above
from core.training.fitting.batches import Batches
from core.training.recipes import config_for

Change = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]
LABELS = np.arange(64, dtype=np.uint8) % 10
CHANGES = (simulate_photo, simulate_drawing, augment_photo_like)


@pytest.fixture
def images() -> np.ndarray:
    """Noise on a black background, read-only like the pictures of core.data."""
    pictures = np.zeros((64, 28, 28), np.uint8)
    pictures[:, 4:24, 6:22] = np.random.default_rng(0).integers(60, 256, size=(64, 20, 16))
    pictures.flags.writeable = False
    return pictures


@pytest.fixture
def pullover() -> np.ndarray:
    """A body with an arm hanging down on each side."""
    picture = np.zeros((28, 28), np.uint8)
    picture[2:26, 9:19] = 180
    picture[3:25, 5:8] = picture[3:25, 20:23] = 120
    picture[3:8, 8] = picture[3:8, 19] = 120
    return picture


def generator() -> np.random.Generator:
    return np.random.default_rng(5)


def width_of(picture: np.ndarray) -> int:
    return int(np.ptp(np.flatnonzero((picture > INK).any(axis=0)))) + 1


def height_of(picture: np.ndarray) -> int:
    return int(np.ptp(np.flatnonzero((picture > INK).any(axis=1)))) + 1


@pytest.mark.parametrize("change", CHANGES)
def test_augmentations_keep_shape_and_type_and_are_reproducible(
    change: Change, images: np.ndarray
) -> None:
    once, again = (change(images, LABELS, generator()) for _ in range(2))
    assert (once.shape, once.dtype) == (images.shape, np.uint8)
    assert np.array_equal(once, again)
    assert not np.array_equal(once, change(images, LABELS, np.random.default_rng(6)))


@pytest.mark.parametrize("ink", [0, 255])
@pytest.mark.parametrize("change", CHANGES)
def test_all_black_and_all_white_pictures_can_be_augmented(change: Change, ink: int) -> None:
    changed = change(np.full((30, 28, 28), ink, np.uint8), LABELS[:30], generator())
    assert (changed.shape, changed.dtype) == ((30, 28, 28), np.uint8)


@pytest.mark.parametrize("change", CHANGES)
def test_an_empty_batch_can_be_simulated(change: Change) -> None:
    assert change(np.zeros((0, 28, 28), np.uint8), LABELS[:0], generator()).shape == (0, 28, 28)


def test_some_pictures_of_a_batch_stay_unchanged(images: np.ndarray) -> None:
    same = (augment_photo_like(images, LABELS, generator()) == images).all(axis=(1, 2))
    assert 16 < same.sum() < 48


def test_spread_sleeves_make_a_garment_wider_than_tall(pullover: np.ndarray) -> None:
    chance = generator()
    spread = [spread_sleeves(pullover, False, chance) for _ in range(20)]
    ratios = [width_of(picture) / height_of(picture) for picture in spread]
    assert width_of(pullover) / height_of(pullover) < 0.8
    assert np.median(ratios) > 1.1
    assert all(max(width_of(picture), height_of(picture)) >= 27 for picture in spread)


def test_spread_legs_separate_below_the_crotch() -> None:
    trousers = np.zeros((28, 28), np.uint8)
    trousers[:, 9:19] = 200
    spread = [spread_legs(trousers, np.random.default_rng(seed)) for seed in range(20)]
    parted = [not picture[-3, 13:15].any() and picture[3, 13:15].all() for picture in spread]
    assert np.mean(parted) > 0.5


def test_a_drawing_is_filled_with_grey_and_has_bright_strokes(pullover: np.ndarray) -> None:
    drawn = simulate_drawing(np.repeat(pullover[None], 40, axis=0), np.full(40, 2), generator())
    bright, grey = (drawn > 230).mean(axis=(1, 2)), (drawn == 140).mean(axis=(1, 2))
    assert (bright > 0.05).all()
    assert (grey > 0.05).mean() > 0.8


def test_only_a_coat_is_drawn_with_a_line_down_its_front(
    pullover: np.ndarray,
) -> None:
    def marked(label: int) -> float:
        drawn = simulate_drawing(
            np.repeat(pullover[None], 60, axis=0), np.full(60, label), generator()
        )
        return float((drawn[:, 12:18, 10:18] > 200).any(axis=2).all(axis=1).mean())

    assert marked(4) > marked(2) + 0.3


@pytest.mark.parametrize("make", [shorts, skirt, trapeze, hat, thing])
@pytest.mark.parametrize("ink", [0, 200])
def test_every_kind_of_outlier_can_be_made_from_any_picture(
    make: Callable[[np.ndarray, np.random.Generator], np.ndarray], ink: int
) -> None:
    for seed in range(20):
        made = make(np.full((28, 28), ink, np.uint8), np.random.default_rng(seed))
        assert (made.shape, made.dtype) == ((28, 28), np.uint8)


def test_the_requested_number_of_different_outliers_is_sampled(images: np.ndarray) -> None:
    sampled = sample_outliers(images, LABELS, 50, generator())
    assert (sampled.shape, sampled.dtype) == ((50, 28, 28), np.uint8)
    assert len(np.unique(sampled.reshape(50, -1), axis=0)) > 45
    assert sample_outliers(images, LABELS, 0, generator()).shape == (0, 28, 28)


def test_outliers_have_uniform_targets(tiny: Dataset) -> None:
    config = config_for("quick", data="tiny", batch_size=100, outliers=0.3)
    targets = np.concatenate(
        [batch for _, batch in Batches(config, tiny.train, generator()).epoch()]
    )
    undecided = np.isclose(targets, 0.1).all(axis=1)
    assert 0.2 < undecided.mean() < 0.4
    assert np.allclose(targets.sum(axis=1), 1)


def test_only_shoes_are_shown_from_above(images: np.ndarray) -> None:
    changed = show_shoes_from_above(images, LABELS, 0.4, generator())
    touched = (changed != images).any(axis=(1, 2))
    assert touched.any()
    assert set(LABELS[touched]) <= set(SHOES)


def test_a_bent_garment_is_rescaled_to_the_frame() -> None:
    small = np.zeros((200, 28, 28), np.uint8)
    small[:, 10:18, 12:17] = 200
    ink = bend(small, generator()) > 20
    longest = np.maximum(ink.any(axis=2).sum(axis=1), ink.any(axis=1).sum(axis=1))
    assert longest.min() >= 24
    assert np.median(longest) >= 27


def test_some_shoes_become_a_pair_of_solid_soles() -> None:
    strap = np.zeros((28, 28), np.uint8)
    strap[18:21, 2:26] = 150  # a sole seen from the side, and two straps
    strap[10:18, 8] = strap[10:18, 16] = 150
    shoes = np.repeat(strap[None], 40, axis=0)
    shown = show_shoes_from_above(shoes, np.full(40, SHOES[0]), 1.0, generator()) > INK
    assert (shown.mean(axis=(1, 2)) > 2 * (strap > INK).mean()).mean() > 0.5
    mirrored = (shown == shown[:, :, ::-1]).mean(axis=(1, 2))
    assert (mirrored > 0.9).mean() > 0.5


def test_arms_of_hanging_coats_and_shirts_are_not_spread(pullover: np.ndarray) -> None:
    same = np.repeat(pullover[None], 30, axis=0)
    for label, hanging in ((2, 0), (4, 30), (6, 30), (0, 0)):
        spread = spread_limbs(same, np.full(30, label), 1.0, 1.0, generator())
        assert (spread == same).all(axis=(1, 2)).sum() == hanging


def test_recoloured_garments_have_no_bright_rim(images: np.ndarray) -> None:
    garment = (images > 0).astype(np.float32)
    plain = garment * np.float32(0.6)
    plain[:, 4, 6:22] = np.float32(0.15)  # partly background
    dyed = change_cloth(plain, garment, generator())
    assert (
        dyed[:, 4, 6:22].mean(axis=1) <= dyed[:, 8:20, 8:20].mean(axis=(1, 2)) + 0.1
    ).mean() > 0.9
