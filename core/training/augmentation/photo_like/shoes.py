"""Shoes as in photos: from above, mostly in pairs. The dataset has single shoes from the side."""

import cv2
import numpy as np

from core.training.augmentation.photo_like.framing import INK, box_of, fitted, resized
from core.training.augmentation.photo_like.sketch_lines import sole

SHOES = (5, 7, 9)  # sandal, sneaker, ankle boot
MIN = 4  # pixels of height and width: anything smaller is left unchanged
SOLE_PIXELS = 4  # pixels of a drawn sole per pixel of the picture
STRAPS = 9  # pixels: gaps narrower than this lie between straps
FAINT, TOP = 20, 255  # lowest and highest ink within a shoe


def show_shoes_from_above(
    images: np.ndarray, labels: np.ndarray, share: float, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures, uint8 (n, 28, 28), a share of the shoes from above, most in pairs."""
    changed = images.copy()
    chosen = np.isin(labels, SHOES) & (generator.random(len(images)) < share)
    for place in np.flatnonzero(chosen):
        changed[place] = _from_above(images[place], generator)
    return changed


def _from_above(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    box = box_of(picture > INK)
    if box is None or min(box.height, box.width) < MIN:
        return picture
    shoe = box.cut(picture)
    upright = _on_sole(shoe, generator) if generator.random() < 0.5 else _pressed(shoe, generator)
    seen = _pair(upright, generator) if generator.random() < 0.85 else upright
    if generator.random() < 0.15:
        seen = np.rot90(seen)
    return fitted(np.ascontiguousarray(seen))


def _on_sole(shoe: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Map the shoe's material onto a sole seen from above, mostly with the opening for the foot."""
    outline, _ = sole(generator.uniform(17, 27), generator.normal(0, 6), generator)
    points = (outline - outline.min(axis=0)) / SOLE_PIXELS
    width, height = (int(edge) + 1 for edge in np.ceil(points.max(axis=0)))
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [np.rint(points).astype(np.int32)], 1)
    material = np.where(shoe > INK, shoe, np.uint8(shoe[shoe > INK].mean()))
    seen = resized(np.ascontiguousarray(np.rot90(material)), width, height)
    if generator.random() < 0.8:
        opening = _opening(width, height, generator) > 0
        seen = np.where(opening, np.clip(seen * generator.uniform(0.4, 1.3), FAINT, TOP), seen)
    return np.asarray((seen * mask).astype(np.uint8))


def _opening(width: int, height: int, generator: np.random.Generator) -> np.ndarray:
    """Return the mask of the opening for the foot, near the heel: uint8 (h, w), 0 or 1."""
    heel = 1 if generator.random() < 0.85 else -1
    middle = width // 2, int(height * (0.5 + heel * generator.uniform(0.1, 0.25)))
    across = max(1, int(width * generator.uniform(0.2, 0.36)))
    along = max(2, int(height * generator.uniform(0.1, 0.24)))
    opening = np.zeros((height, width), np.uint8)
    return cv2.ellipse(opening, middle, (across, along), 0, 0, 360, 1, -1)


def _pressed(shoe: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Flatten a shoe as if seen from above, turned upright; half are mirrored along the sole."""
    if generator.random() < 0.6:
        shoe = _without_gaps(shoe)
    height, width = shoe.shape
    if generator.random() < 0.5:
        half = resized(shoe, width, max(3, int(height * generator.uniform(0.4, 0.7))))
        shoe = np.vstack([half, half[::-1]])
    if shoe.shape[0] > 0.6 * width:
        shoe = resized(shoe, width, max(3, int(width * generator.uniform(0.35, 0.55))))
    return np.rot90(shoe, 1 if generator.random() < 0.6 else 3)


def _without_gaps(shoe: np.ndarray) -> np.ndarray:
    """Fill the gaps between straps: from above there is a sole behind them."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (STRAPS, STRAPS))
    whole = cv2.morphologyEx(np.pad(np.uint8(shoe > INK), STRAPS), cv2.MORPH_CLOSE, disc)
    gaps = (whole[STRAPS:-STRAPS, STRAPS:-STRAPS] > 0) & (shoe <= INK)
    behind = cv2.blur(cv2.dilate(shoe, np.ones((5, 5), np.uint8)), (5, 5))
    return np.asarray(np.where(gaps, (behind * 0.8).astype(np.uint8), shoe))


def _pair(shoe: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Add the mirrored second shoe next to it, apart or overlapping by up to two pixels."""
    apart = int(generator.integers(-2, 4))
    height, width = shoe.shape
    pair = np.zeros((height, 2 * width + apart), np.uint8)
    pair[:, :width] = shoe
    pair[:, width + apart :] = np.maximum(pair[:, width + apart :], shoe[:, ::-1])
    return pair
