"""Random numbers per picture, and smooth random fields over it."""

from functools import cache

import cv2
import numpy as np

from core.training.augmentation.photo_like.framing import SIDE


def between(low: float, high: float, count: int, generator: np.random.Generator) -> np.ndarray:
    """Draw one number per picture: float32 (count, 1, 1)."""
    return generator.uniform(low, high, (count, 1, 1)).astype(np.float32)


def some(share: float, count: int, generator: np.random.Generator) -> np.ndarray:
    """Choose a random share of the pictures: bool (count,)."""
    return np.asarray(generator.random(count) < share)


def smooth_fields(
    count: int, generator: np.random.Generator, down: int, across: int | None = None
) -> np.ndarray:
    """Draw smooth fields, about standard normal, from a grid of points: float32 (count, 28, 28)."""
    across = across or down
    values = generator.standard_normal((count, down * across), dtype=np.float32)
    return np.asarray(values @ _surface(down, across)).reshape(count, SIDE, SIDE)


def folds(count: int, generator: np.random.Generator) -> np.ndarray:
    """Draw fields that change fast along one side and slowly along the other, as folds do."""
    fields = smooth_fields(count, generator, down=16, across=5)
    lengthwise = some(0.6, count, generator)
    fields[lengthwise] = fields[lengthwise].transpose(0, 2, 1)
    return fields


@cache
def _surface(down: int, across: int) -> np.ndarray:
    """Return the weight of each grid point at each pixel: float32 (down * across, 784)."""
    return np.kron(_curves(down), _curves(across))


def _curves(points: int) -> np.ndarray:
    """Return the weight of each grid point along a smooth curve: float32 (points, 28)."""
    eye = np.eye(points, dtype=np.float32)
    return np.asarray(cv2.resize(eye, (SIDE, points), interpolation=cv2.INTER_CUBIC))
