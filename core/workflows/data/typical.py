"""Typical members of a class, such that together they show its variety."""

import numpy as np
from numpy.typing import NDArray

from core.data.versions.pictures import Part
from core.workflows.data.table import PictureTable
from core.workflows.predict.answers import AllAnswers

ROUNDS, SEED = 10, 0  # of k-means
COMPARED = 1_000  # pictures of a class, evenly spread over the order of trust


def typical_members(
    table: PictureTable, label: int, count: int, answers: AllAnswers | None = None
) -> tuple[int, ...]:
    """Return the numbers of training pictures that stand for a class, the most frequent kind first.

    Pictures of the half of the class whose labels are least doubtful are divided into `count`
    groups by k-means on the pixels (Lloyd 1982); the picture nearest to each centre stands for its
    group. Doubt is that of the audit, or of the model; without either, all labels are trusted.
    """
    members = table.pictures.members(Part.TRAIN)
    members = members[table.pictures.labels[members] == label]
    if not len(members):
        return ()
    trust = _trust(table, members, label, answers)
    if trust is not None:
        members = members[np.argsort(-trust, kind="stable")[: max(count, len(members) // 2)]]
    members = members[:: -(-len(members) // COMPARED)]
    return _medoids(table.pictures.images[members], members, count)


def _trust(
    table: PictureTable, members: NDArray[np.intp], label: int, answers: AllAnswers | None
) -> NDArray[np.float32] | None:
    if table.audited:
        return np.nan_to_num(table.quality[members])
    return None if answers is None else answers.probabilities[members, label]


def _medoids(images: NDArray[np.uint8], numbers: NDArray[np.intp], count: int) -> tuple[int, ...]:
    pixels = images.reshape(len(images), -1).astype(np.float32)
    chance = np.random.default_rng(SEED)
    centres = pixels[np.sort(chance.permutation(len(pixels))[:count])]
    for _ in range(ROUNDS):
        group = _distances(pixels, centres).argmin(axis=1)
        inside = (group == np.unique(group)[:, None]).astype(np.float32)
        centres = np.einsum("kn,nd->kd", inside, pixels) / inside.sum(axis=1, keepdims=True)
    distances = _distances(pixels, centres)
    sizes = np.bincount(distances.argmin(axis=1), minlength=len(centres))
    nearest = numbers[distances.argmin(axis=0)][np.argsort(-sizes, kind="stable")]
    return tuple(dict.fromkeys(nearest.tolist()))


def _distances(pixels: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return squared distances (n, k).

    Without BLAS, whose threads wait for each other on a busy computer, longer than they compute.
    """
    own, other = (np.einsum("ij,ij->i", one, one) for one in (pixels, centres))
    found: NDArray[np.float32] = own[:, None] - 2 * np.einsum("nd,kd->nk", pixels, centres) + other
    return found
