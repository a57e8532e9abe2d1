"""The line of waiting jobs: its order, how a person changes it, and that the record keeps it."""

from pathlib import Path

import pytest

from core.jobs import Job, JobRefused, JobState, JobStore, Runner
from core.jobs.queue import in_order, moved
from tests.core.jobs.works import Noting, Patient, ended, nothing, running, submit


def job(name: str, place: float, priority: int = 0) -> Job:
    return Job(name, "test", name, JobState.QUEUED, 0.0, priority=priority, place=place)


def names(line: list[Job]) -> str:
    return "".join(job.id for job in line)


LINE = [job("a", 1.5), job("b", 2.5), job("c", 9.0), job("d", 10.0)]


def test_the_line_is_by_priority_then_place() -> None:
    line = [job("a", 3.0), job("b", 2.0), job("c", 9.0, priority=1), job("d", 1.0, priority=-1)]
    assert names(in_order(line)) == "cbad"


@pytest.mark.parametrize(
    ("name", "places", "order"),
    [
        ("c", -1, "acbd"),
        ("a", 1, "bacd"),
        ("d", -99, "dabc"),
        ("a", 99, "bcda"),
        ("b", 0, "abcd"),
        ("none", -1, "abcd"),
    ],
)
def test_a_job_moves_by_places_and_not_beyond_the_ends(name: str, places: int, order: str) -> None:
    line = moved(LINE, name, places)
    assert names(line) == order
    assert names(in_order(reversed(line))) == order  # by what is recorded of each


def test_a_job_that_passes_one_of_another_priority_takes_that_ones() -> None:
    line = [job("a", 5.0, priority=2), job("b", 1.0), job("c", 2.0)]
    assert names(in_order(moved(line, "c", -2))) == "cab"
    assert names(in_order(moved(line, "a", 1))) == "bac"
    assert {each.id: each.priority for each in moved(line, "a", 1)} == {"a": 0, "b": 0, "c": 0}


def waiting(runner: Runner) -> list[str]:
    return [job.title for job in runner.waiting()]


@pytest.fixture
def work(runner: Runner) -> Patient:
    """A job runs, and three wait: one, two, three."""
    _, work = running(runner)
    for title in ("one", "two", "three"):
        submit(runner, nothing, title)
    return work


def test_a_job_of_higher_priority_goes_first(runner: Runner, work: Patient) -> None:
    urgent = submit(runner, nothing, "urgent", priority=5)
    assert waiting(runner) == ["urgent", "one", "two", "three"]
    assert runner.ahead_of(urgent.id) == 1
    runner.prioritise(urgent.id, -1)
    assert waiting(runner) == ["one", "two", "three", "urgent"]
    work.let_go.set()


def test_moved_jobs_start_in_their_new_order(runner: Runner) -> None:
    _, work = running(runner)
    order: list[int] = []
    jobs = [submit(runner, Noting(order, number)) for number in range(4)]
    runner.move(jobs[3].id, -3)
    runner.move(jobs[0].id, 1)
    assert [runner.ahead_of(job.id) for job in jobs] == [3, 2, 4, 1]
    work.let_go.set()
    ended(runner, jobs[2])
    assert order == [3, 1, 0, 2]


def test_moving_what_does_not_wait_changes_nothing(runner: Runner, work: Patient) -> None:
    runs = next(job for job in runner.jobs() if job.state is JobState.RUNNING)
    runner.move(runs.id, 2)
    runner.move("no such job", -1)
    runner.prioritise(runs.id, 7)
    assert waiting(runner) == ["one", "two", "three"]
    assert runner.get(runs.id) == runs
    work.let_go.set()


def test_the_record_holds_the_order_at_once(
    runner: Runner, work: Patient, store: JobStore, tmp_path: Path
) -> None:
    runner.move(runner.waiting()[2].id, -2)
    recorded = in_order(job for job in store.all() if job.state is JobState.QUEUED)
    assert [job.title for job in recorded] == ["three", "one", "two"] == waiting(runner)
    work.let_go.set()


def test_a_queued_job_can_be_deleted_and_a_running_one_cannot(
    runner: Runner, work: Patient, store: JobStore
) -> None:
    runner.delete(runner.waiting()[1].id)
    assert waiting(runner) == ["one", "three"]
    runs = next(job for job in runner.jobs() if job.state is JobState.RUNNING)
    with pytest.raises(JobRefused, match=r"still runs\. Stop it first"):
        runner.delete(runs.id)
    assert {job.title for job in store.all()} == {"A job", "one", "three"}
    work.let_go.set()


def test_a_kind_that_nobody_knows_is_refused(runner: Runner) -> None:
    with pytest.raises(JobRefused, match="does not know jobs of the kind “dance”"):
        runner.submit("dance", "A dance", {})
    assert runner.jobs() == ()
