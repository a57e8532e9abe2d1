"""A failure is stored as a sentence, and never stops the next job."""

import errno
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from core.errors import HomeUnusable, TrainingFailed
from core.jobs import AnyJob, JobContext, JobState, JobStore, Runner
from tests.core.jobs.works import LIMIT, Values, ended, nothing, running, submit


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (TrainingFailed("The loss became nan in epoch 2."), "The loss became nan in epoch 2."),
        (MemoryError(), "ran out of memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full. Free some space"),
        (ZeroDivisionError("division by zero"), "Something broke that should not (ZeroDivision"),
        (SystemExit(3), "Something broke that should not (SystemExit)"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/x"),
            "(PermissionError): this is not",
        ),
    ],
)
def test_a_failure_is_stored_as_a_sentence_and_the_next_job_runs(
    runner: Runner, store: JobStore, error: BaseException, sentence: str
) -> None:
    def failing(context: JobContext) -> Mapping[str, Any]:
        raise error

    job = submit(runner, failing)
    after = ended(runner, submit(runner, nothing))
    failed = ended(runner, job)
    assert failed.state is JobState.FAILED
    assert sentence in failed.error
    assert "division" not in failed.error, "the text of an error from elsewhere is not shown"
    assert after.state is JobState.DONE
    assert failed in store.all()


@pytest.mark.parametrize("result", [{"model": object()}, 7])
def test_an_invalid_result_is_a_failure_and_the_next_job_runs(runner: Runner, result: Any) -> None:
    job = submit(runner, lambda _: result)
    assert ended(runner, submit(runner, nothing)).state is JobState.DONE
    assert ended(runner, job).state is JobState.FAILED


def reporting(context: JobContext) -> Mapping[str, Any]:
    context.report(0.5, "On")
    return {"second": True}


def test_a_full_disk_stops_neither_the_work_nor_the_next_job(
    runner: Runner, store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, work = running(runner)
    second = submit(runner, reporting)

    def full(*jobs: AnyJob) -> None:
        raise HomeUnusable("The disk is full.")

    monkeypatch.setattr(store, "save", full)
    work.release.set()
    assert ended(runner, first).state is JobState.DONE
    assert ended(runner, second).result == Values({"second": True})


def test_a_job_that_cannot_be_stored_is_refused(
    runner: Runner, store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*jobs: AnyJob) -> None:
        raise HomeUnusable("The disk is full.")

    monkeypatch.setattr(store, "save", full)
    with pytest.raises(HomeUnusable):
        submit(runner, nothing)
    assert runner.jobs() == ()
    assert not runner.busy()


def test_a_failure_in_the_background_is_logged_only(
    runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    raised = threading.Event()

    def failing() -> None:
        raised.set()
        raise HomeUnusable("The home is not there.")

    with caplog.at_level("ERROR"):
        runner.run_in_background(failing)
        assert raised.wait(LIMIT)
        for thread in threading.enumerate():
            if thread.name == "background":
                thread.join(LIMIT)
    assert "The home is not there." in caplog.text
