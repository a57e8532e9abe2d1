"""Maps that explain nothing: chance, the picture's edges, and the picture itself.

Saliency methods have been found that show no more than an edge detector does (Adebayo et al. 2018,
arXiv 1810.03292). A map that is worth looking at must do better than all of these.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.explanation.masks import smooth_maps

# A smooth map of chance is the best of twenty, itself and these, in one case of twenty.
SMOOTH_MAPS, SPECKLED_MAPS = 19, 5
RANDOM_MAPS = SMOOTH_MAPS + SPECKLED_MAPS


@dataclass(frozen=True, eq=False)
class Decoys:
    """random (24, 28, 28), edges (28, 28) and copy (28, 28)."""

    random: NDArray[np.float32]
    edges: NDArray[np.float32]
    copy: NDArray[np.float32]

    def stacked(self) -> NDArray[np.float32]:
        """Return all, (26, 28, 28): the random ones first, then edges and copy."""
        return np.concatenate([self.random, self.edges[None], self.copy[None]])


def decoys(picture: NDArray[np.uint8], seed: int) -> Decoys:
    """Make the decoys of a picture uint8 (28, 28)."""
    copy = picture.astype(np.float32)
    speckled = np.random.default_rng(seed).random((SPECKLED_MAPS, *picture.shape), np.float32)
    return Decoys(np.concatenate([smooth_maps(SMOOTH_MAPS, seed), speckled]), edge_map(copy), copy)


def edge_map(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the size of the gradient of a picture (28, 28), by Sobel's operator."""
    padded = np.pad(picture, 1, mode="edge")
    down = padded[:-2] - padded[2:]
    across = padded[:, :-2] - padded[:, 2:]
    smooth_down = down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    smooth_across = across[:-2] + 2 * across[1:-1] + across[2:]
    return np.asarray(np.hypot(smooth_down, smooth_across), np.float32)
