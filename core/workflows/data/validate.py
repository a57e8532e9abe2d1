"""Check a data version as a background job."""

from dataclasses import dataclass

from core.data.checks.reports import DataReport
from core.data.checks.result import Severity
from core.data.checks.table import Check
from core.data.checks.validation import validate_version
from core.jobs import Job, JobContext, JobKind, JobStopped, NoProgress, Runner
from core.settings import Settings
from core.workflows.context import Context, Silent, Workplace


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
