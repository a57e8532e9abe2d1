"""Check the published data once, when it has just been fetched."""

from core.data.checks.reports import DataReport, Reports
from core.data.checks.validation import validate_version
from core.data.versions.original import NAME as ORIGINAL
from core.settings import Settings


def check_once(settings: Settings) -> DataReport | None:
    """Run the quick checks on v1 unless there is a report already; return the new report.

    It takes a second or two: searching near-duplicates, which takes ten times as long, is left to
    the full checks. Raises as `validate_version` does.
    """
    if Reports(settings).newest(ORIGINAL) is not None:
        return None
    return validate_version(settings, ORIGINAL, quick=True)
