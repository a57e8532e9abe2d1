"""Logits into probabilities, and into how familiar a picture is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.model_files import MAX_LOGIT

Floats = npt.NDArray[np.floating]
BEYOND = np.array([0.125, 0.25, 0.5, 1.0, 2.0, 4.0])  # of the span of validation pictures


def softmax(logits: Floats, temperature: float = 1.0) -> npt.NDArray[np.float32]:
    """Turn logits (n, classes) into probabilities that sum to one."""
    scaled = logits / temperature
    exponentials = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    result: npt.NDArray[np.float32] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return result


def familiarity_score(logits: Floats, temperature: float, kind: str = MAX_LOGIT) -> Floats:
    """Score how like one of the classes each picture is; higher is more familiar, no fixed range.

    logits (n, classes). A picture without evidence for any class scores low. `kind` is MAX_LOGIT,
    the evidence for the likeliest class (Hendrycks et al. 2019, arXiv 1911.11132), or ENERGY, that
    for all classes together. The former is lower for a picture torn between two classes: nearly as
    good at telling strangers, better at telling which answers are right (docs/pictures.md).
    """
    scaled = logits / temperature
    return scaled.max(axis=1) if kind == MAX_LOGIT else energy(scaled)


def energy(logits: Floats) -> Floats:
    """Return the logarithm of the summed exponentials of each row (Liu et al. 2020)."""
    top = logits.max(axis=1, keepdims=True)
    score: Floats = (top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True)))[:, 0]
    return score


@dataclass(frozen=True, eq=False)
class Scale:
    """Familiarity (0-1) by score: points (k,) and (k,), both rising, with lines between them."""

    scores: npt.NDArray[np.float64]
    places: npt.NDArray[np.float64]


def scale_of(knots: Sequence[float]) -> Scale:
    """Return the scale that percentiles of the scores of validation pictures make.

    What lies beyond all of them still has an order: half a step of the scale is left for it at
    either end, up to four times as far out as validation pictures reach.
    """
    own = np.maximum.accumulate(np.asarray(knots, np.float64))
    half_step = 0.5 / (len(own) - 1)
    out = max(float(own[-1] - own[0]), 1e-6) * BEYOND
    left = half_step * np.exp(-np.arange(1, len(BEYOND) + 1))
    places = np.linspace(half_step, 1 - half_step, len(own))
    return Scale(
        scores=np.concatenate([(own[0] - out)[::-1], own, own[-1] + out]),
        places=np.concatenate([left[::-1], places, 1 - left]),
    )


def familiarity_of(score: Floats, scale: Scale) -> npt.NDArray[np.float32]:
    """Place scores among those of validation pictures: 0.3 means 30 % of them looked stranger."""
    return np.interp(score, scale.scores, scale.places).astype(np.float32)
