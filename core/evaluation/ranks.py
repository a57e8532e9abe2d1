"""One class against the rest: ROC, precision-recall, the areas under them, their variances."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.evaluation.estimate import (
    Estimate,
    Method,
    around,
    mixed_variance,
    rank_estimate,
    score_estimate,
    student,
)

Floats = npt.NDArray[np.float64]
BIAS_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class OneAgainstRest:
    """Counts at each distinct score of a class, the highest first, all (k,).

    `true_positives` and `false_positives` count the pictures that score at least `scores`.
    """

    scores: Floats
    true_positives: npt.NDArray[np.int64]
    false_positives: npt.NDArray[np.int64]

    @property
    def positives(self) -> int:
        return int(self.true_positives[-1])

    @property
    def negatives(self) -> int:
        return int(self.false_positives[-1])

    @property
    def recall(self) -> Floats:
        """The true positive rate too."""
        return self.true_positives / self.positives

    @property
    def false_positive_rate(self) -> Floats:
        return self.false_positives / self.negatives

    @property
    def precision(self) -> Floats:
        return self.true_positives / (self.true_positives + self.false_positives)


@dataclass(frozen=True, eq=False)
class RankMeasures:
    """The areas of one class, and how each picture moves them, (n,) (their influence).

    `fewer` counts the positives or the negatives, whichever are fewer.
    """

    fewer: int
    auroc: float
    auroc_influence: Floats
    average_precision: float
    average_precision_influence: Floats
    average_precision_bias: float

    def auroc_estimate(self) -> Estimate:
        variance = float((self.auroc_influence**2).sum())
        return rank_estimate(self.auroc, variance, self.fewer, Method.DELONG)

    def average_precision_estimate(self) -> Estimate:
        variance = float((self.average_precision_influence**2).sum())
        area, bias = self.average_precision, self.average_precision_bias
        return around(area, rank_estimate(area - bias, variance, self.fewer, Method.JACKKNIFE))


def one_against_rest(scores: Floats, positive: npt.NDArray[np.bool_]) -> OneAgainstRest:
    """Count positives and negatives by score: scores (n,), positive (n,)."""
    order = np.argsort(-scores, kind="stable")
    return _counted(scores[order], positive[order])


def _counted(ranked: Floats, positive: npt.NDArray[np.bool_]) -> OneAgainstRest:
    ends = np.flatnonzero(np.append(ranked[:-1] != ranked[1:], True))  # equal scores are one step
    true_positives = np.cumsum(positive)[ends].astype(np.int64)
    return OneAgainstRest(ranked[ends], true_positives, ends + 1 - true_positives)


def rank_measures(scores: Floats, positive: npt.NDArray[np.bool_]) -> RankMeasures | None:
    """Measure scores (n,) against positive (n,); None unless there are both kinds of pictures.

    The AUROC's influences are DeLong's structural components (DeLong, DeLong and Clarke-Pearson,
    Biometrics 44, 1988): their squares sum to its variance. Those of the average precision are its
    derivatives by the weight of each picture (infinitesimal jackknife: Efron 1982).
    """
    if positive.all() or not positive.any():
        return None
    order = np.argsort(-scores, kind="stable")
    ranked, right = scores[order], positive[order]
    steps = _counted(ranked, right)
    step = np.searchsorted(-steps.scores, -ranked)  # the step of each picture, (n,)
    auroc, auroc_influence = _auroc(steps, step, right)
    precision, precision_influence = _average_precision(steps, step, right)
    back = np.argsort(order)
    return RankMeasures(
        min(steps.positives, steps.negatives),
        auroc,
        auroc_influence[back],
        precision,
        precision_influence[back],
        _bias(steps),
    )


def _auroc(
    steps: OneAgainstRest, step: npt.NDArray[np.intp], positive: npt.NDArray[np.bool_]
) -> tuple[float, Floats]:
    m, n = steps.positives, steps.negatives
    negatives_below = n - _middle(steps.false_positives)
    positives_above = _middle(steps.true_positives)
    component = np.where(positive, negatives_below[step] / n, positives_above[step] / m)
    area = float(component[positive].mean())
    # n / (n - 1): the variance of a sample, as DeLong has it; a single picture shows none.
    scale = np.where(positive, m * max(m - 1, 1), n * max(n - 1, 1)) ** 0.5
    return area, (component - area) / scale


def _middle(counts: npt.NDArray[np.int64]) -> Floats:
    """Return the count above each step and half of the step itself: equal scores count half."""
    middle: Floats = counts - np.diff(counts, prepend=0) / 2
    return middle


def _average_precision(
    steps: OneAgainstRest, step: npt.NDArray[np.intp], positive: npt.NDArray[np.bool_]
) -> tuple[float, Floats]:
    m = steps.positives
    new = np.diff(steps.true_positives, prepend=0)  # positives of each step
    precision = steps.precision
    area = float((new * precision).sum()) / m
    answered = steps.true_positives + steps.false_positives
    # One more positive, or negative, at a step changes the precision there and at all steps below.
    gain = _from_here(new * steps.false_positives / answered**2)
    loss = _from_here(new * steps.true_positives / answered**2)
    influence = np.where(positive, precision[step] - area + gain[step], -loss[step]) / m
    return area, influence * (m / max(m - 1, 1)) ** 0.5  # the variance of a sample


def _bias(steps: OneAgainstRest) -> float:
    """Return by how much the average precision exceeds that of many pictures, roughly.

    Each positive counts in its own precision, which adds several points with few positives and a
    weak model. In simulation between half and nine tenths of that are real: half is returned.
    """
    new = np.diff(steps.true_positives, prepend=0)
    answered = steps.true_positives + steps.false_positives
    own = steps.false_positives / (answered * np.maximum(answered - 1, 1))
    return BIAS_SHARE * float((new * own).sum()) / steps.positives


def _from_here(values: Floats) -> Floats:
    total: Floats = np.cumsum(values[::-1])[::-1]
    return total


def macro_estimates(found: list[RankMeasures]) -> tuple[Estimate, Estimate]:
    """Return the mean AUROC and average precision over classes, with intervals.

    A picture counts in every class, so its influences are added before they are squared.
    """
    auroc = _macro(
        [one.auroc for one in found],
        [one.auroc_influence for one in found],
        [one.fewer for one in found],
        Method.DELONG,
        0.0,
    )
    precision = _macro(
        [one.average_precision for one in found],
        [one.average_precision_influence for one in found],
        [one.fewer for one in found],
        Method.JACKKNIFE,
        float(np.mean([one.average_precision_bias for one in found])),
    )
    return auroc, precision


def _macro(
    areas: list[float], influences: list[Floats], fewer: list[int], method: Method, bias: float
) -> Estimate:
    k = len(areas)
    variance = float((np.sum(influences, axis=0) ** 2).sum()) / k**2
    for area, influence, m in zip(areas, influences, fewer, strict=True):
        own = float((influence**2).sum())
        variance += (mixed_variance(area, own, m) - own) / k**2
    value = float(np.mean(areas))
    centre = value - bias
    trials = centre * (1 - centre) / variance if 0 < centre < 1 else float(sum(fewer))
    return around(value, score_estimate(centre, trials, method, student(float(np.mean(fewer)))))
