"""Shoes as photos show them: from above, mostly in pairs. The dataset has single ones, sideways."""

import cv2
import numpy as np

SIDE = 28
INK = 12  # of 255; below is ground
SHOES = (5, 7, 9)  # sandal, sneaker, ankle boot
FROM_ABOVE = 0.4  # share of the shoes
LEAST = 4  # pixels of height and width: anything smaller stays as it is


def show_shoes_from_above(
    images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures, uint8 (n, 28, 28), a share of the shoes as a pair from above."""
    changed = images.copy()
    chosen = np.isin(labels, SHOES) & (generator.random(len(images)) < FROM_ABOVE)
    for place in np.flatnonzero(chosen):
        changed[place] = _from_above(images[place], generator)
    return changed


def _from_above(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    shoe = _cut(picture)
    if min(shoe.shape) < LEAST:
        return picture
    upright = np.rot90(_flat(shoe, generator), 1 if generator.random() < 0.6 else 3)
    seen = _pair(upright, generator) if generator.random() < 0.75 else upright
    if generator.random() < 0.3:
        seen = np.rot90(seen)
    return _fitted(np.ascontiguousarray(seen))


def _cut(picture: np.ndarray) -> np.ndarray:
    """Cut out the box around the ink."""
    rows, columns = (np.flatnonzero(picture.max(axis=axis) > INK) for axis in (1, 0))
    if not len(rows):
        return picture[:0]
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _flat(shoe: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Press a shoe to the height that it has from above; mirror half along their soles."""
    height, width = shoe.shape
    if generator.random() < 0.5:
        half = _resized(shoe, width, max(3, int(height * generator.uniform(0.4, 0.7))))
        shoe = np.vstack([half, half[::-1]])
    if shoe.shape[0] > 0.6 * width:
        shoe = _resized(shoe, width, max(3, int(width * generator.uniform(0.35, 0.55))))
    return shoe


def _pair(shoe: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Lay the mirrored other shoe beside it, apart or overlapping by up to two pixels."""
    apart = int(generator.integers(-2, 4))
    height, width = shoe.shape
    pair = np.zeros((height, 2 * width + apart), np.uint8)
    pair[:, :width] = shoe
    pair[:, width + apart :] = np.maximum(pair[:, width + apart :], shoe[:, ::-1])
    return pair


def _fitted(cut: np.ndarray) -> np.ndarray:
    """Fit the longest edge to 28 pixels and centre."""
    scale = SIDE / max(cut.shape)
    height, width = (max(1, round(edge * scale)) for edge in cut.shape)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    fitted = np.zeros((SIDE, SIDE), np.uint8)
    fitted[top : top + height, left : left + width] = _resized(cut, width, height)
    return fitted


def _resized(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))
