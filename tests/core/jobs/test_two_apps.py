"""Two apps on one home: each runs its own jobs, and sees the other's in the database."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.jobs import AnyJob, JobRefused, JobState, JobStore, Runner, cache
from tests.core.jobs.scripts import WORKING, another_process
from tests.core.jobs.works import KINDS, LIMIT, ended, kinds_of, nothing, runner_at, submit


@pytest.fixture(autouse=True)
def _read_the_database_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "REFRESH", 0.0)


def titled(runner: Runner, title: str) -> AnyJob:
    return next(job for job in runner.jobs() if job.title == title)


def until(runner: Runner, title: str, holds: Callable[[AnyJob], bool]) -> AnyJob:
    """Wait until a condition holds for a job of the other app."""
    for _ in range(int(LIMIT / 0.02)):
        job = titled(runner, title)
        if holds(job):
            return job
        threading.Event().wait(0.02)
    raise AssertionError(f"{job} did not reach the expected state.")


def test_jobs_of_another_running_app_are_shown_but_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        runner = runner_at(path)
        running, queued = titled(runner, "Never done"), titled(runner, "Queued")
        assert (running.state, queued.state) == (JobState.RUNNING, JobState.QUEUED)
        assert (running.fraction, running.message) == (0.4, "Working")
        assert all(job.elsewhere and not job.resumable for job in (running, queued))
        assert runner.busy()
        assert runner.queued() == ()
        own = submit(runner, nothing)
        assert runner.ahead_of(own.id) == 0  # it does not wait for the other app
        assert ended(runner, own).state is JobState.DONE
        assert (tmp_path / "jobs" / running.id / "kept").exists()
        for request in (runner.delete, runner.resume):
            with pytest.raises(JobRefused):
                request(running.id)
        assert titled(runner, "Never done").state is JobState.RUNNING


def test_another_app_can_stop_a_job(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        runner = runner_at(path)
        runner.stop(titled(runner, "Queued").id)
        until(runner, "Queued", lambda job: job.state is JobState.STOPPED)
        runner.stop(titled(runner, "Never done").id)
        assert titled(runner, "Never done").state in (JobState.STOPPING, JobState.STOPPED)
        stopped = until(runner, "Never done", lambda job: job.state is JobState.STOPPED)
        assert stopped.resumable
        assert not stopped.elsewhere


def test_a_stopped_job_of_another_app_can_be_resumed_here(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        runner = runner_at(path, kinds_of(nothing))
        job = titled(runner, "Never done")
        runner.stop(job.id)
        until(runner, "Never done", lambda job: job.state is JobState.STOPPED)
        assert ended(runner, runner.resume(job.id)).state is JobState.DONE


def test_jobs_of_a_killed_app_are_shown_as_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        runner = runner_at(path)
        assert titled(runner, "Never done").state is JobState.RUNNING
    jobs = runner.jobs()
    assert {job.state for job in jobs} == {JobState.INTERRUPTED}
    assert all(job.resumable and not job.elsewhere for job in jobs)
    assert not runner.busy()


def test_resuming_a_job_that_another_app_has_just_resumed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        pass
    runner, other = runner_at(path), JobStore(path, KINDS)
    job = titled(runner, "Never done")
    monkeypatch.setattr(cache, "REFRESH", LIMIT)  # the page still shows it as interrupted
    other._owner = "1_0.00"  # another process, according to the database
    assert other.claim(replace(job, state=JobState.QUEUED, finished=None))
    with pytest.raises(JobRefused, match="was already resumed"):
        runner.resume(job.id)
