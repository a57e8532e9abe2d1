"""Logits into probabilities, and into how familiar a picture is."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


def softmax(logits: Floats, temperature: float = 1.0) -> npt.NDArray[np.float32]:
    """Turn logits (n, classes) into probabilities that sum to one."""
    scaled = logits / temperature
    exponentials = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    result: npt.NDArray[np.float32] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return result


def familiarity_score(logits: Floats, temperature: float) -> Floats:
    """Score how like one of the classes each picture is; higher is more familiar, no fixed range.

    logits (n, classes). The free energy of the calibrated logits (Liu et al. 2020): strong evidence
    for any class raises it, and a picture without evidence for one scores low.
    """
    scaled = logits / temperature
    top = scaled.max(axis=1, keepdims=True)
    score: Floats = (top + np.log(np.exp(scaled - top).sum(axis=1, keepdims=True)))[:, 0]
    return score


def familiarity_of(score: Floats, knots: "tuple[float, ...] | Floats") -> npt.NDArray[np.float32]:
    """Place scores among those of validation pictures: 0.3 means 30 % of them looked stranger."""
    place = np.arange(len(knots)) / (len(knots) - 1)
    return np.interp(score, knots, place).astype(np.float32)
