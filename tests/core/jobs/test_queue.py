"""The queue: its order, how it can be changed, and that the order is stored."""

from pathlib import Path

import pytest

from core.jobs import AnyJob, Job, JobKind, JobRefused, JobState, JobStore, Runner
from core.jobs.queue import in_order, moved
from tests.core.jobs.works import Blocking, Recording, Values, ended, nothing, running, submit


def job(name: str, position: float, priority: int = 0) -> AnyJob:
    return Job(name, "test", name, JobState.QUEUED, 0.0, Values(), priority, position)


def names(queue: list[AnyJob]) -> str:
    return "".join(job.id for job in queue)


QUEUE = [job("a", 1.5), job("b", 2.5), job("c", 9.0), job("d", 10.0)]


def test_the_queue_is_ordered_by_priority_then_position() -> None:
    queue = [
        job("a", 3.0),
        job("b", 2.0),
        job("c", 9.0, priority=1),
        job("d", 1.0, priority=-1),
    ]
    assert names(in_order(queue)) == "cbad"


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
def test_a_job_is_moved_by_places_but_not_beyond_the_ends(
    name: str, places: int, order: str
) -> None:
    queue = moved(QUEUE, name, places)
    assert names(queue) == order
    assert names(in_order(reversed(queue))) == order  # by the stored positions


def test_a_job_moved_past_another_takes_over_its_priority() -> None:
    queue = [job("a", 5.0, priority=2), job("b", 1.0), job("c", 2.0)]
    assert names(in_order(moved(queue, "c", -2))) == "cab"
    assert names(in_order(moved(queue, "a", 1))) == "bac"
    assert {each.id: each.priority for each in moved(queue, "a", 1)} == {
        "a": 0,
        "b": 0,
        "c": 0,
    }


def queued(runner: Runner) -> list[str]:
    return [job.title for job in runner.queued()]


@pytest.fixture
def work(runner: Runner) -> Blocking:
    """Start a job and queue three more: one, two, three."""
    _, work = running(runner)
    for title in ("one", "two", "three"):
        submit(runner, nothing, title)
    return work


def test_a_job_of_higher_priority_goes_first(runner: Runner, work: Blocking) -> None:
    urgent = submit(runner, nothing, "urgent", priority=5)
    assert queued(runner) == ["urgent", "one", "two", "three"]
    assert runner.ahead_of(urgent.id) == 1
    work.release.set()


def test_moved_jobs_start_in_their_new_order(runner: Runner) -> None:
    _, work = running(runner)
    order: list[int] = []
    jobs = [submit(runner, Recording(order, number)) for number in range(4)]
    runner.move(jobs[3].id, -3)
    runner.move(jobs[0].id, 1)
    assert [runner.ahead_of(job.id) for job in jobs] == [3, 2, 4, 1]
    work.release.set()
    ended(runner, jobs[2])
    assert order == [3, 1, 0, 2]


def test_moving_a_job_that_is_not_queued_changes_nothing(runner: Runner, work: Blocking) -> None:
    runs = next(job for job in runner.jobs() if job.state is JobState.RUNNING)
    runner.move(runs.id, 2)
    runner.move("no such job", -1)
    assert queued(runner) == ["one", "two", "three"]
    assert runner.get(runs.id) == runs
    work.release.set()


def test_a_moved_job_is_stored_at_once(
    runner: Runner, work: Blocking, store: JobStore, tmp_path: Path
) -> None:
    runner.move(runner.queued()[2].id, -2)
    recorded = in_order(job for job in store.all() if job.state is JobState.QUEUED)
    assert [job.title for job in recorded] == ["three", "one", "two"] == queued(runner)
    work.release.set()


def test_a_queued_job_can_be_deleted_and_a_running_one_cannot(
    runner: Runner, work: Blocking, store: JobStore
) -> None:
    runner.delete(runner.queued()[1].id)
    assert queued(runner) == ["one", "three"]
    runs = next(job for job in runner.jobs() if job.state is JobState.RUNNING)
    with pytest.raises(JobRefused, match=r"still runs\. Stop it first"):
        runner.delete(runs.id)
    assert {job.title for job in store.all()} == {"A job", "one", "three"}
    work.release.set()


def test_a_job_of_an_unknown_kind_is_refused(runner: Runner) -> None:
    dance = JobKind("dance", Values, Values, Values, lambda place, values, context: Values())
    with pytest.raises(JobRefused, match="does not know jobs of the kind “dance”"):
        runner.submit(dance, "A dance", Values())
    assert runner.jobs() == ()
