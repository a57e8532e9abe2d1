"""What each class looks like: its mean picture, its spread, typical and odd ones, confusions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import Part
from core.workflows.data.table import PictureTable
from core.workflows.data.typical import typical_members
from core.workflows.predict.answers import AllAnswers

SHOWN = 8  # typical and odd pictures each


@dataclass(frozen=True)
class Confusion:
    """Pictures of a class that the model takes for another: how many, and their share."""

    predicted: int
    pictures: int
    share: float


@dataclass(frozen=True, eq=False)
class ClassSummary:
    """A class in the training and validation split.

    mean, spread: uint8 (28, 28), mean and standard deviation of its pixels, stretched to 0-255 for
    display. typical: numbers of pictures that together stand for the class, as in the label court.
    odd: those farthest from the class's mean.
    confusions: by the model, the most frequent first; empty without its answers.
    """

    label: int
    pictures: int
    mean: NDArray[np.uint8]
    spread: NDArray[np.uint8]
    typical: tuple[int, ...]
    odd: tuple[int, ...]
    confusions: tuple[Confusion, ...]


def class_summary(table: PictureTable, label: int, answers: AllAnswers | None) -> ClassSummary:
    """Summarise a class. Pictures of the test split are not among them."""
    pictures = table.pictures
    learned = ~pictures.excluded & (pictures.parts != Part.TEST)
    members = np.flatnonzero(learned & (pictures.labels == label))
    images = pictures.images[members].astype(np.float32)
    mean, spread = images.mean(axis=0), images.std(axis=0)
    order = members[_by_distance(images, members, answers)]
    return ClassSummary(
        label=label,
        pictures=len(members),
        mean=mean.round().astype(np.uint8),
        spread=(spread / max(1.0, float(spread.max())) * 255).round().astype(np.uint8),
        typical=typical_members(table, label, SHOWN, answers),
        odd=tuple(int(one) for one in order[::-1][:SHOWN]),
        confusions=() if answers is None else _confusions(members, label, answers),
    )


def _by_distance(
    images: NDArray[np.float32], members: NDArray[np.intp], answers: AllAnswers | None
) -> NDArray[np.intp]:
    """Return the order of pictures by distance to their mean, in the embedding or in pixels."""
    if answers is None:
        vectors = images.reshape(len(images), -1)
    else:
        vectors = answers.embedding[members].astype(np.float32)
    distance = ((vectors - vectors.mean(axis=0)) ** 2).sum(axis=1)
    return np.argsort(distance, kind="stable")


def _confusions(
    members: NDArray[np.intp], label: int, answers: AllAnswers
) -> tuple[Confusion, ...]:
    counts = np.bincount(answers.predicted[members], minlength=len(CLASS_NAMES))
    counts[label] = 0
    return tuple(
        Confusion(int(one), int(counts[one]), float(counts[one] / len(members)))
        for one in np.argsort(-counts, kind="stable")
        if counts[one]
    )
