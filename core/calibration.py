"""Turn logits into probabilities and into familiarity: how typical of the ten classes a picture is.

A picture counts as known from a familiarity threshold on; below it, the model abstains. All of it
is calibrated on validation data, separately for each input kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import numpy as np
import numpy.typing as npt

from core.input_kind import InputKind
from core.records import StoredAs

Floats = npt.NDArray[np.floating]
# How far the scale extends beyond the validation scores, in multiples of their range.
EXTRAPOLATION = np.array([0.125, 0.25, 0.5, 1.0, 2.0, 4.0])

SMALLEST = np.finfo(np.float32).tiny  # a probability of 0 has no logarithm


class Score(StrEnum):
    """The score that familiarity is computed from."""

    MAX_LOGIT = "max_logit"
    ENERGY = "energy"


@dataclass(frozen=True)
class Calibration:
    """Calibration of one model's logits for one input kind, fitted on validation data.

    The familiarity of a picture is the percentile (0-1) of its in-distribution score (largest logit
    or energy) among validation pictures. Below `threshold` the model abstains.
    """

    temperature: float  # divides the logits
    threshold: float  # a familiarity: the lowest that reaches `target_accuracy` on validation data
    # The 101 percentiles (0 to 100) of the score on validation pictures.
    score_percentiles: Annotated[tuple[float, ...], StoredAs("knots")]
    target_accuracy: Annotated[float, StoredAs("wanted")]  # selective accuracy to reach
    coverage: float  # share of the validation pictures on which the model does not abstain
    data: str  # the validation data, in words
    score: Score = Score.ENERGY  # `max_logit` or `energy`; files without this field use `energy`
    # Use the mean logits of a picture and its mirror image (test-time augmentation).
    flip_tta: Annotated[bool, StoredAs("mirror")] = False


Calibrations = Mapping[InputKind, Calibration]


def softmax(logits: Floats, temperature: float = 1.0) -> npt.NDArray[np.float32]:
    """Turn logits (n, classes) into probabilities that sum to one."""
    scaled = logits / temperature
    exponentials = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    result: npt.NDArray[np.float32] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return result


def without_temperature(probabilities: Floats, temperature: float) -> npt.NDArray[np.float32]:
    """Return what probabilities (n, classes) would be at temperature 1.

    Their logarithms, times the temperature, are the logits but for a constant in each row.
    """
    return softmax(np.log(np.maximum(probabilities, SMALLEST)) * temperature)


def familiarity_score(logits: Floats, temperature: float, score: Score = Score.MAX_LOGIT) -> Floats:
    """Score how typical of one of the classes each picture is; higher is more familiar.

    logits (n, classes); the score has no fixed range and is low for a picture without evidence for
    any class. MAX_LOGIT is the evidence for the likeliest class (Hendrycks et al. 2019, arXiv
    1911.11132), ENERGY that for all classes together. MAX_LOGIT is lower for a picture torn between
    two classes: it detects out-of-distribution pictures nearly as well, and is better at telling
    which predictions are right (docs/pictures.md).
    """
    scaled = logits / temperature
    return scaled.max(axis=1) if score is Score.MAX_LOGIT else energy(scaled)


def energy(logits: Floats) -> Floats:
    """Return the log-sum-exp of each row (Liu et al. 2020)."""
    top = logits.max(axis=1, keepdims=True)
    score: Floats = (top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True)))[:, 0]
    return score


@dataclass(frozen=True, eq=False)
class PercentileScale:
    """Piecewise linear map from score to familiarity (0-1): points (k,) and (k,), both rising."""

    scores: npt.NDArray[np.float64]
    percentile_ranks: npt.NDArray[np.float64]


def percentile_scale(percentiles: Sequence[float]) -> PercentileScale:
    """Build the scale from the percentiles of the scores of validation pictures.

    Scores outside the validation range still have an order: half a step of the scale is reserved
    for them at either end, up to four times the width of the validation range away.
    """
    own = np.maximum.accumulate(np.asarray(percentiles, np.float64))
    half_step = 0.5 / (len(own) - 1)
    beyond = max(float(own[-1] - own[0]), 1e-6) * EXTRAPOLATION
    left = half_step * np.exp(-np.arange(1, len(EXTRAPOLATION) + 1))
    ranks = np.linspace(half_step, 1 - half_step, len(own))
    return PercentileScale(
        scores=np.concatenate([(own[0] - beyond)[::-1], own, own[-1] + beyond]),
        percentile_ranks=np.concatenate([left[::-1], ranks, 1 - left]),
    )


def familiarity_of(score: Floats, scale: PercentileScale) -> npt.NDArray[np.float32]:
    """Rank scores among those of validation pictures: at 0.3, 30 % of them were less typical."""
    return np.interp(score, scale.scores, scale.percentile_ranks).astype(np.float32)
