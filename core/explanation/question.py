"""What is asked: why this class, or why this class and not that one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.errors import FittingRoomError

# uint8 (n, 28, 28) -> probabilities (n, 10). No more is known of a model.
Predict = Callable[[NDArray[np.uint8]], NDArray[np.floating]]
Score = Callable[[NDArray[np.uint8]], NDArray[np.float64]]
# What takes the place of a hidden pixel: the background of the dataset's pictures.
HIDDEN, HIDDEN_NAME = 0, "black"


class NothingToExplain(FittingRoomError):
    """There is no answer to explain: a blank picture, or probabilities that are no numbers."""


@dataclass(frozen=True)
class Question:
    """Why class `label` (0-9), or why it and not class `against`."""

    label: int
    against: int | None = None

    def score(self, probabilities: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return from probabilities (n, 10) what is explained, (n,): one, or a difference."""
        own = probabilities[:, self.label].astype(np.float64)
        return own if self.against is None else own - probabilities[:, self.against]

    def asked_of(self, predict: Predict) -> Score:
        """Return the score as a function of pictures uint8 (n, 28, 28).

        It raises NothingToExplain where the probabilities are no numbers.
        """
        return partial(_scores, predict, self)


def _scores(
    predict: Predict, question: Question, pictures: NDArray[np.uint8]
) -> NDArray[np.float64]:
    scores = question.score(predict(pictures))
    if not np.isfinite(scores).all():
        raise NothingToExplain(
            "The model's probabilities for this picture are not numbers. Choose another model."
        )
    return scores


def require_ink(picture: NDArray[np.uint8]) -> None:
    """Raise NothingToExplain if nothing of a picture uint8 (28, 28) can be hidden."""
    if not (picture != HIDDEN).any():
        raise NothingToExplain(
            "This picture is blank: nothing of it can be hidden, so nothing can be explained. "
            "Choose another picture."
        )
