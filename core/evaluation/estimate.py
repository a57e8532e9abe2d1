"""A measured number with its 95 % interval, and the method of the interval."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from core.interval import NORMAL_95, Interval

Floats = npt.NDArray[np.floating]
PRIOR_PICTURES = 1  # added to the variance of a rank measure, as if right half of the time


class Method(StrEnum):
    """How an interval was computed, in words. docs/evaluation.md has the sources."""

    WILSON = "Wilson’s score interval"
    BINOMIAL_BOOTSTRAP = "bootstrap within each class"
    BOOTSTRAP = "bootstrap of the confusion matrix, on the logit scale"
    JACCARD = "Wilson’s score interval for TP / (TP + FP + FN)"
    HALL = "t interval with Hall’s correction for skewness"
    DELONG = "DeLong’s variance, in a score interval"
    JACKKNIFE = "infinitesimal jackknife, in a score interval"
    INVERTED_TEST = "inverted test on the gaps of the bins"


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; log loss and Brier score may be above 1."""

    value: float
    low: float
    high: float
    method: Method

    @property
    def half(self) -> float:
        """Half the width of the interval: the number after ±."""
        return (self.high - self.low) / 2


def estimate_of(found: Interval, method: Method) -> Estimate:
    """Return an interval under the name of its method."""
    return Estimate(found.value, found.low, found.high, method)


def mean_estimate(values: Floats) -> Estimate:
    """Return the mean of values (n,), such as losses of single pictures, with its interval.

    The t interval after Hall's cubic transformation, which removes the skewness of the mean (Hall,
    “On the removal of skewness by transformation”, JRSS B 54, 1992): most losses are near 0 and a
    few are large, so the plain t interval is too low. Raises ValueError for no values.
    """
    from scipy import stats

    n = len(values)
    if not n:
        raise ValueError("A mean needs at least one value.")
    mean = float(values.mean())
    deviation = float(values.std(ddof=1)) if n > 1 else 0.0
    if deviation < 1e-9 * max(1.0, abs(mean)):
        return Estimate(mean, mean, mean, Method.HALL)
    skewness = float(((values - mean) ** 3).mean()) / deviation**3
    quantile = float(stats.t.ppf(0.975, n - 1))
    low, high = (mean - deviation * _untransformed(t, skewness, n) for t in (quantile, -quantile))
    return Estimate(mean, min(low, mean), max(high, mean), Method.HALL)


def _untransformed(t: float, skewness: float, n: int) -> float:
    """Invert Hall's transformation: the Student statistic, divided by √n, that becomes t."""
    if abs(skewness) < 1e-9:
        return t / math.sqrt(n)
    inner = 1 + skewness * (t / math.sqrt(n) - skewness / (6 * n))
    return float(np.cbrt(inner) - 1) * 3 / skewness


def rank_estimate(value: float, variance: float, fewer: int, method: Method) -> Estimate:
    """Return a rank measure (0-1) with a score interval; `fewer` counts the smaller group.

    Wilson's interval for as many independent trials as would have this variance, with Student's
    quantile for the size of the smaller group. The variance is first mixed with that of one more
    picture that is right half of the time: with a few positives that all rank high it would be 0,
    though the next one may rank low.
    """
    trials = float(fewer)
    mixed = mixed_variance(value, variance, fewer)
    if 0 < value < 1:
        trials = max(trials, value * (1 - value) / mixed)
    return score_estimate(value, trials, method, student(fewer))


def student(n: float) -> float:
    """Return the 97.5 % quantile of Student's t for n pictures; that of one more for a single."""
    from scipy import stats

    return float(stats.t.ppf(0.975, max(n, 2) - 1))


def around(value: float, found: Estimate) -> Estimate:
    """Return a measured value with the interval of another, widened to include the value."""
    return Estimate(value, min(found.low, value), max(found.high, value), found.method)


def mixed_variance(value: float, variance: float, fewer: int) -> float:
    """Return the variance of a rank measure, mixed with that of one more picture."""
    centre = (value * fewer + PRIOR_PICTURES / 2) / (fewer + PRIOR_PICTURES)
    prior = PRIOR_PICTURES * centre * (1 - centre) / fewer
    return (fewer * variance + prior) / (fewer + PRIOR_PICTURES)


def score_estimate(
    share: float, trials: float, method: Method, quantile: float = NORMAL_95
) -> Estimate:
    """Return Wilson's interval of a share for a number of trials that need not be whole."""
    square = quantile**2
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    inner = max(0.0, share * (1 - share)) / trials + square / (4 * trials**2)
    half = quantile / (1 + square / trials) * math.sqrt(inner)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Estimate(share, min(low, share), max(high, share), method)
