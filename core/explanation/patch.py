"""The smallest square that changes the answer when it is hidden."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDE
from core.explanation.question import HIDDEN, Predict, require_ink

LARGEST = 20  # pixels; beyond that little of a garment is left


@dataclass(frozen=True)
class Patch:
    """A square of `edge` pixels, its upper left corner, and the class that is answered without it.

    `probability` is that of the new answer.
    """

    top: int
    left: int
    edge: int
    label: int
    probability: float


def smallest_patch(
    picture: NDArray[np.uint8], predict: Predict, largest: int = LARGEST
) -> Patch | None:
    """Return the smallest square that flips the answer when it is black; None if there is none.

    All positions of all sizes are tried, from one pixel up. Of several, the one whose new answer is
    the most probable. Raises NothingToExplain for a blank picture uint8 (28, 28).
    """
    require_ink(picture)
    before = int(predict(picture[None])[0].argmax())
    for edge in range(1, largest + 1):
        corners = corners_over_ink(picture, edge)
        hidden = np.repeat(picture[None], len(corners), axis=0)
        for one, (top, left) in zip(hidden, corners, strict=True):
            one[top : top + edge, left : left + edge] = HIDDEN
        found = _likeliest(predict(hidden), before)
        if found is not None:
            number, label, probability = found
            top, left = corners[number]
            return Patch(int(top), int(left), edge, label, probability)
    return None


def corners_over_ink(picture: NDArray[np.uint8], edge: int) -> NDArray[np.intp]:
    """Return the upper left corners (n, 2) of all squares that hide any ink."""
    sums = np.zeros((SIDE + 1, SIDE + 1), np.int64)
    sums[1:, 1:] = (picture != HIDDEN).cumsum(axis=0).cumsum(axis=1)
    inked = sums[edge:, edge:] - sums[:-edge, edge:] - sums[edge:, :-edge] + sums[:-edge, :-edge]
    return np.argwhere(inked > 0)


def _likeliest(probabilities: NDArray[np.floating], before: int) -> tuple[int, int, float] | None:
    """Return number, class and probability of the likeliest answer that is another."""
    labels, tops = probabilities.argmax(axis=1), probabilities.max(axis=1)
    flipped = np.flatnonzero(labels != before)
    if not len(flipped):
        return None
    number = int(flipped[tops[flipped].argmax()])
    return number, int(labels[number]), float(tops[number])
