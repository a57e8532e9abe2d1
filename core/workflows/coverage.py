"""When to believe an answer: accuracy against coverage on labelled pictures, and the threshold."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.cards import (
    PHOTO,
    ChosenThreshold,
    card_calibrations,
    chosen_threshold,
    drop_threshold,
    write_threshold,
)
from core.errors import HomeUnusable, ModelUnavailable
from core.evaluation.coverage import CoverageCurve, CoveragePoint, coverage_curve
from core.registry import ModelVersion
from core.workflows.ablation import Looked
from core.workflows.ablation_scores import rights
from core.workflows.labelled import Mapped

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


def curve_of(looks: Sequence[Looked], mapping: Mapped) -> CoverageCurve:
    """Return accuracy against coverage, all stages on.

    A picture that was refused is wrong, and answered at no threshold. Raises ValueError where no
    label is one of the ten.
    """
    labelled = [looked for looked in looks if mapping[looked.label.lower()]]
    strangers = [looked for looked in looks if not mapping[looked.label.lower()]]
    return coverage_curve(
        _familiarity(labelled), rights(labelled, mapping), _familiarity(strangers)
    )


def _familiarity(looks: Sequence[Looked]) -> np.ndarray:
    told = (looked.told() for looked in looks)
    return np.array([one.familiarity if one else -np.inf for one in told], np.float64)


def coverage_line(curve: CoverageCurve, threshold: float) -> dict[str, Any]:
    """Lay out for JSON what the present threshold gives, and what answering half would."""
    return {
        "at_threshold": point_line(curve.at_threshold(threshold)),
        "at_half": point_line(curve.at_coverage(HALF)),
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


def threshold_of(version: ModelVersion) -> Threshold:
    """Return a version's threshold for photos; raises ModelUnavailable on a damaged card."""
    own = card_calibrations(version.folder)[PHOTO].threshold
    return Threshold(own, chosen_threshold(version.folder))


def use_threshold(version: ModelVersion, threshold: float, where: str) -> None:
    """Let a version count photos as known that reach `threshold`, from its next loading on.

    The choice lies beside the model in this home and goes with it; its card stays as it was
    measured. `where` says on which pictures it was chosen. Raises ModelUnavailable for the shipped
    model before it is registered, and HomeUnusable where it cannot be written.
    """
    if not version.number:
        raise ModelUnavailable("The model is still being registered. Try again in a moment.")
    try:
        write_threshold(version.folder, ChosenThreshold(threshold, time.time(), where))
    except OSError as error:
        raise _unusable(error) from error


def forget_threshold(version: ModelVersion) -> None:
    """Go back to the threshold of the card. Raises HomeUnusable where that cannot be."""
    try:
        drop_threshold(version.folder)
    except OSError as error:
        raise _unusable(error) from error


def _unusable(error: OSError) -> HomeUnusable:
    return HomeUnusable(f"The threshold cannot be kept: {error}. The one before stays.")
