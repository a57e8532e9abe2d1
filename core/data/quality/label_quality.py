"""The quality of labels: evidence for each class, and how far the label is ahead.

The parts and their weights were chosen on planted label errors; docs/labels.md compares them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
PRIOR = 2.0  # votes that every class has before the neighbours are asked
WEIGHT = 2.0  # of a leave-one-out score of 1, in units of a logit


@dataclass(frozen=True, eq=False)
class Signals:
    """What speaks for each class of n pictures, all (n, 10).

    logits: of a network that was trained with these labels. votes: of the nearest neighbours.
    held_out: leave-one-out scores.
    """

    logits: Floats
    votes: NDArray[np.int64]
    held_out: Floats

    def evidence(self) -> Floats:
        """Return the sum as logits, (n, 10)."""
        evidence: Floats = self.logits + np.log(self.votes + PRIOR) + WEIGHT * self.held_out
        return evidence


def label_margin(scores: NDArray[Any], labels: NDArray[np.uint8]) -> Floats:
    """Return the label's score minus the highest other, (n,), of scores (n, 10)."""
    own = np.take_along_axis(scores, labels[:, None].astype(np.intp), axis=1)[:, 0]
    margin: Floats = own - _others(scores, labels).max(axis=1)
    return margin


def suggested_labels(scores: NDArray[Any], labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the class other than the label with the highest score, uint8 (n,)."""
    best: NDArray[np.uint8] = _others(scores, labels).argmax(axis=1).astype(np.uint8)
    return best


def label_quality(scores: NDArray[Any], labels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the quality of each label, float32 (n,), 0-1: the logistic function of its margin.

    0.5 where another class is as likely. It orders labels; it is no calibrated probability.
    """
    quality = 0.5 + 0.5 * np.tanh(label_margin(scores.astype(np.float64), labels) / 2)
    return quality.astype(np.float32)


def _others(scores: NDArray[Any], labels: NDArray[np.uint8]) -> Floats:
    others = scores.astype(np.float64)
    np.put_along_axis(others, labels[:, None].astype(np.intp), -np.inf, axis=1)
    return others
