"""The checks of a published data version, before anything is trained on it."""

from core import data
from core.data.checks.reports import DataReport, Reports
from core.data.checks.result import Severity
from core.data.checks.table import Check
from core.data.checks.validation import validate_version
from core.data.user_pictures.holdout import base_of
from core.data.versions.store import Versions
from core.errors import BadData
from core.jobs import JobStopped
from core.settings import Settings
from core.workflows.context import Context


def require_sound(settings: Settings, name: str, context: Context) -> None:
    """Check a version, unless a report about it is there already. Raises BadData if it fails.

    v1 is verified by its published hashes at every load instead, and `tiny` is made by code.
    Raises JobStopped if asked to stop, and as `validate_version` does.
    """
    version = base_of(name)
    if data.version_number(version) is None:
        return
    report = Reports(settings).newest(version)
    if report is None or report.hash != Versions(settings).get(version).hash:
        report = _checked(settings, version, context)
    if failed := report.failed(Severity.ERROR):
        titles = ", ".join(one.title.lower() for one in failed)
        raise BadData(
            f"{version} fails checks that a training relies on: {titles}. Versions shows the "
            "pictures; correct them in a new version."
        )


def _checked(settings: Settings, version: str, context: Context) -> DataReport:
    def on_check(fraction: float, check: Check) -> None:
        if context.should_stop():
            raise JobStopped
        context.report(0.0, f"Checking {version}: {check.title.lower()}")

    return validate_version(settings, version, on_check)
