"""Test pictures that are worth explaining: sure errors, torn answers, and plain ones."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.data import Split
from core.input_kind import InputKind
from core.predictor import Predictor

AMONG = 1000  # the first pictures of the split, answered in a tenth of a second
OF_EACH = {"wrong": 3, "torn": 2, "right": 1}


class Why(StrEnum):
    """Why a picture is an example."""

    WRONG = "wrong"
    TORN = "torn"
    RIGHT = "right"


@dataclass(frozen=True)
class Example:
    """A picture of the test split by its position, its label and the model's answer."""

    position: int
    label: int
    answer: int
    probability: float
    why: Why


def examples(predictor: Predictor, test: Split) -> tuple[Example, ...]:
    """Choose examples: the surest errors, right answers that were close, and sure ones.

    Of a kind, no two are of the same class; a model without errors has fewer examples.
    """
    images, labels = np.asarray(test.images[:AMONG]), np.asarray(test.labels[:AMONG])
    probabilities = predictor.predict_many(images, InputKind.PIXELS).probabilities
    answers, tops = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right = answers == labels
    chosen = {
        Why.WRONG: _first(np.argsort(-tops), ~right, labels, OF_EACH["wrong"]),
        Why.TORN: _first(np.argsort(tops), right, labels, OF_EACH["torn"]),
        Why.RIGHT: _first(np.arange(len(labels)), right & (tops > 0.9), labels, OF_EACH["right"]),
    }
    return tuple(
        Example(at, int(labels[at]), int(answers[at]), float(tops[at]), why)
        for why, places in chosen.items()
        for at in places
    )


def _first(
    order: NDArray[np.intp], fits: NDArray[np.bool_], labels: NDArray[np.uint8], count: int
) -> list[int]:
    """Return the first positions in an order that fit, one of each class."""
    found: dict[int, int] = {}
    for at in order[fits[order]].tolist():
        found.setdefault(int(labels[at]), at)
    return list(found.values())[:count]
