"""Dataset pictures made to look as if they came from a photo or a drawing: `wild`.

Photos of garments reach 28×28 with other shapes, cloth and light than the shop pictures of the
dataset: shoes in pairs, sleeves spread, turned and stretched, lighter or darker, unevenly lit,
patterned, with a ragged outline and pieces of ground stuck to it. Drawings reach it as outlines
filled with grey. And much of what a camera sees is none of the ten.
"""

from typing import NamedTuple

import numpy as np

from core.training.augmentation.photo_like import sketches as drawn
from core.training.augmentation.photo_like.cloth import change_cloth
from core.training.augmentation.photo_like.limbs import spread_limbs
from core.training.augmentation.photo_like.outliers import stranger_garments, strangers
from core.training.augmentation.photo_like.outline import cut_out, find_garment
from core.training.augmentation.photo_like.shape import bend
from core.training.augmentation.photo_like.shoes import show_shoes_from_above

PHOTOGRAPHED, DRAWN = 0.4, 0.2  # share of the pictures; the others stay as the dataset has them
STRANGERS_DRAWN, STRANGERS_PHOTOGRAPHED = 0.15, 0.7  # the latter of those not drawn
NONE = -1  # the label of what is none of the ten
TOP = np.float32(255)


class Pose(NamedTuple):
    """How garments are shown, shares of the pictures."""

    spread: float  # limbs spread
    hung: float  # of these, coats and shirts that hang after all
    from_above: float  # shoes


IN_PHOTOS, IN_DRAWINGS = Pose(0.5, 0.5, 0.75), Pose(0.85, 0.0, 0.1)


def roughen(images: np.ndarray, labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the pictures, uint8 (n, 28, 28), some as photos and some as drawings of them."""
    changed = images.copy()
    chance = generator.random(len(images))
    photos = np.flatnonzero(chance < PHOTOGRAPHED)
    drawings = np.flatnonzero((chance >= PHOTOGRAPHED) & (chance < PHOTOGRAPHED + DRAWN))
    changed[photos] = photograph(images[photos], labels[photos], generator)
    changed[drawings] = draw(images[drawings], labels[drawings], generator)
    return changed


def photograph(
    images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures as a camera and a segmentation might give them, uint8 (n, 28, 28)."""
    if not len(images):
        return images
    return _shot(_posed(images, labels, IN_PHOTOS, generator), generator)


def draw(images: np.ndarray, labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the pictures as a person would draw such garments, uint8 (n, 28, 28)."""
    if not len(images):
        return images
    return drawn.draw(_posed(images, labels, IN_DRAWINGS, generator), labels, generator)


def meet_strangers(
    images: np.ndarray, labels: np.ndarray, count: int, generator: np.random.Generator
) -> np.ndarray:
    """Return `count` pictures of none of the ten: most as photos, some as drawings, some plain."""
    if not count:
        return images[:0]
    drawings = int(generator.binomial(count, STRANGERS_DRAWN))
    met = strangers(images, labels, count - drawings, generator)
    photos = np.flatnonzero(generator.random(len(met)) < STRANGERS_PHOTOGRAPHED)
    if len(photos):
        met[photos] = _shot(met[photos], generator)
    if not drawings:
        return met
    garments = stranger_garments(images, labels, drawings, generator)
    sketches = drawn.draw(garments, np.full(drawings, NONE), generator)
    return sketches if drawings == count else np.concatenate([met, sketches])


def _posed(
    images: np.ndarray,
    labels: np.ndarray,
    pose: Pose,
    generator: np.random.Generator,
) -> np.ndarray:
    """Lay the garments down: limbs spread, shoes in pairs, turned and stretched."""
    limbs = spread_limbs(images, labels, pose.spread, pose.hung, generator)
    return bend(show_shoes_from_above(limbs, labels, pose.from_above, generator), generator)


def _shot(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Give them other cloth and light, and cut them from their ground, not quite right."""
    garment = find_garment(images)
    cloth = change_cloth(images / TOP, garment, generator)
    return np.asarray((cut_out(cloth, garment, generator) * TOP).astype(np.uint8))


__all__ = ["draw", "meet_strangers", "photograph", "roughen"]
