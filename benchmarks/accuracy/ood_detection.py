"""Does it know when it does not know? On a folder of labelled photos, strangers among them.

How well familiarity tells the ten kinds of garment from others (AUROC), beside the probability of
the likeliest class, the usual score; how often half of the answers are right where the other half
is left out; and how far confidence is from accuracy.
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

LEAST_AUROC, LEAST_AT_HALF, MOST_GAP = 0.75, 0.82, 0.05
TARGET = f"AUROC ≥ {LEAST_AUROC}, half of the answers ≥ {LEAST_AT_HALF} right, gap ≤ {MOST_GAP}"


def measure() -> dict[str, Any]:
    folder = os.environ.get(FOLDER)
    if not folder:
        raise NotMeasurable(MISSING)
    predictor = Predictor.load(Settings.from_environment().shipped_champion)
    judged = score_folder(Path(folder), NAMES, predictor, Silent()).judged
    garments = [one for one in judged if one.right is not None]
    strangers = [one for one in judged if one.right is None]
    if not garments or not strangers:
        raise NotMeasurable("The folder needs labels that map to a class and labels that do not.")
    return figure(garments, strangers).as_line()


def figure(garments: Sequence[Judged], strangers: Sequence[Judged]) -> Figure:
    """Count what could not be read as wrong and strange."""
    right = np.array([bool(one.right) for one in garments])
    familiarity, stranger = _familiarity(garments), _familiarity(strangers)
    value = auroc(familiarity, stranger)
    baseline = auroc(_confidence(garments), _confidence(strangers))
    half = coverage_curve(familiarity, right, stranger).at_coverage(0.5).accuracy
    gap = calibration_gap(_confidence(garments), right)
    at_half = half.value if half else 0.0
    known = np.array([one.known for one in garments])
    return Figure(
        benchmark="doubts",
        value=value,
        unit="AUROC of garments against others",
        baseline=baseline,
        ratio=value / baseline,
        target=TARGET,
        met=value >= LEAST_AUROC and at_half >= LEAST_AT_HALF and gap <= MOST_GAP,
        data=f"{len(garments)} pictures of the ten, {len(strangers)} of others; "
        "baseline: the likeliest class' probability",
        extra={
            "accuracy_at_half_coverage": at_half,
            "at_half_interval_95": [half.low, half.high] if half else None,
            "calibration_gap": gap,
            "known": float(known.mean()),
            "right_when_known": float(right[known].mean()) if known.any() else None,
            "others_called_known": float(np.mean([one.known for one in strangers])),
        },
    )


def _familiarity(judged: Sequence[Judged]) -> np.ndarray:
    found = [one.prediction for one in judged]
    return np.array([one.familiarity if one else -np.inf for one in found])


def _confidence(judged: Sequence[Judged]) -> np.ndarray:
    found = [one.prediction for one in judged]
    return np.array([one.probability if one else 0.0 for one in found])
