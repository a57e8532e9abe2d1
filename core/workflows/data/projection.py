"""A model's embedding of all pictures, projected to two dimensions with UMAP.

UMAP (McInnes, Healy and Melville, arXiv 1802.03426) on all 70,000 pictures would take minutes, most
of them for neighbours. It is fitted on a sample instead; every other picture is placed among its
nearest neighbours in the sample, weighted as UMAP's own transform does before it refines.
"""

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.jobs import JobStopped
from core.training.import_keras import missing
from core.workflows.context import Context, Silent

SEED = 0
MAX_FITTED = 15_000  # pictures; see docs/benchmarks.md for what more would take
NEIGHBOURS = 15
EPOCHS = 200  # UMAP's own default for so many points
MIN_DISTANCE, SPREAD = 0.5, 1.0  # UMAP's default of 0.1 crowds points until none can be pointed at
BLOCK = 500  # rows of distances at a time
EMPTY = 3  # fewer pictures have no shape

# Of the ways in which Numba may start threads, one ends the process if it is used twice at once.
_ONE_AT_A_TIME = threading.Lock()

Floats = NDArray[np.float32]
Neighbours = tuple[NDArray[np.int32], Floats]  # indices and distances, (n, k), the nearest first
# What each stage has done when it is over, of the whole time.
NEIGHBOURS_DONE, FITTED = 0.15, 0.8


def project(embedding: NDArray[np.floating], context: Context | None = None) -> Floats:
    """Project an embedding (n, d) to two dimensions, float32 (n, 2), centred.

    The same embedding gives the same map on the same computer. The longer axis of the result is
    horizontal. Raises JobStopped if the context asks to stop, between two stages.
    """
    context = context or Silent()
    vectors = np.ascontiguousarray(embedding, np.float32)
    if len(vectors) <= EMPTY:
        return _padded(vectors)
    fitted = sample(len(vectors))
    chosen = vectors[fitted]
    _begin(context, 0.0, "Finding the neighbours of a sample")
    near = neighbours(chosen, chosen, min(NEIGHBOURS, len(chosen)), _part(context, 0.0))
    _begin(context, NEIGHBOURS_DONE, f"Laying {len(fitted):,} pictures out")
    layout = _umap(chosen, near)
    _begin(context, FITTED, "Placing the other pictures")
    places = np.empty((len(vectors), 2), np.float32)
    others = np.setdiff1d(np.arange(len(vectors)), fitted)
    places[fitted] = layout
    if len(others):
        near = neighbours(vectors[others], chosen, NEIGHBOURS, _part(context, FITTED))
        places[others] = placed(layout, near)
    return upright(places)


def sample(n: int, size: int = MAX_FITTED) -> NDArray[np.intp]:
    """Return up to `size` of n positions, in order: always the same."""
    return np.sort(np.random.default_rng(SEED).permutation(n)[:size])


def neighbours(
    queries: Floats, reference: Floats, k: int, report: Callable[[float], None] = lambda _: None
) -> Neighbours:
    """Return the k nearest rows of the reference (m, d) to each query (n, d), by exact search.

    Distances are Euclidean. `report` gets the fraction done, and may raise.
    """
    indices = np.empty((len(queries), k), np.int32)
    distances = np.empty((len(queries), k), np.float32)
    norms = (reference**2).sum(axis=1)
    for start in range(0, len(queries), BLOCK):
        report(start / len(queries))
        block = queries[start : start + BLOCK]
        squared = norms - 2 * block @ reference.T  # but for the query's own norm: the same order
        nearest = np.argpartition(squared, k - 1, axis=1)[:, :k]
        found = np.take_along_axis(squared, nearest, axis=1)
        found += (block**2).sum(axis=1)[:, None]
        order = np.argsort(found, axis=1, kind="stable")
        rows = slice(start, start + len(block))
        indices[rows] = np.take_along_axis(nearest, order, axis=1)
        distances[rows] = np.sqrt(np.maximum(np.take_along_axis(found, order, axis=1), 0))
    return indices, distances


def placed(layout: Floats, near: Neighbours) -> Floats:
    """Return places (n, 2) among neighbours that are laid out already, (m, 2).

    Each neighbour counts by UMAP's membership strength: 1 for the nearest, less with distance, so
    that the strengths sum to the logarithm of their number (section 3.1 of the paper).
    """
    indices, distances = near
    beyond = distances - distances[:, :1]
    weights = np.exp(-beyond / _scales(beyond)[:, None])
    weights /= weights.sum(axis=1, keepdims=True)
    spots: Floats = np.einsum("nk,nkd->nd", weights, layout[indices]).astype(np.float32)
    return spots


def upright(places: Floats) -> Floats:
    """Return places (n, 2) centred, and turned so that they spread most from left to right."""
    centred = places - places.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(centred.T.astype(np.float64)))
    axes = axes[:, ::-1]
    signs = np.where(np.diag(axes) < 0, -1, 1)  # an axis has no direction of its own
    turned: Floats = (centred @ (axes * signs)).astype(np.float32)
    return turned


def _scales(beyond: Floats, steps: int = 32) -> Floats:
    """Return for each row (n, k) the scale at which its strengths sum to log2 k, by bisection."""
    target = np.log2(beyond.shape[1])
    low, high = np.zeros(len(beyond), np.float32), np.full(len(beyond), beyond.max() * 8 + 1e-6)
    for _ in range(steps):
        middle = (low + high) / 2
        too_much = np.exp(-beyond / np.maximum(middle, 1e-9)[:, None]).sum(axis=1) > target
        low, high = np.where(too_much, low, middle), np.where(too_much, middle, high)
    return np.maximum((low + high) / 2, 1e-6).astype(np.float32)


def _umap(vectors: Floats, near: Neighbours) -> Floats:
    """Lay vectors (n, d) out in two dimensions, starting from their two principal components."""
    with _ONE_AT_A_TIME:
        return _laid_out(vectors, near)


def _laid_out(vectors: Floats, near: Neighbours) -> Floats:
    with missing(("tensorflow",)):  # for a class of umap that nothing here uses
        from umap import umap_
    indices, distances = near
    chance = np.random.RandomState(SEED)
    graph, _, _ = umap_.fuzzy_simplicial_set(
        vectors, indices.shape[1], chance, "euclidean", knn_indices=indices, knn_dists=distances
    )
    a, b = umap_.find_ab_params(SPREAD, MIN_DISTANCE)
    layout, _ = umap_.simplicial_set_embedding(
        vectors,
        graph,
        n_components=2,
        initial_alpha=1.0,
        a=a,
        b=b,
        gamma=1.0,
        negative_sample_rate=5,
        n_epochs=EPOCHS,
        init=_start(vectors),
        random_state=chance,
        metric="euclidean",
        metric_kwds={},
        densmap=False,
        densmap_kwds={},
        output_dens=False,
        parallel=False,  # threads would make every map another one
    )
    return np.asarray(layout, np.float32)


def _start(vectors: Floats) -> Floats:
    """Return the first two principal components, (n, 2), in the range that UMAP starts from."""
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    first = centred @ axes[:, : -min(3, axes.shape[1] + 1) : -1]
    start: Floats = (10 * first / max(float(np.abs(first).max()), 1e-9)).astype(np.float32)
    return start


def _padded(vectors: Floats) -> Floats:
    """Return the first two columns of a few vectors, with zeros where there are fewer."""
    places = np.zeros((len(vectors), 2), np.float32)
    columns = min(2, vectors.shape[1])
    places[:, :columns] = vectors[:, :columns]
    return places


def _begin(context: Context, fraction: float, message: str) -> None:
    if context.should_stop():
        raise JobStopped
    context.report(fraction, message)


def _part(context: Context, begin: float) -> Callable[[float], None]:
    """Return what reports a search for neighbours, as a part of the whole."""
    end = NEIGHBOURS_DONE if begin < NEIGHBOURS_DONE else 1.0
    words = "Finding the neighbours of a sample" if not begin else "Placing the other pictures"
    return lambda done: _begin(context, begin + done * (end - begin), words)
