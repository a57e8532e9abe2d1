"""Two apps on one home: each runs its own jobs, and sees the other's through the record."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.jobs import Job, JobRefused, JobState, JobStore, Runner
from core.jobs import cache as ledger
from tests.core.jobs.scripts import WORKING, another_process
from tests.core.jobs.works import LIMIT, ended, nothing, runner_at, submit


@pytest.fixture(autouse=True)
def _look_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "REFRESH", 0.0)


def titled(runner: Runner, title: str) -> Job:
    return next(job for job in runner.jobs() if job.title == title)


def until(runner: Runner, title: str, holds: Callable[[Job], bool]) -> Job:
    """Wait until a job of the other app is as it should be."""
    for _ in range(int(LIMIT / 0.02)):
        job = titled(runner, title)
        if holds(job):
            return job
        threading.Event().wait(0.02)
    raise AssertionError(f"{job} did not come so far.")


def test_jobs_of_another_living_process_are_shown_and_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        runner = runner_at(path)
        running, waiting = titled(runner, "Never done"), titled(runner, "Waiting")
        assert (running.state, waiting.state) == (JobState.RUNNING, JobState.QUEUED)
        assert (running.fraction, running.message) == (0.4, "Working")
        assert all(job.elsewhere and not job.resumable for job in (running, waiting))
        assert runner.busy()
        assert runner.waiting() == ()
        own = submit(runner, nothing)
        assert runner.ahead_of(own.id) == 0  # it waits for nobody
        assert ended(runner, own).state is JobState.DONE
        assert (tmp_path / "jobs" / running.id / "kept").exists()
        for wish in (runner.delete, runner.resume):
            with pytest.raises(JobRefused):
                wish(running.id)
        assert titled(runner, "Never done").state is JobState.RUNNING


def test_another_app_can_ask_for_a_stop(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        runner = runner_at(path)
        waiting = titled(runner, "Waiting")
        runner.stop(waiting.id)
        until(runner, "Waiting", lambda job: job.state is JobState.STOPPED)
        runner.stop(titled(runner, "Never done").id)
        assert titled(runner, "Never done").state in (JobState.STOPPING, JobState.STOPPED)
        stopped = until(runner, "Never done", lambda job: job.state is JobState.STOPPED)
        assert stopped.resumable
        assert not stopped.elsewhere


def test_a_stopped_job_of_the_other_app_can_go_on_here_and_then_not_there(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        runner = Runner(JobStore(path), {"test": nothing})
        job = titled(runner, "Never done")
        runner.stop(job.id)
        until(runner, "Never done", lambda job: job.state is JobState.STOPPED)
        assert ended(runner, runner.resume(job.id)).state is JobState.DONE


def test_when_the_other_app_is_killed_its_jobs_are_seen_as_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        runner = runner_at(path)
        assert titled(runner, "Never done").state is JobState.RUNNING
    jobs = runner.jobs()
    assert {job.state for job in jobs} == {JobState.INTERRUPTED}
    assert all(job.resumable and not job.elsewhere for job in jobs)
    assert not runner.busy()


def test_a_job_that_another_app_has_just_resumed_is_refused_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        pass
    runner, other = runner_at(path), JobStore(path)
    job = titled(runner, "Never done")
    monkeypatch.setattr(ledger, "REFRESH", LIMIT)  # the page still shows it as interrupted
    other._owner = "1_0.00"  # another process, as far as the record can tell
    assert other.claim(replace(job, state=JobState.QUEUED, finished=None))
    with pytest.raises(JobRefused, match="goes on already"):
        runner.resume(job.id)
