"""Balanced accuracy, and paired differences of two balanced accuracies, with intervals."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import numpy as np
import numpy.typing as npt

from core.interval import Interval
from core.records import StoredAs

Flags = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.integer]

RESAMPLES, SEED = 4000, 0  # of the bootstrap
PRIOR = 0.5  # pictures added to each label's counts, evenly, before sampling
ERROR = 0.05  # how often an interval, or a verdict by chance alone, may be wrong


class Verdict(StrEnum):
    """How clearly a difference exceeds chance."""

    SURE = "surely"
    LIKELY = "probably"
    OPEN = "cannot tell"


@dataclass(frozen=True)
class Difference:
    """Balanced accuracy of one condition minus that of another, on the same pictures.

    `value` and its 95 % interval from `low` to `high` are shares, -1 to 1; `fixed` and `broken`
    count the pictures that only the first, or only the second, gets right.
    """

    value: float
    low: float
    high: float
    fixed: Annotated[int, StoredAs("won")]
    broken: Annotated[int, StoredAs("lost")]
    verdict: Verdict


def balanced(right: Flags, labels: Labels) -> Interval:
    """Return the balanced accuracy of right (n,) over labels (n,) with its 95 % interval.

    A bootstrap within each label (Efron and Tibshirani 1993, chapter 13). The number of right
    answers in a resampled label is binomial, so no picture needs to be resampled by itself; half a
    picture is added to the counts, or a label of five pictures, all right, would show no
    uncertainty. Raises ValueError for no pictures.
    """
    shares, drawn = [], []
    random = np.random.default_rng(SEED)
    for here in _by_label(labels):
        n, hits = int(here.sum()), int(right[here].sum())
        shares.append(hits / n)
        drawn.append(random.binomial(n, (hits + PRIOR / 2) / (n + PRIOR), RESAMPLES) / n)
    value = float(np.mean(shares))
    low, high = np.quantile(np.mean(drawn, axis=0), [ERROR / 2, 1 - ERROR / 2])
    return Interval(value, min(value, float(low)), max(value, float(high)))


def difference(first: Flags, second: Flags, labels: Labels, questions: int = 1) -> Difference:
    """Compare two conditions on the same pictures: right or not (n,) in each, labels (n,).

    The interval is computed as in `balanced`, for the three outcomes of a pair. The verdict is
    "surely" if neither the interval nor McNemar's exact test leaves chance 5 % when all `questions`
    are tested at once (Bonferroni), and "probably" if they do not for this one alone. Raises
    ValueError for no pictures.
    """
    shares, drawn = [], []
    random = np.random.default_rng(SEED)
    for here in _by_label(labels):
        n = int(here.sum())
        fixed, broken = int((first & ~second)[here].sum()), int((second & ~first)[here].sum())
        odds = (np.array([fixed, broken, n - fixed - broken]) + PRIOR / 3) / (n + PRIOR)
        counts = random.multinomial(n, odds, RESAMPLES)
        shares.append((fixed - broken) / n)
        drawn.append((counts[:, 0] - counts[:, 1]) / n)
    spread = np.mean(drawn, axis=0)
    value = float(np.mean(shares))
    low, high = (float(end) for end in np.quantile(spread, [ERROR / 2, 1 - ERROR / 2]))
    fixed, broken = int((first & ~second).sum()), int((second & ~first).sum())
    verdict = _verdict(spread, fixed, broken, questions)
    return Difference(value, min(value, low), max(value, high), fixed, broken, verdict)


def _verdict(spread: npt.NDArray[np.floating], fixed: int, broken: int, questions: int) -> Verdict:
    for verdict, error in ((Verdict.SURE, ERROR / questions), (Verdict.LIKELY, ERROR)):
        low, high = np.quantile(spread, [error / 2, 1 - error / 2])
        if (low > 0 or high < 0) and mcnemar(fixed, broken) <= error:
            return verdict
    return Verdict.OPEN


def mcnemar(fixed: int, broken: int) -> float:
    """Return the exact two-sided p-value for these counts of discordant pairs (McNemar 1947)."""
    n, fewer = fixed + broken, min(fixed, broken)
    tail = float(sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n)
    return min(1.0, 2 * tail)


def _by_label(labels: Labels) -> Iterator[Flags]:
    if not len(labels):
        raise ValueError("A balanced accuracy needs at least one picture.")
    for label in np.unique(labels):
        yield labels == label
