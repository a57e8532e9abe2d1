"""Reports of the checks are kept, listed newest first, and damaged ones are passed over."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.data import Sources, fetch
from core.data.checks import result as result_module
from core.data.checks.reports import MAX_HISTORY, DataReport, Reports
from core.data.checks.result import CheckResult, Finding, Severity
from core.data.checks.table import CHECKS
from core.data.checks.validation import validate_version
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.errors import DataUnavailable, HomeUnusable
from core.settings import Settings


def a_report(version: str = "v1", created: float = 1.5, passed: bool = True) -> DataReport:
    finding = Finding(passed, "One picture.", 1.0, pictures=(3,), pairs=((1, 2),), found=1)
    results = tuple(CheckResult(one.value, "A check", one, 0.0, finding) for one in Severity)
    return DataReport(version, "abc", created, 2.0, results, leaked=(60_001,))


def test_a_version_is_checked_and_its_report_kept(settings: Settings, package: Path) -> None:
    fetch(settings, sources=Sources(folder=package))
    made = Versions(settings).publish("v1", Changes({3: 9}), "")
    seen: list[float] = []
    report = validate_version(settings, "v2", lambda fraction, check: seen.append(fraction))
    assert [result.name for result in report.results] == [check.name for check in CHECKS]
    assert (report.version, report.hash) == ("v2", made.hash)
    assert Reports(settings).newest("v2") == report
    assert Reports(settings).newest("v1") is None
    assert seen == sorted(seen)
    assert 0 <= seen[0] < seen[-1] < 1


def test_a_version_that_does_not_exist_is_refused_and_leaves_no_report(
    settings: Settings, package: Path
) -> None:
    fetch(settings, sources=Sources(folder=package))
    with pytest.raises(DataUnavailable, match="no dataset version named “v7”"):
        validate_version(settings, "v7")
    assert not settings.data_reports.exists()


def test_reports_are_listed_newest_first_by_version(settings: Settings) -> None:
    reports = Reports(settings)
    assert reports.history("v1") == ()
    for created in (9.0, 100.0, 20.5):
        reports.add(a_report(created=created))
    reports.add(a_report("v10", 500.0))
    assert [one.created for one in reports.history("v1")] == [100.0, 20.5, 9.0]
    assert reports.history("v1")[0] == a_report(created=100.0)
    for created in range(200, 200 + MAX_HISTORY):
        reports.add(a_report(created=float(created)))
    assert len(reports.history("v1")) == MAX_HISTORY


@pytest.mark.parametrize("damage", ["", "{", '{"version": 3}', "[]"])
def test_a_damaged_report_is_passed_over_with_a_sentence(settings: Settings, damage: str) -> None:
    reports = Reports(settings)
    reports.add(a_report(created=1.0))
    reports.add(a_report(created=2.0))
    assert reports.trouble("v1") == ""
    path = settings.data_reports / "v1-2.000000.json"
    path.write_text(damage)
    (settings.data_reports / "notes.txt").write_text("mine")
    (settings.data_reports / "v1-x.json").write_text("{}")
    assert [one.created for one in reports.history("v1")] == [1.0]
    assert "1 report of earlier checks cannot be read" in reports.trouble("v1")
    assert str(path) in reports.trouble("v1")


def test_a_report_that_cannot_be_written_is_an_error(settings: Settings) -> None:
    settings.data.mkdir(parents=True)
    settings.data_reports.write_text("a file in its place")
    with pytest.raises(HomeUnusable):
        Reports(settings).add(a_report())


def test_only_failed_errors_make_a_version_unusable() -> None:
    good = a_report()
    assert good.ok
    assert good.in_words() == "2 of 2 checks passed; no error."
    bad = a_report(passed=False)
    assert not bad.ok
    assert bad.in_words() == "0 of 2 checks passed; 1 error, 1 warning."
    warned = replace(bad, results=bad.results[1:])
    assert warned.ok
    assert [one.severity for one in warned.failed(Severity.WARNING)] == ["warning"]


def test_a_report_file_is_plain_json(settings: Settings) -> None:
    Reports(settings).add(a_report())
    (path,) = settings.data_reports.iterdir()
    assert json.loads(path.read_text())["results"][0]["finding"]["pairs"] == [[1, 2]]


def test_quick_checks_do_not_search_near_duplicates_and_say_so(
    settings: Settings, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(settings, sources=Sources(folder=package))

    def searched(images: object) -> None:
        raise AssertionError("near-duplicates were searched")

    monkeypatch.setattr(result_module, "near_duplicates", searched)
    report = validate_version(settings, "v1", quick=True)
    left_out = {check.name for check in CHECKS} - {result.name for result in report.results}
    assert left_out == {"leaks", "conflicts"}
    assert not report.searched
    assert report.in_words().endswith("Near-duplicates were not searched.")
    assert Reports(settings).newest("v1") == report


def test_a_report_of_an_earlier_version_counts_as_searched(settings: Settings) -> None:
    Reports(settings).add(a_report())
    (path,) = settings.data_reports.iterdir()
    stored = json.loads(path.read_text())
    del stored["searched"]
    path.write_text(json.dumps(stored))
    report = Reports(settings).newest("v1")
    assert report is not None
    assert report.searched
