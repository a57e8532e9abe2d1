"""Dataset pictures made to look as if they came from a photo: the `wild` augmentation.

Photos of garments reach 28×28 with other shapes, cloth and light than the shop pictures of the
dataset: shoes in pairs, turned and stretched, lighter or darker, unevenly lit, patterned, with a
ragged outline and pieces of ground stuck to it. Each picture meets a random few of these.
"""

import numpy as np

from core.training.wild.cloth import change_cloth
from core.training.wild.outline import cut_out, find_garment
from core.training.wild.shape import bend
from core.training.wild.shoes import show_shoes_from_above

UNTOUCHED = 0.5  # share of the pictures that stay as the dataset has them
TOP = np.float32(255)


def photograph(
    images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures as a camera and a segmentation might give them, uint8 (n, 28, 28)."""
    changed = images.copy()
    chosen = np.flatnonzero(generator.random(len(images)) >= UNTOUCHED)
    if len(chosen):
        shapes = show_shoes_from_above(images[chosen], labels[chosen], generator)
        bent = bend(shapes, generator)
        garment = find_garment(bent)
        cloth = change_cloth(bent / TOP, garment, generator)
        changed[chosen] = cut_out(cloth, garment, generator) * TOP
    return changed


__all__ = ["photograph"]
