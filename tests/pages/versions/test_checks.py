"""The report of the checks: what passed, what did not with its pictures, and a button."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.data.checks.reports import DataReport, Reports
from core.data.checks.result import CheckResult, Finding, Severity
from core.jobs import AnyJob, Job, JobState, JobStore
from core.registry import Registry
from core.settings import Settings
from core.workflows.data.validate import VALIDATE, ValidateParameters
from core.workflows.job_kinds import runner_for
from tests.core.data.conftest import packed as packed
from tests.core.data.small_files import fill
from tests.pages.seen import buttons, errors, fine, press, read, text

LIMIT = 30.0  # seconds
FIRST = 1_700_000_000.0


@pytest.fixture(autouse=True)
def small(settings: Settings, packed: dict[str, bytes]) -> None:
    """Put four small files into the home: 100 pictures to train on, 60 to test on."""
    fill(settings.raw, packed)


def part() -> None:
    from app.versions.checks import show_checks

    show_checks("v1")


def opened() -> AppTest:
    return AppTest.from_function(part, default_timeout=LIMIT).run()


def report(created: float = FIRST) -> DataReport:
    leak = Finding(False, "1 pair of near-duplicates.", 1, pairs=((103, 7),), found=1)
    blank = Finding(False, "61 pictures with hardly any ink.", 0, tuple(range(61)), found=61)
    return DataReport(
        "v1",
        "abc",
        created,
        3.0,
        (
            CheckResult("counts", "Counts", Severity.ERROR, 0, Finding(True, "As published.", 0)),
            CheckResult("leaks", "Near-duplicates", Severity.WARNING, 0, leak),
            CheckResult("blank", "Blank pictures", Severity.WARNING, 0.01, blank),
        ),
        leaked=(103,),
    )


def sheets(page: AppTest) -> list[str]:
    return [element.proto.body for element in page.get("html") if "faults" in element.proto.body]


def test_before_the_first_check_there_is_a_button_and_a_sentence() -> None:
    page = fine(opened())
    assert buttons(page) == ["Check the data"]
    assert "Not checked yet." in text(page)


def test_the_button_starts_the_checks_and_their_report_appears(settings: Settings) -> None:
    page = fine(press(fine(opened()), "Check the data"))
    runner = runner_for(settings, Registry(settings))
    (job,) = runner.jobs()
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    page = fine(page.run())
    assert "checks passed" in text(page)
    assert "Check again" in buttons(page)


def test_failed_checks_show_their_pictures_and_pairs_side_by_side(settings: Settings) -> None:
    Reports(settings).add(report())
    page = fine(opened())
    words = text(page)
    assert "1 of 3 checks passed; 2 warnings." in words
    assert "1 test picture with a near-duplicate in train" in words
    assert "Counts: As published." in words.replace("*", "")
    pair, blank = sheets(page)
    assert re.findall("<span>(.*?)</span>", pair)[::2] == ["test 3", "train 7"]
    assert pair.count("<figure>") == 1
    assert 'href="explore?data=v1&amp;picture=103"' in pair
    assert blank.count("<figure>") == 48
    assert "The first 48 of 61." in words


def test_a_picture_that_the_version_no_longer_has_is_not_shown(settings: Settings) -> None:
    gone = Finding(False, "2 pictures.", 2, pictures=(5, 90_000), found=2)
    result = CheckResult("blank", "Blank", Severity.WARNING, 0, gone)
    Reports(settings).add(DataReport("v1", "abc", FIRST, 1.0, (result,)))
    (sheet,) = sheets(fine(opened()))
    assert sheet.count("<figure>") == 1


def test_earlier_reports_are_listed_and_damaged_ones_are_named(settings: Settings) -> None:
    for created in (FIRST, FIRST + 60, FIRST + 120):
        Reports(settings).add(report(created))
    sorted(settings.data_reports.iterdir())[1].write_text("{")
    page = fine(opened())
    assert [read(one.label) for one in page.expander] == ["1 check passed", "1 earlier report"]
    assert "1 report of earlier checks cannot be read" in read(page.warning[0].value)


def test_words_in_an_edited_report_are_shown_literally(settings: Settings) -> None:
    hostile = "![x](http://example.invalid/x.png) <b>"
    result = CheckResult("x", hostile, Severity.ERROR, 0, Finding(False, hostile, 0))
    Reports(settings).add(DataReport("v1", "abc", FIRST, 1.0, (result,)))
    page = fine(opened())
    assert hostile in text(page)
    assert not any("![" in element.value for element in page.markdown)


def test_a_failed_job_is_shown_with_its_error(settings: Settings, tmp_path: Path) -> None:
    failed: AnyJob = Job(
        "0" * 12,
        VALIDATE.name,
        "Checks of v1",
        JobState.FAILED,
        FIRST,
        ValidateParameters("v1"),
        finished=FIRST + 1,
        error="The disk is full.",
    )
    JobStore(settings.jobs, {VALIDATE.name: VALIDATE}).save(failed)
    assert errors(opened()) == ["The disk is full."]
    Reports(settings).add(report(FIRST + 5))
    assert errors(opened()) == []
