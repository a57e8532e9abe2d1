"""Out-of-distribution detection on a folder of labelled photos, some of none of the ten classes.

How well familiarity separates the ten classes from other garments (AUROC), compared with the usual
score, the maximum class probability; accuracy at half coverage, where the model abstains on the
other half; and the gap between confidence and accuracy.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.photos import FOLDER, MISSING
from benchmarks.harness.figure import Figure, NotMeasurable
from core.evaluation.metrics import calibration_gap
from core.evaluation.ranking import auroc
from core.evaluation.selective import coverage_curve
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.photos.score import NAMES, Judged, score_folder

MIN_AUROC, MIN_AT_HALF, MAX_GAP = 0.75, 0.82, 0.05
TARGET = f"AUROC ≥ {MIN_AUROC}, at half coverage ≥ {MIN_AT_HALF} right, gap ≤ {MAX_GAP}"


def measure() -> dict[str, Any]:
    folder = os.environ.get(FOLDER)
    if not folder:
        raise NotMeasurable(MISSING)
    predictor = Predictor.load(Settings.from_environment().shipped_champion)
    judged = score_folder(Path(folder), NAMES, predictor, Silent()).judged
    garments = [one for one in judged if one.right is not None]
    outliers = [one for one in judged if one.right is None]
    if not garments or not outliers:
        raise NotMeasurable("The folder needs labels that map to a class and labels that do not.")
    return figure(garments, outliers).as_line()


def figure(garments: Sequence[Judged], outliers: Sequence[Judged]) -> Figure:
    """Summarise; a picture that could not be read counts as wrong and unfamiliar."""
    right = np.array([bool(one.right) for one in garments])
    familiarity, outlier = _familiarity(garments), _familiarity(outliers)
    value = auroc(familiarity, outlier)
    baseline = auroc(_confidence(garments), _confidence(outliers))
    half = coverage_curve(familiarity, right, outlier).at_coverage(0.5).accuracy
    gap = calibration_gap(_confidence(garments), right)
    at_half = half.value if half else 0.0
    known = np.array([one.known for one in garments])
    return Figure(
        benchmark="ood_detection",
        value=value,
        unit="AUROC, the ten classes against others",
        baseline=baseline,
        ratio=value / baseline,
        target=TARGET,
        met=value >= MIN_AUROC and at_half >= MIN_AT_HALF and gap <= MAX_GAP,
        data=f"{len(garments)} pictures of the ten classes, {len(outliers)} of others; "
        "baseline: maximum class probability",
        extra={
            "accuracy_at_half_coverage": at_half,
            "at_half_interval_95": [half.low, half.high] if half else None,
            "calibration_gap": gap,
            "known": float(known.mean()),
            "right_when_known": float(right[known].mean()) if known.any() else None,
            "others_called_known": float(np.mean([one.known for one in outliers])),
        },
    )


def _familiarity(judged: Sequence[Judged]) -> np.ndarray:
    found = [one.prediction for one in judged]
    return np.array([one.familiarity if one else -np.inf for one in found])


def _confidence(judged: Sequence[Judged]) -> np.ndarray:
    found = [one.prediction for one in judged]
    return np.array([one.probability if one else 0.0 for one in found])
