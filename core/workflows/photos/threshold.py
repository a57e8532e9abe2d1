"""When to believe an answer: accuracy against coverage on labelled pictures, and the threshold."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import HomeUnusable, ModelUnavailable
from core.evaluation import expected_calibration_error
from core.evaluation.selective import CoverageCurve, CoveragePoint, coverage_curve
from core.model_files import (
    PHOTO,
    ChosenThreshold,
    card_calibrations,
    chosen_thresholds,
    drop_threshold,
    write_threshold,
)
from core.predictor import Predictor
from core.registry import ModelVersion
from core.workflows.photos.ablation import Looked
from core.workflows.photos.folder import Mapped
from core.workflows.photos.step_effects import rights

HALF = 0.5


@dataclass(frozen=True)
class Threshold:
    """From which familiarity (0-1) on a model counts a picture as known, and by whose choice.

    `own` is the card's, chosen on validation pictures; `chosen` a person's, None where there is
    none.
    """

    own: float
    chosen: ChosenThreshold | None

    @property
    def now(self) -> float:
        return self.own if self.chosen is None else self.chosen.threshold


def road_of(looks: Sequence[Looked]) -> str:
    """Return how most of the pictures came to 28×28: each road has its own familiarity."""
    kinds = Counter(looked.kind for looked in looks if looked.kind)
    return kinds.most_common(1)[0][0] if kinds else PHOTO


def on_road(looks: Sequence[Looked], road: str) -> list[Looked]:
    """Return the pictures that came by a road, and those that were refused before they had one."""
    return [looked for looked in looks if looked.kind in (road, "")]


def curve_of(looks: Sequence[Looked], mapping: Mapped) -> CoverageCurve:
    """Return accuracy against coverage of pictures that came by one road, all stages on.

    A picture that was refused is wrong, and answered at no threshold. Raises ValueError where no
    label is one of the ten.
    """
    labelled = [looked for looked in looks if mapping[looked.label.lower()]]
    strangers = [looked for looked in looks if not mapping[looked.label.lower()]]
    return coverage_curve(
        _familiarity(labelled), rights(labelled, mapping), _familiarity(strangers)
    )


def calibration_error(looks: Sequence[Looked], mapping: Mapped) -> float | None:
    """Return how far the probabilities of answers are off, 0-1; None where none was answered."""
    told = [(looked, looked.told()) for looked in looks if mapping[looked.label.lower()]]
    answered = [looked for looked, one in told if one]
    if not answered:
        return None
    likely = np.array([one.probability for _, one in told if one])
    # Two outcomes, as the metric wants them: right, with the probability of the answer, or not.
    outcomes = np.where(rights(answered, mapping), 0, 1)
    return expected_calibration_error(outcomes, np.column_stack([likely, np.zeros(len(likely))]))


def _familiarity(looks: Sequence[Looked]) -> np.ndarray:
    told = (looked.told() for looked in looks)
    return np.array([one.familiarity if one else -np.inf for one in told], np.float64)


def coverage_line(looks: Sequence[Looked], mapping: Mapped, predictor: Predictor) -> dict[str, Any]:
    """Lay out for JSON what the threshold in use gives, and what answering half would.

    It is of the road that most of the pictures came by. Raises ValueError as `curve_of` does.
    """
    road = road_of(looks)
    curve = curve_of(on_road(looks, road), mapping)
    threshold = predictor.calibration(road).threshold
    return {
        "road": road,
        "at_threshold": point_line(curve.at_threshold(threshold)),
        "at_half": point_line(curve.at_coverage(HALF)),
        "calibration_error": calibration_error(on_road(looks, road), mapping),
    }


def point_line(point: CoveragePoint) -> dict[str, Any]:
    """Lay one point of the curve out for JSON."""
    found = point.accuracy
    return {
        "threshold": point.threshold,
        "coverage": point.coverage,
        "accuracy": found and found.value,
        "low": found and found.low,
        "high": found and found.high,
        "false_alarms": point.alarms,
    }


def threshold_of(version: ModelVersion, road: str) -> Threshold:
    """Return a version's threshold on a road; raises ModelUnavailable where its card is damaged."""
    own = card_calibrations(version.folder)[road].threshold
    return Threshold(own, chosen_thresholds(version.folder).get(road))


def use_threshold(version: ModelVersion, road: str, threshold: float, where: str) -> None:
    """Let a version count as known, from its next loading on, what reaches a threshold on a road.

    The choice lies beside the model in this home and goes with it; its card stays as it was
    measured. `where` says on which pictures it was chosen. Raises ModelUnavailable for the shipped
    model before it is registered, and HomeUnusable where it cannot be written.
    """
    if not version.number:
        raise ModelUnavailable("The model is still being registered. Try again in a moment.")
    try:
        write_threshold(version.folder, ChosenThreshold(threshold, time.time(), where), road)
    except OSError as error:
        raise _unusable(error) from error


def forget_threshold(version: ModelVersion, road: str) -> None:
    """Go back to the threshold of the card. Raises HomeUnusable where that cannot be."""
    try:
        drop_threshold(version.folder, road)
    except OSError as error:
        raise _unusable(error) from error


def _unusable(error: OSError) -> HomeUnusable:
    return HomeUnusable(f"The threshold cannot be kept: {error}. The one before stays.")
