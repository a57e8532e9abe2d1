"""Draw a map over the picture: NumPy only, one palette for both themes."""

import numpy as np
from numpy.typing import NDArray

from app.palette import TILE

# Orange speaks for the class, blue against it: told apart by colour-blind eyes, also in grey.
FOR, AGAINST = (255, 158, 44), (72, 150, 255)
FACTOR = 10  # image pixels per pixel of 28×28
DIMMED = 0.34  # brightness of the picture under a map
SOFTER = 0.75  # exponent: weak parts stay visible, zero stays zero
OUTLINE = (236, 232, 224)
CLOTH_FROM = 24  # ink from which a pixel belongs to the garment


def drawn_map(
    picture: NDArray[np.uint8], found: NDArray[np.float32], scale: float
) -> NDArray[np.uint8]:
    """Draw a map (28, 28) over its picture uint8 (28, 28), as uint8 (280, 280, 3).

    `scale` is the value of the full colour. The garment's outline is drawn over it.
    """
    ground = np.repeat(np.maximum(picture * DIMMED, TILE[0])[..., None], 3, axis=2)
    mixed = coloured(ground.astype(np.float32), found, scale)
    large = mixed.repeat(FACTOR, axis=0).repeat(FACTOR, axis=1)
    large[outline(picture >= CLOTH_FROM)] = OUTLINE
    return large


def coloured(
    ground: NDArray[np.float32], found: NDArray[np.float32], scale: float
) -> NDArray[np.uint8]:
    """Mix a ground float32 (h, w, 3), 0-255, with the colours of a map (h, w)."""
    strength = strengths(found, scale)[..., None]
    colour = np.where(found[..., None] > 0, FOR, AGAINST)
    return np.asarray(np.rint(ground * (1 - strength) + colour * strength), np.uint8)


def strengths(found: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    """Return how strong the colour of each value is, 0 to 1."""
    if not scale:
        return np.zeros_like(found)
    return np.asarray(np.clip(np.abs(found) / scale, 0, 1) ** SOFTER, np.float32)


def outline(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where to draw the border of a shape (h, w), enlarged: lines between its pixels."""
    large = inside.repeat(FACTOR, axis=0).repeat(FACTOR, axis=1)
    lines = np.zeros_like(large)
    lines[1:] |= large[1:] != large[:-1]
    lines[:, 1:] |= large[:, 1:] != large[:, :-1]
    return lines


def thicker(lines: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return lines (h, w) that are five pixels thick instead of one."""
    padded = np.pad(lines, 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (5, 5))
    return np.asarray(windows.any(axis=(2, 3)))


def framed(picture: NDArray[np.uint8], top: int, left: int, edge: int) -> NDArray[np.uint8]:
    """Draw a picture uint8 (28, 28) with a square in it black and framed, uint8 (280, 280, 3)."""
    hidden = picture.copy()
    hidden[top : top + edge, left : left + edge] = 0
    large = hidden.repeat(FACTOR, axis=0).repeat(FACTOR, axis=1)
    rgb = np.maximum(np.repeat(large[..., None], 3, axis=2), np.array(TILE, np.uint8))
    square = np.zeros(picture.shape, bool)
    square[top : top + edge, left : left + edge] = True
    rgb[thicker(outline(square))] = FOR
    return rgb
