"""Everything that is measured of one model on one set of labelled pictures."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import BadData
from core.evaluation.estimate import Estimate, Method, estimate_of, mean_estimate
from core.evaluation.f1 import f1_of_class, macro_f1
from core.evaluation.paired import balanced
from core.evaluation.ranks import RankMeasures, macro_estimates, rank_measures
from core.evaluation.reliability import ReliabilityBin, calibration_estimate, reliability
from core.evaluation.selective import CoverageCurve, coverage_curve
from core.interval import wilson
from core.text import counted

TINY = 1e-12  # the probability that the log loss takes 0 for
SUM_TOLERANCE = 1e-3
FEW = 30  # pictures, below which the mean of losses is far from normal

Labels = npt.NDArray[np.integer]
Floats = npt.NDArray[np.floating]


@dataclass(frozen=True)
class ClassEvaluation:
    """What is measured of one class against the others; None where it is not defined.

    `n` pictures have the class as their label, `predicted` as their answer.
    """

    label: int
    n: int
    predicted: int
    precision: Estimate | None
    recall: Estimate | None
    f1: Estimate | None
    auroc: Estimate | None
    average_precision: Estimate | None


@dataclass(frozen=True, eq=False)
class Evaluation:
    """All metrics of a model on n pictures, each with its 95 % interval.

    `confusion[i, j]` counts the pictures of class i that were answered j. `coverage` is accuracy
    against the share answered, the surest first. `notes` are sentences about what is not defined,
    or means little, on these pictures.
    """

    n: int
    accuracy: Estimate
    balanced_accuracy: Estimate
    macro_f1: Estimate
    log_loss: Estimate
    brier_score: Estimate
    calibration_error: Estimate
    auroc: Estimate | None
    average_precision: Estimate | None
    classes: tuple[ClassEvaluation, ...]
    confusion: npt.NDArray[np.int64]
    reliability: tuple[ReliabilityBin, ...]
    coverage: CoverageCurve
    notes: tuple[str, ...]


def evaluate(labels: Labels, probabilities: Floats) -> Evaluation:
    """Evaluate probabilities (n, k) against labels (n,), 0 to k - 1.

    Balanced accuracy and the macro means leave out classes without a picture. Raises BadData for
    no pictures, and for probabilities that are not numbers from 0 to 1 that sum to 1.
    """
    _require_sound(labels, probabilities)
    whole = probabilities.astype(np.float64)
    predicted, confidence = whole.argmax(axis=1), whole.max(axis=1)
    right = predicted == labels
    confusion = confusion_matrix(labels, predicted, whole.shape[1])
    ranks = [rank_measures(whole[:, c], labels == c) for c in range(whole.shape[1])]
    defined = [one for one in ranks if one is not None]
    auroc, precision = macro_estimates(defined) if defined else (None, None)
    even = estimate_of(balanced(right, labels), Method.BINOMIAL_BOOTSTRAP)
    return Evaluation(
        n=len(labels),
        accuracy=estimate_of(wilson(int(right.sum()), len(labels)), Method.WILSON),
        balanced_accuracy=even,
        macro_f1=macro_f1(confusion, even.low),
        log_loss=mean_estimate(losses(labels, whole)),
        brier_score=mean_estimate(squared_errors(labels, whole)),
        calibration_error=calibration_estimate(confidence, right),
        auroc=auroc,
        average_precision=precision,
        classes=tuple(_class(confusion, label, one) for label, one in enumerate(ranks)),
        confusion=confusion,
        reliability=reliability(confidence, right),
        coverage=coverage_curve(confidence, right, np.empty(0)),
        notes=_notes(labels, whole),
    )


def _require_sound(labels: Labels, probabilities: Floats) -> None:
    if not len(labels):
        raise BadData(
            "There are no pictures to evaluate on. Choose other data, or take fewer pictures out."
        )
    if probabilities.shape[:1] != labels.shape or labels.max() >= probabilities.shape[1]:
        raise BadData("Labels and probabilities do not belong together. Evaluate again.")
    sums = probabilities.sum(axis=1)
    sound = np.isfinite(sums) & (np.abs(sums - 1) < SUM_TOLERANCE)
    sound &= (probabilities >= 0).all(axis=1)
    if not sound.all():
        raise BadData(
            f"The model's probabilities are no numbers from 0 to 1 that sum to 1 for "
            f"{int((~sound).sum()):,} of {len(labels):,} pictures. Choose another model, or train "
            "this one again."
        )


def confusion_matrix(labels: Labels, predicted: Labels, classes: int) -> npt.NDArray[np.int64]:
    """Count the pictures by label and prediction, both (n,), as (classes, classes)."""
    pairs = labels.astype(np.int64) * classes + predicted
    counts = np.bincount(pairs, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int64)


def losses(labels: Labels, probabilities: Floats) -> npt.NDArray[np.float64]:
    """Return minus the logarithm of each label's probability, (n,)."""
    own = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return -np.log(np.maximum(own, TINY))


def squared_errors(labels: Labels, probabilities: Floats) -> npt.NDArray[np.float64]:
    """Return each picture's Brier score over all classes, 0 to 2 (Brier 1950), (n,)."""
    own = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    squares: npt.NDArray[np.float64] = (probabilities.astype(np.float64) ** 2).sum(axis=1)
    return squares - 2 * own + 1


def _class(
    confusion: npt.NDArray[np.int64], label: int, ranks: RankMeasures | None
) -> ClassEvaluation:
    hits = int(confusion[label, label])
    n, predicted = int(confusion[label].sum()), int(confusion[:, label].sum())
    return ClassEvaluation(
        label=label,
        n=n,
        predicted=predicted,
        precision=_share(hits, predicted),
        recall=_share(hits, n),
        f1=f1_of_class(confusion, label),
        auroc=ranks.auroc_estimate() if ranks else None,
        average_precision=ranks.average_precision_estimate() if ranks else None,
    )


def _share(hits: int, n: int) -> Estimate | None:
    return estimate_of(wilson(hits, n), Method.WILSON) if n else None


def _notes(labels: Labels, probabilities: Floats) -> tuple[str, ...]:
    there = len(np.unique(labels))
    missing = probabilities.shape[1] - there
    notes = []
    if there == 1:
        notes.append(
            "All pictures have one label: AUROC and average precision need at least two classes."
        )
    elif missing:
        notes.append(
            f"{missing} of {probabilities.shape[1]} classes have no picture here; means over the "
            "classes leave them out."
        )
    if len(labels) < FEW:
        notes.append(
            f"Only {counted(len(labels), 'picture')}: the intervals of log loss and Brier score "
            "are too narrow."
        )
    if len(probabilities) > 1 and np.ptp(probabilities, axis=0).max() < TINY:
        notes.append("The model gives every picture the same probabilities: it sees no difference.")
    return tuple(notes)
