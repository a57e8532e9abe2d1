"""The mean of a few repeated measurements, and how far chance alone could have moved it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Spread:
    """Mean, standard deviation and 95 % interval of n measurements, in their own unit.

    A single measurement has no spread: its deviation is 0 and its interval the whole line, which
    is written as None.
    """

    n: int
    mean: float
    deviation: float  # of the sample, with n - 1
    low: float | None
    high: float | None


def spread(values: Sequence[float]) -> Spread:
    """Return the mean of independent values (n,) with Student's t interval (Student 1908).

    Raises ValueError where there is nothing to average.
    """
    return _spread(values, share_held_out=0.0)


def spread_of_folds(values: Sequence[float]) -> Spread:
    """Return the mean over k folds with an interval that knows that folds share their pictures.

    The networks of two folds learnt from mostly the same pictures, so that the plain t interval is
    too narrow; the variance is widened by n_test / n_train = 1 / (k - 1) (Nadeau and Bengio,
    “Inference for the Generalization Error”, Machine Learning 52, 2003). Raises ValueError for
    no folds.
    """
    held_out = 1 / (len(values) - 1) if len(values) > 1 else 0.0
    return _spread(values, held_out)


def _spread(values: Sequence[float], share_held_out: float) -> Spread:
    n = len(values)
    if n == 0:
        raise ValueError("A mean needs at least one measurement.")
    mean = float(np.mean(values))
    if n == 1:
        return Spread(1, mean, 0.0, None, None)
    from scipy import stats

    deviation = float(np.std(values, ddof=1))
    quantile = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1))
    half = quantile * deviation * math.sqrt(1 / n + share_held_out)
    return Spread(n, mean, deviation, mean - half, mean + half)
