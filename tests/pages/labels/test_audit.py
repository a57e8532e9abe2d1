"""The audit on the label court's page: offered, followed, failed, and its cases shown."""

from pathlib import Path

import numpy as np
import pytest

from core.data import Sources, fetch
from core.data.quality.findings import Audits, Findings
from core.data.versions.store import Versions
from core.errors import TrainingFailed
from core.jobs import JobContext, JobState, Runner
from core.settings import Settings
from core.workflows.data.labels.audit import AUDIT, AuditResult
from tests.core.data.conftest import package, packed
from tests.pages.conftest import OpenPage
from tests.pages.labels.test_labels import court
from tests.pages.scripted_work import Blocking, Kinds, script
from tests.pages.seen import buttons, errors, fine, no_traceback, press, text

__all__ = ["package", "packed"]

pytestmark = pytest.mark.usefixtures("three_versions", "small_dataset")


@pytest.fixture
def small_dataset(settings: Settings, package: Path) -> None:
    fetch(settings, sources=Sources(folder=package))


def test_an_audit_is_started_and_its_cases_are_shown(
    open_page: OpenPage, settings: Settings, runner: Runner, kinds: Kinds
) -> None:
    digest = Versions(settings).load("v1").hash

    def work(context: JobContext) -> AuditResult:
        numbers = np.arange(100, dtype=np.int32)
        quality = np.linspace(1, 0, 100).astype(np.float32)
        Audits(settings).save(digest, Findings(numbers, quality, np.zeros(100, np.uint8)))
        return AuditResult("v1", digest, 100, 2.0, 0, "quick")

    script(kinds, AUDIT, work)
    page = fine(open_page("labels"))
    assert "not audited yet" in text(page)
    press(page, "Audit the labels")
    (job,) = runner.jobs_of(AUDIT)
    runner.wait(job.id, 10)
    page = fine(page.run())
    assert court(page)["cases"][0]["picture"] == 99
    assert "Audit the labels" not in buttons(page)


def test_a_running_audit_can_be_stopped(open_page: OpenPage, runner: Runner, kinds: Kinds) -> None:
    work = Blocking(None)
    script(kinds, AUDIT, work)
    page = press(fine(open_page("labels")), "Audit the labels")
    assert work.under_way.wait(10)
    page = fine(page.run())
    assert "Audit the labels" not in buttons(page)
    press(page, "Stop the audit")
    (job,) = runner.jobs_of(AUDIT)
    runner.wait(job.id, 10)
    assert runner.jobs_of(AUDIT)[0].state is JobState.STOPPED
    page = fine(page.run())
    assert "Continue" in buttons(page)
    assert "Audit the labels" not in buttons(page)  # it would begin anew
    press(page, "Delete")
    assert "Audit the labels" in buttons(fine(page.run()))


def test_a_failed_audit_says_why_and_can_be_started_again(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    def fail(context: JobContext) -> AuditResult:
        raise TrainingFailed("The loss became infinite.")

    script(kinds, AUDIT, fail)
    page = press(fine(open_page("labels")), "Audit the labels")
    runner.wait(runner.jobs_of(AUDIT)[0].id, 10)
    page = no_traceback(page.run())
    assert errors(page) == ["The loss became infinite."]
    assert "Audit the labels" in buttons(page)
