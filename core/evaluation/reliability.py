"""Reliability: accuracy by confidence, and the calibration error with its interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.evaluation.estimate import Estimate, Method
from core.interval import Interval, wilson

Floats = npt.NDArray[np.floating]
BINS = 15  # of equal width, as in Guo et al. 2017
DRAWS, SEED = 1000, 0
HALVINGS = 20  # of the search for an end of the interval: to a millionth
TAIL = 0.025
REACH = 8  # standard errors above the measured error that the upper end is searched in


@dataclass(frozen=True)
class ReliabilityBin:
    """The pictures whose confidence lies in one bin: how many, and how many of them are right."""

    low: float
    high: float
    n: int
    confidence: float  # mean
    accuracy: Interval


def reliability(
    confidence: Floats, right: npt.NDArray[np.bool_], bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """Return the bins of equal width that have pictures: confidence (n,), right (n,)."""
    which = _bins(confidence, bins)
    counts = np.bincount(which, minlength=bins)
    hits = np.bincount(which, right, bins)
    sums = np.bincount(which, confidence, bins)
    return tuple(
        ReliabilityBin(
            low=b / bins,
            high=(b + 1) / bins,
            n=int(counts[b]),
            confidence=float(sums[b] / counts[b]),
            accuracy=wilson(int(hits[b]), int(counts[b])),
        )
        for b in np.flatnonzero(counts)
    )


def calibration_estimate(
    confidence: Floats, right: npt.NDArray[np.bool_], bins: int = BINS
) -> Estimate:
    """Return the expected calibration error with its interval: confidence (n,), right (n,).

    The value is the usual one, which is biased upwards: a perfectly calibrated model has one above
    0 too. The interval holds those true errors under which the measured one is not among the 2.5 %
    lowest or highest of simulated ones, with gaps in the measured proportions; it may therefore
    begin at 0. It is widened to include the value, where that exceeds it.
    """
    n, which = len(confidence), _bins(confidence, bins)
    gap = confidence.astype(np.float64) - right
    mean = np.bincount(which, gap, bins) / n
    square = np.bincount(which, gap * gap, bins) / n
    noise = np.random.default_rng(SEED).normal(size=(DRAWS, bins))
    noise *= np.sqrt(np.maximum(square - mean**2, 0) / n)
    value = float(np.abs(mean).sum())
    if value == 0:
        return Estimate(0.0, 0.0, 0.0, Method.INVERTED_TEST)

    def below(true: float) -> float:
        """Return how often the measured error is at most this one, if `true` is the real one."""
        return float((np.abs(mean * (true / value) + noise).sum(axis=1) <= value).mean())

    top = value + REACH * float(noise.std(axis=0).sum()) / bins**0.5 + 1 / n
    low = 0.0 if below(0.0) < 1 - TAIL else _boundary(below, 1 - TAIL, 0.0, value)
    high = _boundary(below, TAIL, 0.0, top)
    return Estimate(value, low, min(1.0, max(high, value)), Method.INVERTED_TEST)


def _boundary(below: Callable[[float], float], share: float, low: float, high: float) -> float:
    """Return where a falling function crosses `share`."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) > share else (low, middle)
    return (low + high) / 2


def _bins(confidence: Floats, bins: int) -> npt.NDArray[np.intp]:
    which: npt.NDArray[np.intp] = np.minimum((confidence * bins).astype(np.intp), bins - 1)
    return which
