"""Data augmentation by name, applied to thousands of pictures at once in NumPy."""

from collections.abc import Callable
from functools import partial

import numpy as np

from core.training.augmentation.photo_like.pipeline import augment_photo_like
from core.training.config import require_choice

Pictures = np.ndarray  # uint8 (n, 28, 28)
SIDE = 28
FLIPPED = 0.5  # share of the pictures
ERASED = 0.5
ERASED_SIDES = (4, 12)  # pixels, shortest and longest
# For a network that sees each picture a hundred times (`strong`).
FAR, BROAD_SIDES = 2, (4, 16)


def augment(
    name: str, images: Pictures, labels: np.ndarray, generator: np.random.Generator
) -> Pictures:
    """Return augmented copies of the pictures, uint8 (n, 28, 28); the originals are unchanged.

    The same generator state gives the same pictures. `none` returns the pictures themselves.
    Labels (n,) are for `photo_like`, which treats shoes differently from shirts. Raises
    UnknownRecipe for an unknown name.
    """
    require_choice("augmentation", name, list(STEPS))
    for step in STEPS[name]:
        images = step(images, generator)
    return augment_photo_like(images, labels, generator) if name == "photo_like" else images


def flip(images: Pictures, generator: np.random.Generator) -> Pictures:
    """Mirror a random half of the pictures left to right."""
    changed = images.copy()
    mirrored = generator.random(len(images)) < FLIPPED
    changed[mirrored] = images[mirrored, :, ::-1]
    return changed


def shift(images: Pictures, generator: np.random.Generator, most: int = 1) -> Pictures:
    """Shift each picture by up to `most` pixels along both axes; the border is zero."""
    padded = np.pad(images, ((0, 0), (most, most), (most, most)))
    changed = np.empty_like(images)
    moves = generator.integers(0, 2 * most + 1, size=(len(images), 2))
    for down, right in np.ndindex(2 * most + 1, 2 * most + 1):
        chosen = np.flatnonzero((moves[:, 0] == down) & (moves[:, 1] == right))
        changed[chosen] = padded[chosen, down : down + SIDE, right : right + SIDE]
    return changed


def erase(
    images: Pictures, generator: np.random.Generator, sides: tuple[int, int] = ERASED_SIDES
) -> Pictures:
    """Fill a random rectangle of half the pictures with noise (Zhong et al., arXiv 1708.04896)."""
    covered = _stretch(len(images), sides, generator)[:, :, np.newaxis]
    covered = covered & _stretch(len(images), sides, generator)[:, np.newaxis, :]
    covered &= (generator.random(len(images)) < ERASED)[:, np.newaxis, np.newaxis]
    changed = images.copy()
    changed[covered] = generator.integers(0, 256, size=int(covered.sum()), dtype=np.uint8)
    return changed


def _stretch(count: int, sides: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    """Choose a run of adjacent rows (or columns) per picture: bool (count, SIDE)."""
    shortest, longest = sides
    length = generator.integers(shortest, longest + 1, size=(count, 1))
    first = generator.integers(0, SIDE, size=(count, 1)) - length // 2
    places = np.arange(SIDE)
    return (places >= first) & (places < first + length)


STEPS: dict[str, tuple[Callable[[Pictures, np.random.Generator], Pictures], ...]] = {
    "none": (),
    "flip": (flip,),
    "shift": (flip, shift),
    "erase": (flip, shift, erase),
    "strong": (flip, partial(shift, most=FAR), partial(erase, sides=BROAD_SIDES)),
    "photo_like": (flip, shift),
}
