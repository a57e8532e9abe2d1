"""A model's embedding of all pictures, projected to two dimensions with UMAP.

UMAP (McInnes, Healy and Melville, arXiv 1802.03426) on all 70,000 pictures takes minutes. It is
fitted on a sample instead; every other picture is placed among its nearest neighbours there,
weighted as UMAP's own transform does before it refines.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.jobs import JobStopped
from core.workflows.context import Context, Silent
from core.workflows.data.picture_map.layout import Floats, Neighbours, edges, lay_out, strengths

SEED = 0
MAX_FITTED = 15_000  # pictures; docs/benchmarks.md says what fitting all of them would gain
NEIGHBOURS = 15
BLOCK = 500  # rows of distances at a time
EMPTY = 3  # fewer pictures have no shape
# Each stage: what it does, and the fraction of the whole where it begins.
FINDING, FITTING, PLACING = (
    ("Finding the neighbours of a sample", 0.0),
    ("Laying the sample out", 0.1),
    ("Placing the other pictures", 0.65),
)


def project(embedding: NDArray[np.floating], context: Context | None = None) -> Floats:
    """Project an embedding (n, d) to two dimensions, float32 (n, 2), centred.

    The same embedding gives the same map on the same computer. The longer axis of the result is
    horizontal. Raises JobStopped if the context asks to stop.
    """
    context = context or Silent()
    vectors = np.ascontiguousarray(embedding, np.float32)
    if len(vectors) <= EMPTY:
        return _padded(vectors)
    fitted = sample(len(vectors), MAX_FITTED)
    chosen = vectors[fitted]
    near = neighbours(chosen, chosen, min(NEIGHBOURS, len(chosen)), _stage(context, FINDING))
    layout = lay_out(_start(chosen), edges(near), SEED, _stage(context, FITTING))
    places = np.empty((len(vectors), 2), np.float32)
    places[fitted] = layout
    others = np.setdiff1d(np.arange(len(vectors)), fitted)
    if len(others):
        near = neighbours(vectors[others], chosen, NEIGHBOURS, _stage(context, PLACING))
        places[others] = placed(layout, near)
    return upright(places)


def sample(n: int, size: int) -> NDArray[np.intp]:
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

    Each neighbour counts by its membership strength.
    """
    indices, distances = near
    weights = strengths(distances)
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


def _stage(context: Context, stage: tuple[str, float]) -> Callable[[float], None]:
    """Return what reports the fraction of a stage that is done as a part of the whole."""
    message, begin = stage
    starts = [one for _, one in (FINDING, FITTING, PLACING)]
    end = min((one for one in starts if one > begin), default=1.0)

    def report(done: float) -> None:
        if context.should_stop():
            raise JobStopped
        context.report(begin + done * (end - begin), message)

    return report
