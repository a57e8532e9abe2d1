"""Simulated photos vary as photos do: colours of cloth, holes, hats with brims."""

import numpy as np

from core.training.augmentation.photo_like.framing import INK
from core.training.augmentation.photo_like.outliers import hat
from core.training.augmentation.photo_like.outline import cut_out
from core.training.augmentation.photo_like.pipeline import simulate_photo

MANY = 1000


def square_garments(ink: int = 200) -> np.ndarray:
    pictures = np.zeros((MANY, 28, 28), np.uint8)
    pictures[:, 3:25, 5:23] = ink
    return pictures


def test_garments_vary_over_all_shades() -> None:
    labels = np.full(MANY, 2, np.uint8)
    photos = simulate_photo(square_garments(), labels, np.random.default_rng(0))
    shades = np.array([picture[picture > INK].mean() for picture in photos])
    assert shades.std() > 27
    low, high = np.quantile(shades, [0.1, 0.9])
    assert low < 110
    assert high > 180


def test_some_garments_have_holes() -> None:
    """The background shows through inside the garment, away from its ragged edge."""
    garments = (square_garments() > 0).astype(np.float32)
    cut = cut_out(garments * np.float32(0.7), garments, np.random.default_rng(0))
    torn = (cut[:, 9:19, 10:18] < 0.02).any(axis=(1, 2))
    assert 0.004 < torn.mean() < 0.1


def test_many_hats_have_a_brim() -> None:
    """The lower third of a hat with a brim is wider than the part above."""
    generator = np.random.default_rng(0)
    cloth = square_garments()[0]
    hats = [hat(cloth, generator) > INK for _ in range(MANY)]
    upright = [ink for ink in hats if ink.any()]
    brims = [_width(ink[19:]) > 1.15 * _width(ink[:16]) for ink in upright if ink[:16].any()]
    assert np.mean(brims) > 0.12


def _width(ink: np.ndarray) -> int:
    columns = np.flatnonzero(ink.any(axis=0))
    return int(np.ptp(columns)) + 1 if len(columns) else 0
