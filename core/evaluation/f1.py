"""F1 of each class and their mean, from a confusion matrix, with intervals."""

import numpy as np
import numpy.typing as npt

from core.evaluation.estimate import Estimate, Method
from core.interval import NORMAL_95, wilson

Confusion = npt.NDArray[np.int64]
RESAMPLES, SEED = 1000, 0


def f1_of_class(confusion: Confusion, label: int) -> Estimate | None:
    """Return the F1 of a class; None if no picture has it as label or prediction.

    With J = TP / (TP + FP + FN), F1 = 2J / (1 + J) rises with J, and TP is binomial among the
    pictures that have the class as label or prediction: Wilson's interval for J, transformed.
    """
    hits = int(confusion[label, label])
    n = int(confusion[label].sum() + confusion[:, label].sum()) - hits
    if not n:
        return None
    found = wilson(hits, n)
    value, low, high = (2 * share / (1 + share) for share in (found.value, found.low, found.high))
    return Estimate(value, low, high, Method.JACCARD)


def macro_f1(confusion: Confusion, all_right_low: float) -> Estimate:
    """Return the mean F1 over the classes that have pictures, with its interval.

    confusion: counts (k, k), label by prediction. The spread of 1,000 multinomial redraws of the
    whole matrix (Efron and Tibshirani 1993), on the logit scale, so that the interval stays within
    0 and 1. If all pictures are right, redraws show no spread: the lower end is `all_right_low`.
    """
    value = float(_macro(confusion[None])[0])
    if value in (0.0, 1.0):
        return Estimate(value, min(value, all_right_low), value, Method.BOOTSTRAP)
    n = int(confusion.sum())
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(n, confusion.ravel() / n, RESAMPLES)
    deviation = float(_macro(drawn.reshape(RESAMPLES, *confusion.shape)).std(ddof=1))
    logit, half = np.log(value / (1 - value)), NORMAL_95 * deviation / (value * (1 - value))
    low, high = (float(1 / (1 + np.exp(-end))) for end in (logit - half, logit + half))
    return Estimate(value, low, high, Method.BOOTSTRAP)


def _macro(confusions: Confusion) -> npt.NDArray[np.float64]:
    """Return the macro F1 of each matrix, (m, k, k) -> (m,)."""
    labelled, predicted = confusions.sum(axis=2), confusions.sum(axis=1)
    hits = np.einsum("mii->mi", confusions)
    f1 = 2 * hits / np.maximum(labelled + predicted, 1)
    there = labelled > 0
    mean: npt.NDArray[np.float64] = (f1 * there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return mean
