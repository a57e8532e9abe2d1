"""Selective prediction: accuracy against coverage, the share of pictures that is answered."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.interval import Interval, wilson

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True)
class CoveragePoint:
    """The result of one threshold, in shares 0-1.

    `coverage` is the share of the pictures with a right answer that is answered at all, `accuracy`
    that of right ones among the `answered`, with its 95 % interval, None if none is answered.
    `false_acceptance` is the share of out-of-distribution pictures, for which abstaining is right,
    that is answered all the same; None if there are none.
    """

    threshold: float
    answered: int
    coverage: float
    accuracy: Interval | None
    false_acceptance: float | None


@dataclass(frozen=True, eq=False)
class CoverageCurve:
    """Thresholds (k,), strictest first, and how many pictures are answered and right at each.

    `answered` and `right` are counts (k,), `n` counts all pictures that have a right answer;
    `outliers` (m,) is the familiarity of out-of-distribution pictures, -inf for refused ones.
    """

    thresholds: npt.NDArray[np.float64]
    answered: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    n: int
    outliers: npt.NDArray[np.float64]

    def points(self) -> tuple[CoveragePoint, ...]:
        """Return every point of the curve, the strictest threshold first."""
        return tuple(self.at_threshold(float(threshold)) for threshold in self.thresholds)

    def at_threshold(self, threshold: float) -> CoveragePoint:
        """Return the point of any threshold, whether or not a picture is exactly there."""
        place = int(np.searchsorted(-self.thresholds, -threshold, side="right")) - 1
        answered = int(self.answered[place]) if place >= 0 else 0
        return CoveragePoint(
            threshold=threshold,
            answered=answered,
            coverage=answered / self.n,
            accuracy=wilson(int(self.right[place]), answered) if answered else None,
            false_acceptance=float((self.outliers >= threshold).mean())
            if len(self.outliers)
            else None,
        )

    def at_coverage(self, coverage: float) -> CoveragePoint:
        """Return the strictest point that answers at least a share of `coverage` (0-1).

        If no threshold answers that many, returns the point that answers the most.
        """
        enough = np.flatnonzero(self.answered >= coverage * self.n - 1e-9)
        if not len(self.thresholds):
            return self.at_threshold(0.0)
        return self.at_threshold(float(self.thresholds[enough[0] if len(enough) else -1]))


def coverage_curve(
    familiarity: Floats, right: npt.NDArray[np.bool_], outliers: Floats
) -> CoverageCurve:
    """Return the risk-coverage curve of pictures by their familiarity.

    familiarity (n,) and right (n,) of pictures that have a right answer, outliers (m,) the
    familiarity of those that have none; -inf for what no threshold answers. A picture is answered
    if its familiarity reaches the threshold, so that equal ones are answered together (El-Yaniv
    and Wiener, “On the Foundations of Noise-free Selective Classification”, JMLR 11, 2010). Raises
    ValueError for no pictures.
    """
    if not len(familiarity):
        raise ValueError("A curve needs at least one picture that has a right answer.")
    can = np.isfinite(familiarity)
    order = np.argsort(-familiarity[can], kind="stable")
    ranked = familiarity[can][order].astype(np.float64)
    ends = np.flatnonzero(np.append(ranked[:-1] != ranked[1:], len(ranked) > 0))
    return CoverageCurve(
        thresholds=ranked[ends],
        answered=(ends + 1).astype(np.int64),
        right=np.cumsum(right[can][order])[ends].astype(np.int64),
        n=len(familiarity),
        outliers=outliers.astype(np.float64),
    )
