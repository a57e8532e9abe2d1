"""Everything that an evaluation of one model shows, from its stored probabilities."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.calibration import without_temperature
from core.data.checks.leaks import LeakEffect, leak_effect
from core.data.checks.reports import Reports
from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import Part, Pictures
from core.errors import BadData
from core.evaluation.estimate import Estimate
from core.evaluation.evaluation import ClassEvaluation, Evaluation, evaluate
from core.evaluation.reliability import ReliabilityBin, calibration_estimate, reliability
from core.input_kind import InputKind
from core.model_files import read_calibrations
from core.records import to_json
from core.settings import Settings
from core.text import percent
from core.workflows.evaluate.chosen import Chosen

CHOSEN_ON = (
    "The temperature, the threshold and the settings of models are chosen on the validation "
    "split: it flatters them. Report the test split."
)
METRICS = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "macro_f1": "Macro F1",
    "log_loss": "Log loss",
    "brier_score": "Brier score",
    "calibration_error": "Calibration error",
    "auroc": "AUROC",
    "average_precision": "Average precision",
}


@dataclass(frozen=True, eq=False)
class Evaluated:
    """An evaluation of a model with the pictures that it was made on.

    numbers: (n,), the pictures' numbers. labels, predicted: (n,). probabilities: (n, 10). `before`
    and `error_before` are the reliability without the temperature. `leaks` is None where no check
    of this version has looked for near-duplicates, or for another split than test.
    """

    model: str
    chosen: Chosen
    found: Evaluation
    numbers: NDArray[np.intp]
    labels: NDArray[np.uint8]
    predicted: NDArray[np.intp]
    probabilities: NDArray[np.float32]
    before: tuple[ReliabilityBin, ...]
    error_before: Estimate
    leaks: LeakEffect | None
    notes: tuple[str, ...]

    def metric(self, name: str) -> Estimate | None:
        """Return a metric of METRICS by its name; None where it is not defined."""
        found: Estimate | None = getattr(self.found, name)
        return found

    def pictures_of(self, label: int, predicted: int) -> NDArray[np.intp]:
        """Return the numbers of the pictures of one cell, those answered most surely first."""
        here = np.flatnonzero((self.labels == label) & (self.predicted == predicted))
        order = np.argsort(-self.probabilities[here, predicted], kind="stable")
        return self.numbers[here[order]]

    def probability(self, number: int) -> float:
        """Return the highest probability that a picture got, by its number."""
        return float(self.probabilities[np.searchsorted(self.numbers, number)].max())

    def as_line(self) -> dict[str, Any]:
        """Return the evaluation as the command line's JSON has it."""
        return {
            "model": self.model,
            "data": self.chosen.data,
            "split": self.chosen.split,
            "n": self.found.n,
            "metrics": {name: to_json(self.metric(name)) for name in METRICS},
            "calibration_error_before": to_json(self.error_before),
            "classes": [_class_line(one) for one in self.found.classes],
            "confusion": self.found.confusion.tolist(),
            "near_duplicates": to_json(self.leaks),
            "notes": list(self.notes),
        }

    def in_words(self) -> list[str]:
        """Return the evaluation as lines for a terminal."""
        lines = [f"{self.model} on {self.chosen.title}, {self.found.n:,} pictures"]
        for name, title in METRICS.items():
            lines.append(f"  {title:<18} {estimate_in_words(name, self.metric(name))}")
        if self.leaks is not None:
            lines.append(f"  {self.leaks.in_words()}")
        return [*lines, *(f"  {note}" for note in self.notes)]


def estimate_in_words(name: str, found: Estimate | None) -> str:
    """Return a metric with its interval and the interval's method; losses are no shares."""
    if found is None:
        return "not defined"
    if name in ("log_loss", "brier_score"):
        value, low, high = (f"{one:.3f}" for one in (found.value, found.low, found.high))
    else:
        value, low, high = (percent(one, 2) for one in (found.value, found.low, found.high))
    return f"{value} ({low} to {high}; {found.method})"


def evaluate_model(
    settings: Settings,
    model: tuple[str, Path],
    pictures: Pictures,
    chosen: Chosen,
    probabilities: NDArray[np.float32],
) -> Evaluated:
    """Evaluate a model, by its name and folder, from its probabilities (n, 10) for a split.

    Raises BadData where nothing can be measured, ModelUnavailable if its facts are damaged.
    """
    name, folder = model
    numbers = pictures.members(chosen.part)
    labels = pictures.labels[numbers]
    if not len(labels):
        raise BadData(f"There is no picture in {chosen.title}. Choose another split or version.")
    found = evaluate(labels, probabilities)
    predicted = probabilities.argmax(axis=1)
    temperature = read_calibrations(folder)[InputKind.PIXELS].temperature
    raw = without_temperature(probabilities, temperature).max(axis=1)
    right = predicted == labels
    notes = found.notes if chosen.part is Part.TEST else (*found.notes, CHOSEN_ON)
    return Evaluated(
        model=name,
        chosen=chosen,
        found=found,
        numbers=numbers,
        labels=labels,
        predicted=predicted,
        probabilities=probabilities,
        before=reliability(raw, right),
        error_before=calibration_estimate(raw, right),
        leaks=_leaks(settings, pictures, chosen, predicted),
        notes=notes,
    )


def _leaks(
    settings: Settings, pictures: Pictures, chosen: Chosen, predicted: NDArray[np.intp]
) -> LeakEffect | None:
    report = Reports(settings).newest_searched(chosen.data)
    if chosen.part is not Part.TEST or report is None:
        return None
    of_all = np.zeros(len(pictures), np.intp)
    of_all[pictures.members(Part.TEST)] = predicted
    try:
        return leak_effect(pictures, of_all, report.leaked)
    except ValueError:  # every test picture has a near-duplicate in train
        return None


def _class_line(found: ClassEvaluation) -> dict[str, Any]:
    return {"class": CLASS_NAMES[found.label], **to_json(found)}
