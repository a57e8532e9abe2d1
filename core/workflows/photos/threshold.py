"""When to trust an answer: accuracy against coverage on labelled pictures, and the threshold."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import HomeUnusable, ModelUnavailable, because
from core.evaluation import expected_calibration_error
from core.evaluation.selective import CoverageCurve, CoveragePoint, coverage_curve
from core.input_kind import InputKind
from core.model_files import (
    ChosenThreshold,
    chosen_thresholds,
    drop_threshold,
    read_facts,
    write_threshold,
)
from core.predictor import Predictor
from core.records import Plain
from core.registry import ModelVersion
from core.text import percent
from core.workflows.photos.ablation import Sample
from core.workflows.photos.folder import Mapped, accepted_classes
from core.workflows.photos.step_effects import correct

HALF = 0.5


@dataclass(frozen=True)
class Threshold:
    """The familiarity (0-1) from which a model counts a picture as known, and who chose it.

    `measured` was chosen on validation pictures when the model was made; `chosen` is the user's,
    None if there is none.
    """

    measured: float
    chosen: ChosenThreshold | None

    @property
    def in_use(self) -> float:
        return self.measured if self.chosen is None else self.chosen.threshold


@dataclass(frozen=True)
class Coverage:
    """Accuracy for pictures of one kind at the threshold in use, and at half coverage.

    `calibration_error` is 0-1; None if no picture with a class was answered.
    """

    input_kind: InputKind
    at_threshold: CoveragePoint
    at_half: CoveragePoint
    calibration_error: float | None

    def as_line(self) -> dict[str, object]:
        """Return it in the command line's JSON form."""
        return {
            "road": self.input_kind,
            "at_threshold": _point_line(self.at_threshold),
            "at_half": _point_line(self.at_half),
            "calibration_error": self.calibration_error,
        }

    def in_words(self) -> str:
        """Return the accuracy at half coverage as a line; empty if there is none."""
        found = self.at_half.accuracy
        if found is None:
            return ""
        between = f"({percent(found.low)} to {percent(found.high)})"
        return f"Answering the most familiar half: {percent(found.value)} {between} right."


def main_input_kind(samples: Sequence[Sample]) -> InputKind:
    """Return the input kind of most pictures: each kind has its own familiarity."""
    kinds = Counter(InputKind(sample.kind) for sample in samples if sample.kind)
    return kinds.most_common(1)[0][0] if kinds else InputKind.PHOTO


def of_input_kind(samples: Sequence[Sample], input_kind: InputKind) -> list[Sample]:
    """Return the pictures of one kind, and those that were refused before they had one."""
    return [sample for sample in samples if sample.kind in (input_kind, "")]


def curve_of(samples: Sequence[Sample], mapping: Mapped) -> CoverageCurve:
    """Return accuracy against coverage of pictures of one kind, all stages on.

    A refused picture is wrong, and answered at no threshold. Raises ValueError if no label is one
    of the ten.
    """
    labelled = [sample for sample in samples if accepted_classes(sample.label, mapping)]
    outliers = [sample for sample in samples if not accepted_classes(sample.label, mapping)]
    return coverage_curve(
        _familiarity(labelled), correct(labelled, mapping), _familiarity(outliers)
    )


def calibration_error(samples: Sequence[Sample], mapping: Mapped) -> float | None:
    """Return the expected calibration error of the answers, 0-1; None if there are none."""
    answered = [
        sample
        for sample in samples
        if accepted_classes(sample.label, mapping) and sample.answer() is not None
    ]
    if not answered:
        return None
    likely = np.array([one.probability for one in map(Sample.answer, answered) if one])
    # The metric's two classes: correct, with the probability of the answer, or wrong.
    outcomes = np.where(correct(answered, mapping), 0, 1)
    return expected_calibration_error(outcomes, np.column_stack([likely, np.zeros(len(likely))]))


def _familiarity(samples: Sequence[Sample]) -> npt.NDArray[np.float64]:
    answers = map(Sample.answer, samples)
    return np.array([one.familiarity if one else -np.inf for one in answers], np.float64)


def coverage_of(samples: Sequence[Sample], mapping: Mapped, predictor: Predictor) -> Coverage:
    """Return accuracy and coverage for the input kind of most pictures.

    Raises ValueError as `curve_of` does.
    """
    input_kind = main_input_kind(samples)
    of_kind = of_input_kind(samples, input_kind)
    curve = curve_of(of_kind, mapping)
    return Coverage(
        input_kind=input_kind,
        at_threshold=curve.at_threshold(predictor.calibration(input_kind).threshold),
        at_half=curve.at_coverage(HALF),
        calibration_error=calibration_error(of_kind, mapping),
    )


def _point_line(point: CoveragePoint) -> Mapping[str, Plain | None]:
    found = point.accuracy
    return {
        "threshold": point.threshold,
        "coverage": point.coverage,
        "accuracy": found.value if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
        "false_alarms": point.false_acceptance,
    }


def threshold_of(version: ModelVersion, input_kind: InputKind) -> Threshold:
    """Return a version's threshold for an input kind.

    Raises ModelUnavailable if its facts are damaged.
    """
    measured = read_facts(version.folder).calibrations[input_kind].threshold
    return Threshold(measured, chosen_thresholds(version.folder).get(input_kind))


def use_threshold(
    version: ModelVersion, input_kind: InputKind, threshold: float, where: str
) -> None:
    """Set the familiarity from which a version, once loaded again, counts pictures as known.

    The choice is stored with the model in this home; the measured facts stay unchanged. `where`
    says on which pictures it was chosen. Raises ModelUnavailable for the shipped model before it is
    registered, and HomeUnusable if it cannot be written.
    """
    if not version.number:
        raise ModelUnavailable("The model is still being registered. Try again in a moment.")
    try:
        write_threshold(version.folder, ChosenThreshold(threshold, time.time(), where), input_kind)
    except OSError as error:
        raise _unusable(error) from error


def forget_threshold(version: ModelVersion, input_kind: InputKind) -> None:
    """Return to the measured threshold. Raises HomeUnusable if that fails."""
    try:
        drop_threshold(version.folder, input_kind)
    except OSError as error:
        raise _unusable(error) from error


def _unusable(error: OSError) -> HomeUnusable:
    return HomeUnusable(
        f"The threshold cannot be saved{because(error)}. The previous one stays in use."
    )
