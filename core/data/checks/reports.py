"""Reports of the data checks, kept as one JSON file each."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.data.checks.result import CheckResult, Severity
from core.errors import BadRecord
from core.files import write_whole, writing
from core.records import parse, to_json
from core.settings import Settings
from core.text import counted

MAX_HISTORY = 20  # reports of a version that are read
REPORTS_KEPT = 100  # parsed reports kept in memory


@dataclass(frozen=True)
class DataReport:
    """What the checks found in a version. `created` is seconds since the epoch.

    `leaked` are the numbers of the test pictures that have a near-duplicate in the train split;
    without `searched`, near-duplicates were not searched.
    """

    version: str
    hash: str  # SHA-256 of all pixels and labels: `Dataset.hash`
    created: float
    seconds: float
    results: tuple[CheckResult, ...]
    leaked: tuple[int, ...] = ()
    searched: bool = True

    @property
    def ok(self) -> bool:
        """Return whether every check of severity error has passed."""
        return not self.failed(Severity.ERROR)

    def failed(self, severity: Severity) -> tuple[CheckResult, ...]:
        return tuple(one for one in self.results if not one.passed and one.severity is severity)

    def in_words(self) -> str:
        """Return the outcome as a sentence."""
        passed = sum(one.passed for one in self.results)
        parts = [
            counted(len(found), severity.value)
            for severity in Severity
            if (found := self.failed(severity))
        ]
        outcome = (
            f"{passed} of {len(self.results)} checks passed; {', '.join(parts) or 'no error'}."
        )
        return outcome if self.searched else f"{outcome} Near-duplicates were not searched."


class Reports:
    """The reports of a home. Reading creates nothing on disk; damaged files are passed over."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.data_reports

    def add(self, report: DataReport) -> None:
        """Keep a report, atomically; raises HomeUnusable if it cannot be written."""
        content = json.dumps(to_json(report), indent=1).encode()
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / f"{report.version}-{report.created:.6f}.json", content)

    def history(self, version: str) -> tuple[DataReport, ...]:
        """Return the newest reports of a version that can be read, newest first."""
        found = (_read(path, path.stat().st_mtime_ns) for path in self._paths(version))
        return tuple(one for one in found if one is not None)

    def newest(self, version: str) -> DataReport | None:
        return next(iter(self.history(version)), None)

    def newest_searched(self, version: str) -> DataReport | None:
        """Return the newest report that knows of near-duplicates: the quick checks do not."""
        return next((one for one in self.history(version) if one.searched), None)

    def trouble(self, version: str) -> str:
        """Return which reports of a version cannot be read, and what to do; empty if all can."""
        paths = self._paths(version)
        damaged = [path for path in paths if _read(path, path.stat().st_mtime_ns) is None]
        if not damaged:
            return ""
        return (
            f"{counted(len(damaged), 'report')} of earlier checks cannot be read, such as "
            f"{damaged[0]}. Delete the file, or put it back from a copy; check again for a new one."
        )

    def _paths(self, version: str) -> list[Path]:
        if not self.folder.is_dir():
            return []
        named = [path for path in self.folder.iterdir() if _version_of(path) == version]
        return sorted(named, key=_when, reverse=True)[:MAX_HISTORY]


def _version_of(path: Path) -> str:
    version, _, when = path.name.removesuffix(".json").rpartition("-")
    digits = when.replace(".", "", 1)
    return version if path.suffix == ".json" and digits.isdecimal() and digits.isascii() else ""


def _when(path: Path) -> float:
    return float(path.name.removesuffix(".json").rpartition("-")[2])


@lru_cache(maxsize=REPORTS_KEPT)
def _read(path: Path, changed: int) -> DataReport | None:
    """Read a report, once for each state of its file: a page asks at every rerun."""
    try:
        return parse(DataReport, path.read_bytes())
    except (OSError, BadRecord):
        return None
