"""What the network is to answer for a picture: its label, softened, or a teacher's answer."""

from collections.abc import Callable

import numpy as np

CLASSES = 10
TEMPERATURE = 2.0  # of the teacher's probabilities: shows which other classes it considered
Teacher = Callable[[np.ndarray], np.ndarray]  # uint8 (n, 28, 28) -> logits (n, 10)


def smooth(labels: np.ndarray, smoothing: float) -> np.ndarray:
    """Return the targets, float32 (n, 10): 1 - smoothing on the label, the rest spread evenly."""
    targets = np.full((len(labels), CLASSES), smoothing / CLASSES, dtype=np.float32)
    targets[np.arange(len(labels)), labels] += 1 - smoothing
    return targets


def undecided(count: int) -> np.ndarray:
    """Return the targets of outliers, float32 (count, 10): every class alike."""
    return np.full((count, CLASSES), 1 / CLASSES, np.float32)


def distilled(
    targets: np.ndarray, images: np.ndarray, teacher: Teacher | None, weight: float
) -> np.ndarray:
    """Mix a teacher's probabilities into the targets (Hinton et al. 2015, arXiv 1503.02531)."""
    if teacher is None or not weight or not len(images):
        return targets
    scaled = teacher(images) / TEMPERATURE
    likely = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    mixed: np.ndarray = ((1 - weight) * targets + weight * likely).astype(np.float32)
    return mixed
