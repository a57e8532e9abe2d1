"""Resuming jobs after a stop, a failure, or the end of their process."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.jobs import AnyJob, Job, JobContext, JobRefused, JobState, JobStopped, JobStore, Runner
from core.jobs.store import INTERRUPTED, NEVER_BEGUN
from tests.core.jobs.works import (
    LIMIT,
    TEST,
    Recording,
    Values,
    ended,
    nothing,
    runner_at,
    running,
    submit,
)


class Counting:
    """Counts to ten, saving each step in its folder; raises at one; records where it started."""

    def __init__(self, end_at: int, end: type[BaseException] = JobStopped) -> None:
        self.end_at, self.end = end_at, end
        self.began_at: list[int] = []

    def __call__(self, context: JobContext) -> Mapping[str, Any]:
        saved = context.folder / "step"
        step = int(saved.read_text()) if saved.exists() else 0
        self.began_at.append(step)
        for number in range(step + 1, 11):
            saved.write_text(str(number))
            context.report(number / 10, f"Step {number}", Values({"step": number}))
            if number == self.end_at:
                self.end_at = 0
                raise self.end
        return {"counted": 10}


def folder(tmp_path: Path, job: AnyJob) -> Path:
    return tmp_path / "jobs" / job.id


@pytest.mark.parametrize("end", [JobStopped, ZeroDivisionError])
def test_a_stopped_or_failed_job_resumes_where_it_was(
    runner: Runner, tmp_path: Path, end: type[BaseException]
) -> None:
    work = Counting(end_at=4, end=end)
    job = ended(runner, submit(runner, work))
    assert job.state in (JobState.STOPPED, JobState.FAILED)
    assert job.resumable
    assert folder(tmp_path, job).is_dir()

    again = runner.resume(job.id)
    assert (again.id, again.state, again.error) == (job.id, JobState.QUEUED, "")
    assert not again.resumable
    done = ended(runner, again)
    assert (done.state, done.result) == (JobState.DONE, Values({"counted": 10}))
    assert work.began_at == [0, 4]
    assert not folder(tmp_path, job).exists()
    assert not done.resumable
    assert [each.id for each in runner.jobs()] == [job.id]


def test_the_time_spent_includes_every_run(runner: Runner, store: JobStore) -> None:
    work = Counting(end_at=4)
    job = ended(runner, submit(runner, work))
    done = ended(runner, runner.resume(job.id))
    assert done.spent == job.elapsed(0.0) > 0
    assert done.elapsed(0.0) > done.spent
    assert store.all() == (done,)


def test_a_job_that_saved_nothing_cannot_be_resumed(runner: Runner) -> None:
    def gives_up(context: JobContext) -> Mapping[str, Any]:
        assert context.folder.is_dir()
        raise JobStopped

    for work in (gives_up, nothing):
        job = ended(runner, submit(runner, work))
        assert not job.resumable
        with pytest.raises(JobRefused, match=r"nothing to resume from\. Start a new one"):
            runner.resume(job.id)
    with pytest.raises(JobRefused):
        runner.resume("no such job")


def test_a_running_job_cannot_be_resumed(runner: Runner) -> None:
    job, work = running(runner)
    with pytest.raises(JobRefused):
        runner.resume(job.id)
    work.release.set()
    ended(runner, job)


def test_a_job_folder_is_removed_when_its_job_is_deleted(runner: Runner, tmp_path: Path) -> None:
    stopped = ended(runner, submit(runner, Counting(end_at=4)))
    assert folder(tmp_path, stopped).is_dir()
    runner.delete(stopped.id)
    assert runner.jobs() == ()
    assert list((tmp_path / "jobs").iterdir()) == []


def test_no_folder_is_created_for_a_job_that_uses_none(runner: Runner, tmp_path: Path) -> None:
    ended(runner, submit(runner, nothing))
    assert not (tmp_path / "jobs").exists()


def test_a_start_removes_only_folders_of_missing_or_done_jobs(
    runner: Runner, tmp_path: Path
) -> None:
    done = ended(runner, submit(runner, nothing))
    stopped = ended(runner, submit(runner, Counting(end_at=4)))
    for name in (done.id, "gone", ".going-half"):
        (tmp_path / "jobs" / name).mkdir()
    again = runner_at(tmp_path / "jobs.db")
    assert [path.name for path in (tmp_path / "jobs").iterdir() if path.is_dir()] == [stopped.id]
    assert again.resume(stopped.id).state is JobState.QUEUED


def left_by_a_dead_process(store: JobStore, *jobs: AnyJob) -> None:
    store._owner = "999999999_1.00"
    store.save(*jobs)


def unfinished(
    name: str, position: float, state: JobState = JobState.QUEUED, **more: Any
) -> AnyJob:
    values = {"created": 1.0, "parameters": Values(), "position": position}
    return Job(name, "test", name, state, **values | more)


def test_after_a_restart_nothing_starts_by_itself_and_all_jobs_can_be_resumed(
    tmp_path: Path,
) -> None:
    ran = unfinished("ran", 1.0, JobState.RUNNING, started=100.0, reported=160.0, fraction=0.4)
    left_by_a_dead_process(JobStore(tmp_path / "jobs.db"), ran, unfinished("queued", 2.0))
    jobs = {job.id: job for job in runner_at(tmp_path / "jobs.db").jobs()}
    assert {job.state for job in jobs.values()} == {JobState.INTERRUPTED}
    assert all(job.resumable for job in jobs.values())
    assert (jobs["ran"].error, jobs["queued"].error) == (INTERRUPTED, NEVER_BEGUN)
    assert jobs["ran"].elapsed(1e9) == 60.0  # up to its last report, not to the restart
    assert jobs["queued"].elapsed(1e9) == 0.0


def test_interrupted_jobs_keep_their_queue_order_when_resumed(
    tmp_path: Path, runner: Runner
) -> None:
    order: list[int] = []
    _, work = running(runner)
    jobs = [submit(runner, Recording(order, number)) for number in range(3)]
    urgent = submit(runner, Recording(order, 9), priority=1)
    runner.move(jobs[2].id, -2)
    store = JobStore(tmp_path / "other" / "jobs.db")
    left_by_a_dead_process(store, *runner.queued())

    later = runner_at(tmp_path / "other" / "jobs.db")
    _, blocking = running(later)
    for job in (jobs[0], jobs[1], urgent, jobs[2]):
        later.resume(job.id)
    assert [job.id for job in later.queued()] == [
        each.id for each in (urgent, jobs[2], jobs[0], jobs[1])
    ]
    blocking.release.set()
    ended(later, jobs[1])
    assert order == [9, 2, 0, 1]
    work.release.set()


def test_a_resumed_job_goes_to_the_end_of_the_queue(runner: Runner) -> None:
    stopped = ended(runner, submit(runner, Counting(end_at=4)))
    _, work = running(runner)
    other = submit(runner, nothing)
    runner.resume(stopped.id)
    assert [job.id for job in runner.queued()] == [other.id, stopped.id]
    work.release.set()


def test_a_job_resumed_from_several_windows_at_once_runs_once(runner: Runner) -> None:
    work = Counting(end_at=4)
    job = ended(runner, submit(runner, work))
    _, blocking = running(runner)
    outcomes: list[str] = []

    def resume() -> None:
        try:
            outcomes.append(runner.resume(job.id).state)
        except JobRefused:
            outcomes.append("refused")

    threads = [threading.Thread(target=resume) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert sorted(outcomes) == ["queued", "refused", "refused", "refused"]
    blocking.release.set()
    assert ended(runner, job).state is JobState.DONE
    assert work.began_at == [0, 4]


def test_parameters_are_read_back_from_the_database(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    requested = Values({"seed": 7, "nested": {"pair": [1, 2]}})
    left_by_a_dead_process(JobStore(path), unfinished("a", 1.0, parameters=requested))
    kind = replace(TEST, work=lambda place, parameters, context: parameters)
    runner = runner_at(path, {kind.name: kind})
    assert ended(runner, runner.resume("a")).result == requested


def test_resuming_a_job_of_a_removed_kind_is_refused_and_the_job_stays(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    left_by_a_dead_process(JobStore(path), unfinished("a", 1.0))
    runner = runner_at(path, {})
    with pytest.raises(JobRefused, match="kind “test”"):
        runner.resume("a")
    assert [job.state for job in runner.jobs()] == [JobState.INTERRUPTED]
    assert (
        runner_at(path).jobs()[0].parameters == Values()
    )  # readable by a program that knows the kind
