"""Shoes as photos show them: from above, mostly in pairs. The dataset has single ones, sideways."""

import numpy as np

from core.training.wild.framing import INK, box_of, fitted, resized

SHOES = (5, 7, 9)  # sandal, sneaker, ankle boot
LEAST = 4  # pixels of height and width: anything smaller stays as it is


def show_shoes_from_above(
    images: np.ndarray, labels: np.ndarray, share: float, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures, uint8 (n, 28, 28), a share of the shoes as a pair from above."""
    changed = images.copy()
    chosen = np.isin(labels, SHOES) & (generator.random(len(images)) < share)
    for place in np.flatnonzero(chosen):
        changed[place] = _from_above(images[place], generator)
    return changed


def _from_above(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    box = box_of(picture > INK)
    if box is None or min(box.height, box.width) < LEAST:
        return picture
    shoe = box.cut(picture)
    upright = np.rot90(_flat(shoe, generator), 1 if generator.random() < 0.6 else 3)
    seen = _pair(upright, generator) if generator.random() < 0.75 else upright
    if generator.random() < 0.3:
        seen = np.rot90(seen)
    return fitted(np.ascontiguousarray(seen))


def _flat(shoe: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Press a shoe to the height that it has from above; mirror half along their soles."""
    height, width = shoe.shape
    if generator.random() < 0.5:
        half = resized(shoe, width, max(3, int(height * generator.uniform(0.4, 0.7))))
        shoe = np.vstack([half, half[::-1]])
    if shoe.shape[0] > 0.6 * width:
        shoe = resized(shoe, width, max(3, int(width * generator.uniform(0.35, 0.55))))
    return shoe


def _pair(shoe: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Lay the mirrored other shoe beside it, apart or overlapping by up to two pixels."""
    apart = int(generator.integers(-2, 4))
    height, width = shoe.shape
    pair = np.zeros((height, 2 * width + apart), np.uint8)
    pair[:, :width] = shoe
    pair[:, width + apart :] = np.maximum(pair[:, width + apart :], shoe[:, ::-1])
    return pair
