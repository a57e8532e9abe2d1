"""Fewer dimensions for an embedding: its principal components."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
EXTRA, ROUNDS = 20, 3  # oversampling and power iterations of the randomized method


@dataclass(frozen=True, eq=False)
class Projection:
    """mean: float32 (d,). components: float32 (d, width), orthonormal."""

    mean: Floats
    components: Floats

    def apply(self, vectors: Floats) -> Floats:
        """Project float32 (n, d) to (n, width)."""
        projected: NDArray[np.float32] = np.matmul(vectors - self.mean, self.components)
        return projected


def principal_components(sample: Floats, width: int, seed: int) -> Projection:
    """Return the first `width` principal components of float32 (n, d); fewer if n or d is less.

    By randomized subspace iteration (Halko et al. 2011, arXiv 0909.4061).
    """
    mean = sample.mean(axis=0)
    centred = sample - mean
    width = min(width, *sample.shape)
    columns = min(width + EXTRA, *sample.shape)
    generator = np.random.default_rng(seed)
    start = generator.normal(size=(sample.shape[1], columns)).astype(np.float32)
    basis = centred.T @ (centred @ start)
    for _ in range(ROUNDS - 1):
        basis = centred.T @ (centred @ np.linalg.qr(basis)[0])
    basis = np.linalg.qr(basis)[0]
    rotation = np.linalg.svd(centred @ basis, full_matrices=False)[2]
    return Projection(mean, np.ascontiguousarray(basis @ rotation[:width].T))
