"""Deletion: how fast the score falls when pixels are hidden in the order of a map."""

import numpy as np
from numpy.typing import NDArray

from core.explanation.question import HIDDEN, Score

STEPS = 28  # of 28 pixels each


def deletion_areas(
    picture: NDArray[np.uint8],
    maps: NDArray[np.floating],
    score: Score,
    steps: int = STEPS,
) -> NDArray[np.float64]:
    """Return the area under each map's deletion curve, (k,), for maps (k, 28, 28).

    Hide pixels from the highest value of a map to the lowest, and average the score over the way
    (Petsiuk et al. 2018, arXiv 1806.07421): the lower, the sooner the map found what matters. In
    the unit of the score. Ties are hidden in a fixed random order. The reverse, inserting pixels
    into black, is no test: a copy of the picture wins it.
    """
    hidden = np.concatenate([_hidden(picture, each, steps) for each in maps])
    scores = score(hidden).reshape(len(maps), steps + 1)
    return np.asarray((scores[:, 1:] + scores[:, :-1]).mean(axis=1) / 2)


def _hidden(picture: NDArray[np.uint8], by: NDArray[np.floating], steps: int) -> NDArray[np.uint8]:
    """Return the picture with 0, 1, …, all of its steps hidden, uint8 (steps + 1, 28, 28)."""
    random = np.random.default_rng(0).random(picture.size)
    order = np.lexsort((random, -by.ravel()))
    rank = np.empty(picture.size, np.intp)
    rank[order] = np.arange(picture.size)
    ends = np.linspace(0, picture.size, steps + 1).round().astype(np.intp)
    gone = rank.reshape(picture.shape) < ends[:, None, None]
    return np.where(gone, np.uint8(HIDDEN), picture)
