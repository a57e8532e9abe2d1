"""Classification metrics, with the uncertainty of the accuracy."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.interval import Interval, wilson

TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Scores:
    """Metrics of one model on one split. `confusion[i, j]`: class i predicted as j, (10, 10)."""

    n: int
    accuracy: Interval
    balanced_accuracy: float
    log_loss: float
    calibration_error: float
    confusion: npt.NDArray[np.int64]
    recall: tuple[float, ...]


def expected_calibration_error(
    labels: npt.NDArray[np.integer], probabilities: npt.NDArray[np.floating], bins: int = 15
) -> float:
    """Return the mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017).

    labels (n,), probabilities (n, classes).
    """
    return calibration_gap(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels, bins)


def calibration_gap(
    confidence: npt.NDArray[np.floating], right: npt.NDArray[np.bool_], bins: int = 15
) -> float:
    """Return the expected calibration error from confidence (n,) and right (n,) alone."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(right[which == b].mean() - confidence[which == b].mean()) * np.mean(which == b)
        for b in np.unique(which)
    ]
    return float(np.sum(gaps))


def score(labels: npt.NDArray[np.integer], probabilities: npt.NDArray[np.floating]) -> Scores:
    """Score probabilities (n, classes) against labels (n,).

    Classes without a picture are left out of the balanced accuracy (the mean recall).
    """
    classes = probabilities.shape[1]
    predicted = probabilities.argmax(axis=1)
    confusion = np.zeros((classes, classes), np.int64)
    np.add.at(confusion, (labels.astype(int), predicted), 1)
    totals = confusion.sum(axis=1)
    recall = np.divide(confusion.diagonal(), totals, out=np.full(classes, np.nan), where=totals > 0)
    right = np.take_along_axis(probabilities, labels.astype(int)[:, None], axis=1)
    return Scores(
        n=len(labels),
        accuracy=wilson(int(confusion.trace()), len(labels)),
        balanced_accuracy=float(np.nanmean(recall)),
        log_loss=float(-np.log(np.maximum(right, TINY)).mean()),
        calibration_error=expected_calibration_error(labels, probabilities),
        confusion=confusion,
        recall=tuple(float(r) for r in recall),
    )
