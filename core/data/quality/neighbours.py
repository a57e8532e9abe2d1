"""The labels of each picture's nearest neighbours in an embedding."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES

K = 50  # neighbours
ROWS = 256  # pictures compared at once: their similarities to 60,000 others take 61 MB
CELLS = 2048  # groups of other pictures, each of which is searched only if its best is near
FAR = np.float32(-1e30)


def neighbour_votes(
    points: NDArray[np.float32],
    labels: NDArray[np.uint8],
    on_share: Callable[[float], None] = lambda share: None,
    k: int = K,
    of: range | None = None,
) -> NDArray[np.int64]:
    """Count the labels of the nearest neighbours of points, float32 (n, d): (n, 10).

    Those of the rows `of` only, (len(of), 10), if it is given. Each picture gets at least `k`
    votes, all nearest ones by Euclidean distance, and seldom more than one or two above; never its
    own. With up to `k` others, all vote. `on_share` gets the share done, 0-1, before each block.
    """
    of = of or range(len(points))
    others, queries = _others(points), _queries(points[of.start : of.stop])
    k = min(k, len(points) - 1)
    votes = np.zeros((len(queries), len(CLASS_NAMES)), np.int64)
    for start in range(0, len(queries) if k > 0 else 0, ROWS):
        on_share(start / len(queries))
        nearness = queries[start : start + ROWS] @ others
        own = np.arange(len(nearness))
        nearness[own, of.start + start + own] = FAR
        votes[start : start + ROWS] = _votes(nearness, labels, k)
    return votes


def _others(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (d + 1, m): a product with `_queries` is highest for the nearest point.

    As |a - b|² / 2 = |a|² / 2 - (a·b - |b|² / 2), and |a| is the same for all others. The columns
    are padded to a multiple of CELLS.
    """
    count, width = points.shape
    others = np.zeros((width + 1, count + -count % CELLS), np.float32)
    others[:-1, :count] = points.T
    others[-1, :count] = -(points**2).sum(axis=1) / 2
    others[-1, count:] = FAR
    return others


def _queries(points: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([points, np.ones((len(points), 1), np.float32)], axis=1)


def _votes(nearness: NDArray[np.float32], labels: NDArray[np.uint8], k: int) -> NDArray[np.int64]:
    """Count the labels of the nearest, given nearness (b, m).

    The k-th best of the cells' bests is at most the k-th best of all, and nearly always close to
    it: sorting 2,048 values instead of 60,000.
    """
    best = nearness.reshape(len(nearness), -1, CELLS).max(axis=1)
    limit = np.partition(best, CELLS - k, axis=1)[:, CELLS - k, None]
    rows, columns = np.divmod(np.flatnonzero(nearness >= limit), nearness.shape[1])
    classes = len(CLASS_NAMES)
    found = np.bincount(rows * classes + labels[columns], minlength=len(nearness) * classes)
    return found.reshape(-1, classes)
