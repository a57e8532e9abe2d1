"""How alike two maps rank the pixels of a garment."""

import numpy as np
from numpy.typing import NDArray


def agreement(
    one: NDArray[np.floating], other: NDArray[np.floating], picture: NDArray[np.uint8]
) -> float:
    """Return Spearman's rank correlation of two maps over the pixels with ink, -1 to 1.

    Over the whole picture any two maps would agree, that the background does not matter. 0 if one
    of them is the same everywhere. All three are (28, 28).
    """
    inked = picture > 0
    ranks = np.stack([_ranks(one[inked]), _ranks(other[inked])])
    ranks -= ranks.mean(axis=1, keepdims=True)
    sizes = np.sqrt(np.square(ranks).sum(axis=1))
    return float(ranks[0] @ ranks[1] / sizes.prod()) if sizes.all() else 0.0


def _ranks(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return ranks (n,); equal values share the mean of theirs."""
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, side="left")
    return (below + np.searchsorted(ordered, values, side="right")) / 2.0
