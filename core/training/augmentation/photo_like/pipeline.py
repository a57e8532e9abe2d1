"""The `photo_like` augmentation: simulated photos and drawings from dataset pictures.

Photos prepared to 28×28 differ from the shop pictures of the dataset in shape, fabric and light:
shoes in pairs, sleeves spread, rotated and stretched, lighter or darker, unevenly lit, patterned,
with a ragged outline and background residue. Prepared drawings are outlines filled with grey. And
much of what a camera sees is none of the ten classes.
"""

from typing import NamedTuple

import numpy as np

from core.training.augmentation.photo_like import sketches as sketches
from core.training.augmentation.photo_like.cloth import change_cloth
from core.training.augmentation.photo_like.limbs import spread_limbs
from core.training.augmentation.photo_like.outliers import outlier_garments, outliers
from core.training.augmentation.photo_like.outline import cut_out, find_garment
from core.training.augmentation.photo_like.shape import bend
from core.training.augmentation.photo_like.shoes import show_shoes_from_above

SIMULATED_PHOTOS, DRAWN = 0.4, 0.2  # share of the pictures; the others stay unchanged
OUTLIERS_DRAWN, OUTLIERS_PHOTOGRAPHED = 0.15, 0.7  # the latter of those not drawn
NONE = -1  # the label of outliers
TOP = np.float32(255)


class Pose(NamedTuple):
    """How garments are shown, as shares of the pictures."""

    spread: float  # limbs spread
    hung: float  # of these, coats and shirts that are on hangers after all
    from_above: float  # shoes


IN_PHOTOS, IN_DRAWINGS = Pose(0.5, 0.5, 0.75), Pose(0.85, 0.0, 0.1)


def augment_photo_like(
    images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures, uint8 (n, 28, 28), some as simulated photos and some as drawings."""
    changed = images.copy()
    chance = generator.random(len(images))
    photos = np.flatnonzero(chance < SIMULATED_PHOTOS)
    drawings = np.flatnonzero((chance >= SIMULATED_PHOTOS) & (chance < SIMULATED_PHOTOS + DRAWN))
    changed[photos] = simulate_photo(images[photos], labels[photos], generator)
    changed[drawings] = simulate_drawing(images[drawings], labels[drawings], generator)
    return changed


def simulate_photo(
    images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures as if photographed and segmented, uint8 (n, 28, 28)."""
    if not len(images):
        return images
    return _shot(_posed(images, labels, IN_PHOTOS, generator), generator)


def simulate_drawing(
    images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures as a person would draw such garments, uint8 (n, 28, 28)."""
    if not len(images):
        return images
    return sketches.simulate_drawing(
        _posed(images, labels, IN_DRAWINGS, generator), labels, generator
    )


def sample_outliers(
    images: np.ndarray, labels: np.ndarray, count: int, generator: np.random.Generator
) -> np.ndarray:
    """Return `count` outliers: most as simulated photos, some as drawings, some plain."""
    if not count:
        return images[:0]
    drawings = int(generator.binomial(count, OUTLIERS_DRAWN))
    met = outliers(images, labels, count - drawings, generator)
    photos = np.flatnonzero(generator.random(len(met)) < OUTLIERS_PHOTOGRAPHED)
    if len(photos):
        met[photos] = _shot(met[photos], generator)
    if not drawings:
        return met
    garments = outlier_garments(images, labels, drawings, generator)
    drawn = sketches.simulate_drawing(garments, np.full(drawings, NONE), generator)
    return drawn if drawings == count else np.concatenate([met, drawn])


def _posed(
    images: np.ndarray,
    labels: np.ndarray,
    pose: Pose,
    generator: np.random.Generator,
) -> np.ndarray:
    """Pose the garments: limbs spread, shoes in pairs, rotated and stretched."""
    limbs = spread_limbs(images, labels, pose.spread, pose.hung, generator)
    return bend(show_shoes_from_above(limbs, labels, pose.from_above, generator), generator)


def _shot(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Give the garments other fabric and light, and cut them out imperfectly."""
    garment = find_garment(images)
    cloth = change_cloth(images / TOP, garment, generator)
    return np.asarray((cut_out(cloth, garment, generator) * TOP).astype(np.uint8))


__all__ = ["augment_photo_like", "sample_outliers", "simulate_drawing", "simulate_photo"]
