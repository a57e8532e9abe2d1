"""Jobs that go on: after a stop, a failure, and the end of their process."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.jobs import Job, JobContext, JobRefused, JobState, JobStopped, JobStore, Runner
from core.jobs.store import INTERRUPTED, NEVER_BEGUN
from tests.core.jobs.works import (
    LIMIT,
    Noting,
    ended,
    nothing,
    runner_at,
    running,
    submit,
)


class Counting:
    """Counts to ten in its folder, a step whenever it is let; knows on which step it started."""

    def __init__(self, end_at: int, end: type[BaseException] = JobStopped) -> None:
        self.end_at, self.end = end_at, end
        self.began_at: list[int] = []

    def __call__(self, context: JobContext) -> Mapping[str, Any]:
        kept = context.folder / "step"
        step = int(kept.read_text()) if kept.exists() else 0
        self.began_at.append(step)
        for number in range(step + 1, 11):
            kept.write_text(str(number))
            context.report(number / 10, f"Step {number}", {"step": number})
            if number == self.end_at:
                self.end_at = 0
                raise self.end
        return {"counted": 10}


def folder(tmp_path: Path, job: Job) -> Path:
    return tmp_path / "jobs" / job.id


@pytest.mark.parametrize("end", [JobStopped, ZeroDivisionError])
def test_a_stopped_or_failed_job_goes_on_where_it_was(
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
    assert (done.state, done.result) == (JobState.DONE, {"counted": 10})
    assert work.began_at == [0, 4]
    assert not folder(tmp_path, job).exists()
    assert not done.resumable
    assert [each.id for each in runner.jobs()] == [job.id]


def test_the_time_spent_counts_every_go(runner: Runner, store: JobStore) -> None:
    work = Counting(end_at=4)
    job = ended(runner, submit(runner, work))
    done = ended(runner, runner.resume(job.id))
    assert done.spent == job.elapsed(0.0) > 0
    assert done.elapsed(0.0) > done.spent
    assert store.all() == (done,)


def test_a_job_that_left_nothing_cannot_go_on(runner: Runner) -> None:
    def gives_up(context: JobContext) -> Mapping[str, Any]:
        assert context.folder.is_dir()
        raise JobStopped

    for work in (gives_up, nothing):
        job = ended(runner, submit(runner, work))
        assert not job.resumable
        with pytest.raises(JobRefused, match=r"nothing left to go on from\. Start a new one"):
            runner.resume(job.id)
    with pytest.raises(JobRefused):
        runner.resume("no such job")


def test_a_running_job_cannot_be_resumed(runner: Runner) -> None:
    job, work = running(runner)
    with pytest.raises(JobRefused):
        runner.resume(job.id)
    work.let_go.set()
    ended(runner, job)


def test_a_folder_lives_as_long_as_its_job_can_go_on(runner: Runner, tmp_path: Path) -> None:
    stopped = ended(runner, submit(runner, Counting(end_at=4)))
    assert folder(tmp_path, stopped).is_dir()
    runner.delete(stopped.id)
    assert runner.jobs() == ()
    assert list((tmp_path / "jobs").iterdir()) == []


def test_a_job_that_asks_for_no_folder_gets_none(runner: Runner, tmp_path: Path) -> None:
    ended(runner, submit(runner, nothing))
    assert not (tmp_path / "jobs").exists()


def test_a_start_sweeps_folders_whose_job_is_gone_or_done_and_no_others(
    runner: Runner, tmp_path: Path
) -> None:
    done = ended(runner, submit(runner, nothing))
    stopped = ended(runner, submit(runner, Counting(end_at=4)))
    for name in (done.id, "gone", ".going-half"):
        (tmp_path / "jobs" / name).mkdir()
    again = runner_at(tmp_path / "jobs.db")
    assert [path.name for path in (tmp_path / "jobs").iterdir() if path.is_dir()] == [stopped.id]
    assert again.resume(stopped.id).state is JobState.QUEUED


def left_by_a_dead_process(store: JobStore, *jobs: Job) -> None:
    store._owner = "999999999_1.00"
    store.save(*jobs)


def unfinished(name: str, place: float, state: JobState = JobState.QUEUED, **more: Any) -> Job:
    return Job(name, "test", name, state, created=1.0, place=place, **more)


def test_after_a_restart_nothing_starts_by_itself_and_all_can_go_on(tmp_path: Path) -> None:
    ran = unfinished("ran", 1.0, JobState.RUNNING, started=100.0, told=160.0, fraction=0.4)
    left_by_a_dead_process(JobStore(tmp_path / "jobs.db"), ran, unfinished("waited", 2.0))
    jobs = {job.id: job for job in runner_at(tmp_path / "jobs.db").jobs()}
    assert {job.state for job in jobs.values()} == {JobState.INTERRUPTED}
    assert all(job.resumable for job in jobs.values())
    assert (jobs["ran"].error, jobs["waited"].error) == (INTERRUPTED, NEVER_BEGUN)
    assert jobs["ran"].elapsed(1e9) == 60.0  # to its last sign of life, not to the restart
    assert jobs["waited"].elapsed(1e9) == 0.0


def test_jobs_cut_off_by_a_restart_keep_their_order_however_they_are_resumed(
    tmp_path: Path, runner: Runner
) -> None:
    order: list[int] = []
    _, work = running(runner)
    jobs = [submit(runner, Noting(order, number)) for number in range(3)]
    urgent = submit(runner, Noting(order, 9), priority=1)
    runner.move(jobs[2].id, -2)
    store = JobStore(tmp_path / "other" / "jobs.db")
    left_by_a_dead_process(store, *runner.waiting())

    later = runner_at(tmp_path / "other" / "jobs.db")
    _, blocking = running(later)
    for job in (jobs[0], jobs[1], urgent, jobs[2]):
        later.resume(job.id)
    assert [job.id for job in later.waiting()] == [
        each.id for each in (urgent, jobs[2], jobs[0], jobs[1])
    ]
    blocking.let_go.set()
    ended(later, jobs[1])
    assert order == [9, 2, 0, 1]
    work.let_go.set()


def test_a_stopped_job_that_goes_on_takes_the_end_of_the_line(runner: Runner) -> None:
    stopped = ended(runner, submit(runner, Counting(end_at=4)))
    _, work = running(runner)
    other = submit(runner, nothing)
    runner.resume(stopped.id)
    assert [job.id for job in runner.waiting()] == [other.id, stopped.id]
    work.let_go.set()


def test_a_job_resumed_from_two_windows_at_once_goes_on_once(runner: Runner) -> None:
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
    blocking.let_go.set()
    assert ended(runner, job).state is JobState.DONE
    assert work.began_at == [0, 4]


def test_what_was_asked_for_comes_back_from_the_record(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    asked = {"seed": 7, "nested": {"pair": [1, 2]}}
    left_by_a_dead_process(JobStore(path), unfinished("a", 1.0, parameters=asked))
    runner = Runner(JobStore(path), {"test": lambda context: {"got": context.parameters}})
    assert ended(runner, runner.resume("a")).result == {"got": asked}


def test_a_job_of_a_kind_that_is_no_more_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    left_by_a_dead_process(JobStore(path), unfinished("a", 1.0))
    runner = Runner(JobStore(path), {})
    with pytest.raises(JobRefused, match="kind “test”"):
        runner.resume("a")
    assert [job.state for job in runner.jobs()] == [JobState.INTERRUPTED]
