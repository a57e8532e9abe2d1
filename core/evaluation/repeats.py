"""The mean of a few repeated measurements, with its confidence interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Spread:
    """Mean, standard deviation and 95 % interval of n measurements, in their own unit.

    A single measurement has no spread: its deviation is 0, and its interval is unbounded, written
    as None.
    """

    n: int
    mean: float
    deviation: float  # of the sample, with n - 1
    low: float | None
    high: float | None

    @property
    def half(self) -> float | None:
        """Half the width of the interval; None if it is unbounded."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


def spread(values: Sequence[float]) -> Spread:
    """Return the mean of independent values (n,) with Student's t interval (Student 1908).

    Raises ValueError for no values.
    """
    return _spread(values, share_held_out=0.0)


def spread_of_folds(values: Sequence[float]) -> Spread:
    """Return the mean over k folds with an interval corrected for the pictures that folds share.

    The networks of two folds were trained on mostly the same pictures, so the plain t interval is
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
