"""The three maps of one picture, and what they were computed with."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.explanation.occlusion import occlusion_map
from core.explanation.question import HIDDEN, Predict, Question, require_ink
from core.explanation.sampled import MASKS, sampled


class Method(StrEnum):
    RISE = "rise"
    SURROGATE = "surrogate"
    OCCLUSION = "occlusion"


SAMPLED = (Method.RISE, Method.SURROGATE)  # those that depend on a seed


@dataclass(frozen=True, eq=False)
class Explanation:
    """Maps (28, 28) of one picture for one question, all in the unit of the score.

    A pixel that is black already has 0; others are positive where showing them speaks for the
    class, negative where it speaks against it. `score` is that of the whole picture, `fidelity` the
    surrogate's R².
    """

    picture: NDArray[np.uint8]
    question: Question
    score: float
    maps: Mapping[Method, NDArray[np.float32]]
    fidelity: float
    seed: int
    masks: int

    @property
    def scale(self) -> float:
        """Return the largest absolute value of all maps: that of one colour scale for them."""
        return max(float(np.abs(each).max()) for each in self.maps.values())


def explain(
    picture: NDArray[np.uint8],
    predict: Predict,
    question: Question,
    seed: int = 0,
    masks: int = MASKS,
) -> Explanation:
    """Explain the answer to a picture uint8 (28, 28). Raises NothingToExplain if there is none."""
    require_ink(picture)
    score = question.asked_of(predict)
    own = float(score(picture[None])[0])
    both = sampled(picture, score, seed, masks)
    maps = {
        Method.RISE: both.rise,
        Method.SURROGATE: both.surrogate,
        Method.OCCLUSION: occlusion_map(picture, score),
    }
    inked = {method: over_ink(each, picture) for method, each in maps.items()}
    return Explanation(picture, question, own, inked, both.fidelity, seed, masks)


def over_ink(found: NDArray[np.float32], picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a map (28, 28) that is 0 where there is nothing to hide.

    Masks and patches are larger than a pixel, so that a garment's values spill over its edge.
    """
    return np.where(picture != HIDDEN, found, np.float32(0))
