"""The nearest pictures of the training split."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.versions.pictures import Part
from core.workflows.data.query import vectors_of
from core.workflows.data.table import PictureTable
from core.workflows.predict.answers import AllAnswers

# Pictures whose distances are computed together: 50 MB. On a busy computer every product waits for
# all cores, so that many small ones take several times as long.
AT_ONCE = 16_000


def nearest(
    table: PictureTable, number: int, count: int, answers: AllAnswers | None = None
) -> list[int]:
    """Return the numbers of the training pictures nearest to one; see `nearest_of`."""
    return nearest_of(table, [number], count, answers)[0]


def nearest_of(
    table: PictureTable, numbers: Sequence[int], count: int, answers: AllAnswers | None = None
) -> list[list[int]]:
    """Return for each picture the numbers of the training pictures nearest to it, nearest first.

    By Euclidean distance of the model's embedding, or of the pixels without a model's answers. A
    picture is not its own neighbour. Many pictures together take little longer than one.
    """
    members, vectors = table.pictures.members(Part.TRAIN), vectors_of(table, answers)
    chosen = np.array(numbers, np.intp)
    distances = _distances(vectors, vectors[chosen], members)
    distances[chosen[:, None] == members] = np.inf
    return [members[_lowest(row, count)].tolist() for row in distances]


def _lowest(values: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Return the places of the lowest values, the lowest and of equals the first in front."""
    limit = np.partition(values, count - 1)[count - 1] if count < len(values) else np.inf
    near = np.flatnonzero(values <= limit)
    return near[np.argsort(values[near], kind="stable")[:count]]


def nearest_to(
    table: PictureTable, vector: NDArray[np.generic], count: int, answers: AllAnswers | None = None
) -> list[int]:
    """Return the numbers of the training pictures nearest to one that is not in the table.

    `vector` (d,) is its embedding, projected as that of the answers, or its pixels without answers.
    """
    members, vectors = table.pictures.members(Part.TRAIN), vectors_of(table, answers)
    distances = _distances(vectors, vector[None], members)[0]
    found: list[int] = members[_lowest(distances, count)].tolist()
    return found


def _distances(
    vectors: NDArray[np.generic], centres: NDArray[np.generic], among: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return squared distances (m, k) of rows of (n, d) to (m, d), less a constant for each m."""
    wide = centres.astype(np.float32)
    parts = []
    for start in range(0, len(among), AT_ONCE):
        some = vectors[among[start : start + AT_ONCE]].astype(np.float32)
        parts.append(np.einsum("ij,ij->i", some, some) - 2 * wide @ some.T)
    return np.concatenate(parts, axis=1)
