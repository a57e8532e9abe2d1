"""UMAP's layout of a graph of neighbours in two dimensions, in NumPy.

After McInnes, Healy and Melville, arXiv 1802.03426, sections 3.1 and 3.2. Where umap-learn moves
one edge at a time, this moves a quarter of an epoch's edges at once, so that nothing needs
compiling, which takes umap-learn a minute of processor time before it begins. It keeps as many of
the nearest neighbours together (docs/benchmarks.md).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

EPOCHS = 200  # umap-learn's own default for large data
BATCHES = 4  # of an epoch's edges
NEGATIVES = 5  # points that a point is pushed away from, for each edge
MAX_STEP = 4.0  # of one edge, along each axis
# umap-learn's default of 0.1 crowds points until none can be pointed at.
MIN_DISTANCE, SPREAD = 0.5, 1.0
_NOT_ZERO = 1e-3

Floats = NDArray[np.float32]
Neighbours = tuple[NDArray[np.int32], Floats]  # indices and distances, (n, k), the nearest first
Edges = tuple[NDArray[np.int32], NDArray[np.int32], Floats]  # from, to, strength 0-1


def strengths(distances: Floats) -> Floats:
    """Return the membership strength of neighbours, (n, k), given their distances, nearest first.

    1 for the nearest, less with distance, so that those of a point sum to log2 k.
    """
    beyond = distances - distances[:, :1]
    found: Floats = np.exp(-beyond / _scales(beyond)[:, None]).astype(np.float32)
    return found


def edges(near: Neighbours) -> Edges:
    """Return the fuzzy union of every point's neighbours; the first of each is the point itself.

    Edges that would be used in no epoch are left out.
    """
    from scipy.sparse import coo_matrix

    indices, distances = near[0][:, 1:], near[1][:, 1:]
    n, k = indices.shape
    rows = np.repeat(np.arange(n), k)
    own = coo_matrix((strengths(distances).ravel(), (rows, indices.ravel())), (n, n)).tocsr()
    other = own.T.tocsr()
    union = (own + other - own.multiply(other)).tocoo()
    used = union.data >= union.data.max(initial=0) / EPOCHS
    return union.row[used], union.col[used], union.data[used].astype(np.float32)


def lay_out(
    start: Floats, graph: Edges, seed: int, report: Callable[[float], None] = lambda _: None
) -> Floats:
    """Move points (n, 2) from a start until neighbours are near each other and others are not.

    `report` gets the fraction done before each epoch, and may raise.
    """
    chance = np.random.default_rng(seed)
    places = start.astype(np.float32)
    rows, columns, weights = graph
    shares = weights / weights.max(initial=_NOT_ZERO)
    curve = fit_curve(MIN_DISTANCE, SPREAD)
    for epoch in range(EPOCHS):
        report(epoch / EPOCHS)
        used = np.flatnonzero(chance.random(len(shares), dtype=np.float32) < shares)
        chance.shuffle(used)
        for batch in np.array_split(used, BATCHES):
            others = chance.integers(0, len(places), (len(batch), NEGATIVES))
            moves = _moves(places, rows[batch], columns[batch], others, curve)
            places += (1 - epoch / EPOCHS) * moves
    return places


def fit_curve(min_distance: float, spread: float) -> tuple[float, float]:
    """Return a and b of 1 / (1 + a x^2b), fitted to a decay that begins at the least distance."""
    from scipy.optimize import curve_fit

    x = np.linspace(0, 3 * spread, 300)
    decay = np.where(x < min_distance, 1.0, np.exp(-(x - min_distance) / spread))
    (a, b), _ = curve_fit(lambda x, a, b: 1 / (1 + a * x ** (2 * b)), x, decay)
    return float(a), float(b)


def _moves(
    places: Floats,
    rows: NDArray[np.int32],
    columns: NDArray[np.int32],
    others: NDArray[np.int64],
    curve: tuple[float, float],
) -> Floats:
    """Return the move of each point, (n, 2): edges pull both ends, random points push the first."""
    a, b = curve
    apart = places[rows] - places[columns]
    squared = np.maximum((apart**2).sum(axis=1), np.float32(1e-9))
    pull = -2 * a * b * squared ** (b - 1) / (1 + a * squared**b)
    pulled = np.clip(pull[:, None] * apart, -MAX_STEP, MAX_STEP)
    away = places[rows, None] - places[others]  # (edges, negatives, 2)
    squared = (away**2).sum(axis=2)
    push = 2 * b / ((_NOT_ZERO + squared) * (1 + a * squared**b))
    pushed = np.clip(push[..., None] * away, -MAX_STEP, MAX_STEP).sum(axis=1)
    n = len(places)
    moves = [
        np.bincount(rows, pulled[:, axis] + pushed[:, axis], n)
        - np.bincount(columns, pulled[:, axis], n)
        for axis in (0, 1)
    ]
    return np.stack(moves, axis=1).astype(np.float32)


def _scales(beyond: Floats, steps: int = 32) -> Floats:
    """Return for each row (n, k) the scale at which its strengths sum to log2 k, by bisection."""
    target = np.log2(beyond.shape[1])
    low = np.zeros(len(beyond))
    high = np.full(len(beyond), float(beyond.max(initial=0)) * 8 + 1e-6)
    for _ in range(steps):
        middle = (low + high) / 2
        too_much = np.exp(-beyond / np.maximum(middle, 1e-9)[:, None]).sum(axis=1) > target
        low, high = np.where(too_much, low, middle), np.where(too_much, middle, high)
    scales: Floats = np.maximum((low + high) / 2, 1e-6).astype(np.float32)
    return scales
