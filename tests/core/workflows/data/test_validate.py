"""The checks as a job, and the accuracy with and without leaked test pictures."""

import numpy as np
import pytest

from core.data.checks.reports import Reports
from core.data.checks.result import CheckResult, Finding, Severity
from core.data.versions.pictures import Part, Pictures
from core.jobs import JobState, JobStopped
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.data.validate import leak_effect, start_validate, validate
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


def two_hundred_test_pictures() -> tuple[Pictures, np.ndarray]:
    """Pictures 0-99 to train on, 100-299 to test on, and correct predictions for all."""
    parts = np.repeat([Part.TRAIN, Part.TEST], [100, 200]).astype(np.uint8)
    labels = (np.arange(300) % 10).astype(np.uint8)
    images = np.zeros((300, 28, 28), np.uint8)
    return Pictures(images, labels, parts, np.zeros(300, bool)), labels.copy()


def test_leaks_that_flatter_a_model_are_reported() -> None:
    pictures, predicted = two_hundred_test_pictures()
    predicted[140:260] = 11  # half of the others are wrong, no leaked one is
    effect = leak_effect(pictures, predicted, range(100, 140))
    assert (effect.n, effect.leaked) == (200, 40)
    assert (effect.accuracy.value, effect.without.value) == (80 / 200, 40 / 160)
    assert effect.accuracy.low < 0.4 < effect.accuracy.high
    words = effect.in_words()
    assert "without the 40 pictures that have a near-duplicate in train" in words
    assert "15.00 points less, more than chance explains." in words


def test_leaks_that_change_nothing_are_said_to_be_chance() -> None:
    pictures, predicted = two_hundred_test_pictures()
    predicted[100:300:10] = 11
    effect = leak_effect(pictures, predicted, range(101, 110))
    assert "no more than chance explains." in effect.in_words()


def test_without_leaks_there_is_one_accuracy() -> None:
    pictures, predicted = two_hundred_test_pictures()
    effect = leak_effect(pictures, predicted, ())
    assert effect.accuracy == effect.without
    assert "no test picture has a near-duplicate" in effect.in_words()


def test_excluded_test_pictures_are_not_counted() -> None:
    pictures, predicted = two_hundred_test_pictures()
    pictures.excluded[100:110] = True
    assert leak_effect(pictures, predicted, (105, 120)).n == 190
    assert leak_effect(pictures, predicted, (105, 120)).leaked == 1


def test_the_command_line_names_the_first_pictures_at_fault() -> None:
    from core.cli.data import check_in_words

    finding = Finding(False, "5 pairs.", 5, pairs=((60_001, 3), (60_002, 4)) * 2, found=4)
    line = check_in_words(CheckResult("leaks", "Leaks", Severity.WARNING, 0, finding))
    assert line == (
        "warning  Leaks: 5 pairs. test 1 and train 3; test 2 and train 4; test 1 and train 3, …"
    )
