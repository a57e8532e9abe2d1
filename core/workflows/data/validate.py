"""Check a data version as a background job, and what its leaks mean for a test result."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.checks.reports import DataReport
from core.data.checks.result import Severity
from core.data.checks.table import Check
from core.data.checks.validation import validate_version
from core.data.versions.pictures import Part, Pictures
from core.interval import Interval, wilson
from core.jobs import Job, JobContext, JobKind, JobStopped, NoProgress, Runner
from core.settings import Settings
from core.text import counted, percent
from core.workflows.context import Context, Silent, Workplace

SIGNIFICANT = 0.05


@dataclass(frozen=True)
class ValidateParameters:
    """The name of the data version."""

    data: str = "v1"


@dataclass(frozen=True)
class ValidateResult:
    """How many checks have failed, by severity; the report is in the home."""

    data: str
    checks: int
    errors: int
    warnings: int


ValidateJob = Job[ValidateParameters, NoProgress, ValidateResult]


def validate(settings: Settings, version: str, context: Context | None = None) -> DataReport:
    """Run all checks on a version, keep the report and return it.

    Raises JobStopped if asked to stop, DataUnavailable, BadData and HomeUnusable.
    """
    watching = context or Silent()

    def on_check(fraction: float, check: Check) -> None:
        if watching.should_stop():
            raise JobStopped
        watching.report(fraction, check.title)

    watching.report(0.0, "Reading the pictures")
    return validate_version(settings, version, on_check)


def _validate(
    place: Workplace, parameters: ValidateParameters, context: JobContext
) -> ValidateResult:
    report = validate(place.settings, parameters.data, context)
    errors, warnings = (len(report.failed(severity)) for severity in Severity)
    return ValidateResult(report.version, len(report.results), errors, warnings)


VALIDATE = JobKind("validate", ValidateParameters, NoProgress, ValidateResult, _validate)


def start_validate(runner: Runner, version: str) -> ValidateJob:
    """Queue the checks of a data version."""
    return runner.submit(VALIDATE, f"Checks of {version}", ValidateParameters(version))


@dataclass(frozen=True)
class LeakEffect:
    """A model's accuracy on the test split, with and without the leaked pictures.

    `leaked` is how many of the `n` test pictures have a near-duplicate in the train split.
    """

    n: int
    leaked: int
    accuracy: Interval
    without: Interval
    p: float  # Fisher's exact test: are leaked pictures right as often as the others?

    def in_words(self) -> str:
        """Return both accuracies, and whether the leaks matter, as a sentence."""
        if not self.leaked:
            return f"{_accuracy(self.accuracy)}; no test picture has a near-duplicate in train."
        gain = (self.accuracy.value - self.without.value) * 100
        which = counted(self.leaked, "picture")
        verdict = "more than" if self.p < SIGNIFICANT else "no more than"
        return (
            f"{_accuracy(self.accuracy)} of {self.n:,} test pictures; {_accuracy(self.without)} "
            f"without the {which} that have a near-duplicate in train: {abs(gain):.2f} points "
            f"{'less' if gain >= 0 else 'more'}, {verdict} chance explains."
        )


def leak_effect(
    pictures: Pictures, predicted: NDArray[np.integer], leaked: Sequence[int]
) -> LeakEffect:
    """Measure the accuracy on the test split with and without the leaked test pictures.

    predicted: (n,), the predicted class of every picture by its number. leaked: numbers, as a
    `DataReport` has them. Raises ValueError if no test picture is left.
    """
    from scipy import stats

    test = pictures.members(Part.TEST)
    right = predicted[test] == pictures.labels[test]
    clean = ~np.isin(test, np.asarray(leaked, np.intp))
    table = [[int(right[one].sum()), int((~right[one]).sum())] for one in (clean, ~clean)]
    return LeakEffect(
        n=len(test),
        leaked=int((~clean).sum()),
        accuracy=wilson(int(right.sum()), len(test)),
        without=wilson(int(right[clean].sum()), int(clean.sum())),
        p=float(stats.fisher_exact(table).pvalue),
    )


def _accuracy(found: Interval) -> str:
    return f"{percent(found.value)} ± {found.half * 100:.1f} right"
