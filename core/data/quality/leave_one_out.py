"""What a kernel ridge regression says of each picture if its own label is left out."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES

Floats = NDArray[np.float32]
FEATURES = 1024
SHARPNESS = 1.2  # of the Gaussian kernel, relative to the points' root mean square length
PENALTY = 10.0  # added to the diagonal of the features' Gram matrix
ROWS = 4096  # pictures whose features are computed at once: 17 MB


def leave_one_out(
    points: Floats,
    labels: NDArray[np.uint8],
    seed: int,
    on_share: Callable[[float], None] = lambda share: None,
) -> Floats:
    """Return scores float32 (n, 10) of points (n, d): about 0.9 for a class, else about -0.1.

    Each picture's are those of a fit to all others, exactly, by the closed form of ridge regression
    (Allen 1974, PRESS), on random Fourier features of a Gaussian kernel (Rahimi and Recht 2007).
    `on_share` gets the share done, 0-1, before each block; an error that it raises ends the work.
    """
    waves = _Waves(points, np.random.default_rng(seed))
    targets = np.eye(len(CLASS_NAMES), dtype=np.float32)[labels] - np.float32(0.1)
    blocks = [slice(start, start + ROWS) for start in range(0, len(points), ROWS)]
    gram = np.diag(np.full(FEATURES, PENALTY))
    moment = np.zeros((FEATURES, targets.shape[1]))
    for place, block in enumerate(blocks):
        on_share(place / len(blocks) / 2)
        features = waves.of(points[block])
        gram += features.T @ features
        moment += features.T @ targets[block]
    on_share(0.5)
    inverse = np.linalg.inv(gram)
    weights, spread = (inverse @ moment).astype(np.float32), inverse.astype(np.float32)
    scores = np.empty_like(targets)
    for place, block in enumerate(blocks):
        on_share(0.5 + place / len(blocks) / 2)
        features = waves.of(points[block])
        # The leverage of a picture's own label on its fit.
        leverage = np.einsum("nf,nf->n", features @ spread, features)[:, None]
        scores[block] = (features @ weights - leverage * targets[block]) / (1 - leverage)
    return scores


class _Waves:
    """Random Fourier features for the lengths of points (n, d)."""

    def __init__(self, points: Floats, generator: np.random.Generator) -> None:
        length = max(float(np.sqrt((points**2).sum(axis=1).mean())), 1e-6)
        directions = generator.normal(size=(points.shape[1], FEATURES)).astype(np.float32)
        self._directions = directions * np.float32(SHARPNESS / length)
        self._phases = generator.uniform(0, 2 * np.pi, FEATURES).astype(np.float32)

    def of(self, points: Floats) -> Floats:
        """Return the features of some points, float32 (b, FEATURES)."""
        waves: Floats = np.cos(points @ self._directions + self._phases)
        return waves * np.float32(np.sqrt(2))
