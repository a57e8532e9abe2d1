"""Which of the 60,000 training pictures are held out for validation."""

import numpy as np
from numpy.typing import NDArray

SPLIT_SEED = 20170825  # the day that Fashion-MNIST was published
VALIDATION_PER_CLASS = 500


def validation_mask(labels: NDArray[np.uint8], per_class: int, seed: int) -> NDArray[np.bool_]:
    """Choose `per_class` items of every class at random; True (n,) where an item was chosen.

    Each item draws a 64-bit key, and the lowest keys of a class are taken. The keys are the raw
    output of PCG64, which NumPy guarantees never to change (NEP 19); methods such as `permutation`
    have no such guarantee, and a split that changes with NumPy would leak validation into training.
    """
    keys = np.random.PCG64(seed).random_raw(len(labels))
    order = np.lexsort((keys, labels))  # by class, then by key
    _, first = np.unique(labels[order], return_index=True)
    mask = np.zeros(len(labels), dtype=bool)
    for start in first:
        mask[order[start : start + per_class]] = True
    return mask
