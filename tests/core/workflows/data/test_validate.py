"""The checks as a job, and the accuracy with and without leaked test pictures."""

import pytest

from core.data.checks.reports import Reports
from core.data.checks.result import CheckResult, Finding, Severity
from core.jobs import JobState, JobStopped
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.data.validate import start_validate, validate
from core.workflows.job_kinds import runner_for
from tests.core.data.conftest import packed as packed
from tests.core.data.small_files import fill

LIMIT = 20.0  # seconds


@pytest.fixture
def small(settings: Settings, packed: dict[str, bytes]) -> None:
    """Put four small files into the home, in place of the published ones."""
    fill(settings.raw, packed)


@pytest.mark.usefixtures("small")
def test_the_job_keeps_a_report_and_counts_what_failed(settings: Settings) -> None:
    runner = runner_for(settings, Registry(settings))
    job = runner.wait(start_validate(runner, "v1").id, LIMIT)
    assert (job.state, job.error) == (JobState.DONE, "")
    report = Reports(settings).newest("v1")
    assert report is not None
    assert job.result is not None
    assert job.result.checks == len(report.results)
    assert job.result.errors == len(report.failed(Severity.ERROR)) == 0
    assert job.result.warnings == len(report.failed(Severity.WARNING))


@pytest.mark.usefixtures("small")
def test_stopped_checks_leave_no_report(settings: Settings) -> None:
    class Stopping(Silent):
        def should_stop(self) -> bool:
            return True

    with pytest.raises(JobStopped):
        validate(settings, "v1", Stopping())
    assert not settings.data_reports.exists()


@pytest.mark.usefixtures("small")
def test_a_stop_is_heeded_within_the_search_for_near_duplicates(settings: Settings) -> None:
    class StoppingThere(Silent):
        reports = 0

        def report(self, fraction: float, message: str, progress: object = None) -> None:
            self.reports += message.startswith("Near-duplicates across")

        def should_stop(self) -> bool:
            return self.reports >= 2

    listener = StoppingThere()
    with pytest.raises(JobStopped):
        validate(settings, "v1", listener)
    assert listener.reports == 2
    assert not settings.data_reports.exists()


def test_the_command_line_names_the_first_pictures_at_fault() -> None:
    from core.cli.data import check_in_words

    finding = Finding(False, "5 pairs.", 5, pairs=((60_001, 3), (60_002, 4)) * 2, found=4)
    line = check_in_words(CheckResult("leaks", "Leaks", Severity.WARNING, 0, finding))
    assert line == (
        "warning  Leaks: 5 pairs. test 1 and train 3; test 2 and train 4; test 1 and train 3, …"
    )
