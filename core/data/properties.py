"""Properties of pictures that a person understands: brightness and ink area."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

INK = 32  # a pixel brighter than this (of 255) counts as ink
AT_ONCE = 5000  # pictures


class Properties(NamedTuple):
    """brightness: float32 (n,), the mean of all pixels, 0-1. ink: float32 (n,), share of pixels."""

    brightness: NDArray[np.float32]
    ink: NDArray[np.float32]


def properties(images: NDArray[np.uint8]) -> Properties:
    """Measure pictures, uint8 (n, 28, 28), ink bright on black."""
    brightness, ink = (np.zeros(len(images), np.float32) for _ in range(2))
    for start in range(0, len(images), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        brightness[part] = images[part].mean(axis=(1, 2), dtype=np.float32) / np.iinfo(np.uint8).max
        ink[part] = (images[part] > INK).mean(axis=(1, 2), dtype=np.float32)
    return Properties(brightness, ink)
