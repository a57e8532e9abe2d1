"""Near-duplicates: pictures that are the same but for brightness and details.

Two pictures are compared at unit length, so that a brighter or darker copy has distance 0 but for
rounding. The limit was chosen by looking at pairs of v1: up to 0.1 they show one product, also with
another print or in another colour, and all 264 pairs carry the same label; between 0.1 and 0.12,
17 of 847 differ in it, and most show different garments. Shifted or mirrored copies are not found:
in v1, shifts by one pixel in four directions would add 8 pairs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_DISTANCE = 0.1  # between pictures at unit length; 0 to about 1.41
TREE_DIMENSIONS, FILTER_DIMENSIONS = 16, 64
BASIS_PICTURES = 7000  # from which the principal components are computed
BLOCK = 20_000  # pairs compared at once: 63 MB per side
MAX_BAND = 5_000  # pictures of a k-d tree; small ones also find the pairs of v1 in less time
ROUNDING = 1e-4  # added to the limit where float32 projections are compared


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of pictures, nearest first. rows: int64 (n, 2), the lower row first; distances:
    float32 (n,).
    """

    rows: NDArray[np.int64]
    distances: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.rows)


def near_duplicates(
    images: NDArray[np.uint8],
    max_distance: float = MAX_DISTANCE,
    on_share: Callable[[float], None] = lambda share: None,
) -> Pairs:
    """Find all pairs in images uint8 (n, 28, 28) that are at most `max_distance` apart.

    Exact: a projection on principal components only shrinks distances, so what is filtered out
    there is farther apart in all pixels too. K-d trees search 16 components, 64 filter what they
    find, and all 784 pixels decide. `on_share` gets the share done, 0-1, several times a second;
    an error that it raises ends the search.
    """
    on_share(0.0)
    if len(images) < 2:
        return Pairs(np.zeros((0, 2), np.int64), np.zeros(0, np.float32))
    unit = at_unit_length(images)
    on_share(0.1)
    covariance = _covariance(unit)
    on_share(0.15)
    components = _first_components(covariance)
    on_share(0.2)
    projected = unit @ components
    on_share(0.3)
    found = _candidates(
        projected, max_distance + ROUNDING, lambda share: on_share(0.3 + 0.65 * share)
    )
    distances = _distances(unit, found)
    near = distances <= max_distance
    found, distances = found[near], distances[near]
    order = np.lexsort((found[:, 1], found[:, 0], distances))
    return Pairs(found[order], distances[order])


def _candidates(
    projected: NDArray[np.float32], limit: float, on_share: Callable[[float], None]
) -> NDArray[np.int64]:
    """Return the pairs of rows (m, 2) that are near each other in all components (n, 64)."""
    parts = [np.zeros((0, 2), np.int64)]
    for share, pairs in _near_in_few(projected[:, :TREE_DIMENSIONS], limit):
        on_share(share)
        parts.append(pairs[_distances(projected, pairs) <= limit])
    return np.concatenate(parts)


def _near_in_few(
    points: NDArray[np.float32], limit: float
) -> Iterator[tuple[float, NDArray[np.int64]]]:
    """Yield the share done, 0-1, and pairs of rows of (n, 16) at most `limit` apart, lower first.

    The rows are divided into bands along the first component. Only bands that are near each other
    there can hold a pair.
    """
    from scipy.spatial import KDTree  # takes a quarter of a second to import

    bands = np.array_split(np.argsort(points[:, 0], kind="stable"), -(-len(points) // MAX_BAND))
    trees = [KDTree(points[band]) for band in bands]
    for place, (band, tree) in enumerate(zip(bands, trees, strict=True)):
        share, last = place / len(bands), points[band[-1], 0]
        yield share, np.sort(band[tree.query_pairs(limit, output_type="ndarray")], axis=1)
        for other, beside in zip(bands[place + 1 :], trees[place + 1 :], strict=True):
            if points[other[0], 0] - last > limit:
                break
            near = tree.sparse_distance_matrix(beside, limit, output_type="ndarray")
            yield share, np.sort(np.stack([band[near["i"]], other[near["j"]]], axis=1), axis=1)


def at_unit_length(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the pictures as vectors of length 1, float32 (n, pixels); black ones stay 0."""
    flat = images.reshape(len(images), -1).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", flat, flat))
    flat /= np.maximum(lengths, 1)[:, None]
    return flat


def _covariance(unit: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the covariance of evenly spread rows, (pixels, pixels), times their number."""
    sample = unit[:: max(1, len(unit) // BASIS_PICTURES)]
    centred = sample - sample.mean(axis=0)
    covariance: NDArray[np.float32] = centred.T @ centred
    return covariance


def _first_components(covariance: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the first principal components, (pixels, 64), orthonormal.

    Any orthonormal basis finds the same pairs; this one leaves the fewest to compare in full.
    """
    _, vectors = np.linalg.eigh(covariance)
    return np.ascontiguousarray(vectors[:, ::-1][:, :FILTER_DIMENSIONS])


def _distances(vectors: NDArray[np.float32], pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the distances of pairs of rows, block by block."""
    found = np.empty(len(pairs), np.float32)
    for start in range(0, len(pairs), BLOCK):
        first, second = pairs[start : start + BLOCK].T
        apart = vectors[first] - vectors[second]
        found[start : start + BLOCK] = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    return found
