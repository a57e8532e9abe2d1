"""The nearest pictures of the training split."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.versions.pictures import Part
from core.workflows.data.answers import AllAnswers
from core.workflows.data.table import PictureTable

AT_ONCE = 4000  # pictures whose distances are computed together


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
    pictures = table.pictures
    members = pictures.members(Part.TRAIN)
    vectors = pictures.images.reshape(len(table), -1) if answers is None else answers.embedding
    chosen = np.array(numbers, np.intp)
    distances = _distances(vectors, vectors[chosen], members)
    distances[chosen[:, None] == members] = np.inf
    order = np.argsort(distances, axis=1, kind="stable")[:, :count]
    return [members[row].tolist() for row in order]


def nearest_to(
    table: PictureTable,
    pixels: NDArray[np.uint8],
    embedding: NDArray[np.floating],
    count: int,
    answers: AllAnswers | None = None,
) -> list[int]:
    """Return the training pictures nearest to one from elsewhere, nearest first; see `nearest_of`.

    pixels: uint8 (28, 28). embedding (d,) is the model's own of it, used where there are answers.
    """
    members = table.pictures.members(Part.TRAIN)
    images = table.pictures.images.reshape(len(table), -1)
    vectors, own = (images, pixels.ravel()) if answers is None else (answers.embedding, embedding)
    distances = _distances(vectors, own[None], members)[0]
    return [int(number) for number in members[np.argsort(distances, kind="stable")[:count]]]


def _distances(
    vectors: NDArray[np.generic], to: NDArray[np.generic], among: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return squared distances (m, k) of (m, d) to rows of (n, d), less a constant for each m."""
    centres = to.astype(np.float32)
    parts = []
    for start in range(0, len(among), AT_ONCE):
        some = vectors[among[start : start + AT_ONCE]].astype(np.float32)
        parts.append(np.einsum("ij,ij->i", some, some) - 2 * centres @ some.T)
    return np.concatenate(parts, axis=1)
