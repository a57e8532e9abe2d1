"""The mean over labels of the share of right answers, and paired differences of two such means."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from core.evaluation.metrics import Interval

Flags = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.integer]

DRAWS, SEED = 4000, 0  # of the bootstrap
DOUBT = 0.5  # of a picture: what is added to each label's counts, evenly, before drawing
ERROR = 0.05  # how often an interval, or a verdict by chance alone, may be wrong


class Verdict(StrEnum):
    """How far a difference stands out from chance."""

    SURE = "surely"
    LIKELY = "probably"
    OPEN = "cannot tell"


@dataclass(frozen=True)
class Difference:
    """Balanced accuracy of one way of answering less that of another, on the same pictures.

    `value`, `low` and `high` are shares, -1 to 1, with the 95 % interval; `won` and `lost` count
    the pictures that only the first, or only the second, way got right.
    """

    value: float
    low: float
    high: float
    won: int
    lost: int
    verdict: Verdict


def balanced(right: Flags, labels: Labels) -> Interval:
    """Return the balanced accuracy of right (n,) over labels (n,) with its 95 % interval.

    A bootstrap within each label (Efron and Tibshirani 1993, chapter 13). The number of right
    answers in a redrawn label is binomial, so that nothing needs to be redrawn picture by picture;
    its counts get half a picture more, or a label of five pictures, all right, would show no doubt
    at all. Raises ValueError where there is no picture.
    """
    shares, drawn = [], []
    random = np.random.default_rng(SEED)
    for here in _by_label(labels):
        n, hits = int(here.sum()), int(right[here].sum())
        shares.append(hits / n)
        drawn.append(random.binomial(n, (hits + DOUBT / 2) / (n + DOUBT), DRAWS) / n)
    value = float(np.mean(shares))
    low, high = np.quantile(np.mean(drawn, axis=0), [ERROR / 2, 1 - ERROR / 2])
    return Interval(value, min(value, float(low)), max(value, float(high)))


def difference(first: Flags, second: Flags, labels: Labels, questions: int = 1) -> Difference:
    """Compare two ways of answering the same pictures: first (n,), second (n,), labels (n,).

    The interval is that of `balanced`, for the three outcomes of a pair. It is "surely" different
    where neither the interval nor McNemar's exact test leaves chance as much as 5 % for all
    `questions` asked at once (Bonferroni), and "probably" where they do not for this one alone.
    Raises ValueError where there is no picture.
    """
    shares, drawn = [], []
    random = np.random.default_rng(SEED)
    for here in _by_label(labels):
        n = int(here.sum())
        won, lost = int((first & ~second)[here].sum()), int((second & ~first)[here].sum())
        odds = (np.array([won, lost, n - won - lost]) + DOUBT / 3) / (n + DOUBT)
        counts = random.multinomial(n, odds, DRAWS)
        shares.append((won - lost) / n)
        drawn.append((counts[:, 0] - counts[:, 1]) / n)
    spread = np.mean(drawn, axis=0)
    value = float(np.mean(shares))
    low, high = (float(end) for end in np.quantile(spread, [ERROR / 2, 1 - ERROR / 2]))
    won, lost = int((first & ~second).sum()), int((second & ~first).sum())
    verdict = _verdict(spread, won, lost, questions)
    return Difference(value, min(value, low), max(value, high), won, lost, verdict)


def _verdict(spread: npt.NDArray[np.floating], won: int, lost: int, questions: int) -> Verdict:
    for verdict, error in ((Verdict.SURE, ERROR / questions), (Verdict.LIKELY, ERROR)):
        low, high = np.quantile(spread, [error / 2, 1 - error / 2])
        if (low > 0 or high < 0) and mcnemar(won, lost) <= error:
            return verdict
    return Verdict.OPEN


def mcnemar(won: int, lost: int) -> float:
    """Return the exact two-sided p of so uneven a split of discordant pairs (McNemar 1947)."""
    n, fewer = won + lost, min(won, lost)
    tail = float(sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n)
    return min(1.0, 2 * tail)


def _by_label(labels: Labels) -> Iterator[Flags]:
    if not len(labels):
        raise ValueError("A balanced accuracy needs at least one picture.")
    for label in np.unique(labels):
        yield labels == label
