import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from core.jobs import AnyJob, JobContext, JobState, JobStore, Runner, shared_runner
from core.jobs import runner as runner_module
from core.jobs.eta import Eta
from tests.core.jobs.works import (
    KINDS,
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


def test_jobs_run_one_after_another_in_the_order_of_submission(runner: Runner) -> None:
    _, first = running(runner)
    order: list[int] = []
    jobs = [submit(runner, Recording(order, i)) for i in range(5)]
    assert order == []
    first.release.set()
    ended(runner, jobs[-1])
    assert order == [0, 1, 2, 3, 4]


def test_a_job_ends_with_its_result_and_no_error(runner: Runner) -> None:
    job = ended(runner, submit(runner, lambda _: {"version": 3}))
    assert (job.state, job.result, job.fraction, job.error) == (
        JobState.DONE,
        Values({"version": 3}),
        1.0,
        "",
    )
    assert job.started is not None
    assert job.finished is not None
    assert job.created <= job.started <= job.finished
    assert not runner.busy()


def test_a_second_job_is_queued_and_the_jobs_ahead_are_counted(runner: Runner) -> None:
    first, work = running(runner)
    second, third = submit(runner, nothing), submit(runner, nothing)
    assert [runner.ahead_of(job.id) for job in (first, second, third)] == [0, 1, 2]
    assert second.state is JobState.QUEUED
    runner.stop(second.id)
    assert runner.ahead_of(third.id) == 1
    work.release.set()
    assert ended(runner, third).state is JobState.DONE


def test_a_queued_job_that_is_stopped_never_starts(runner: Runner, store: JobStore) -> None:
    _, work = running(runner)
    ran: list[int] = []
    queued = submit(runner, Recording(ran, 1))
    runner.stop(queued.id)
    stopped = runner.get(queued.id)
    assert stopped is not None
    assert stopped.state is JobState.STOPPED
    assert stopped.started is None
    work.release.set()
    ended(runner, submit(runner, nothing))
    assert ran == []
    assert {job.id: job.state for job in store.all()}[queued.id] is JobState.STOPPED


def test_a_running_job_that_is_stopped_ends_within_a_second(runner: Runner) -> None:
    job, _ = running(runner)
    began = time.perf_counter()
    runner.stop(job.id)
    assert ended(runner, job).state is JobState.STOPPED
    assert time.perf_counter() - began < 1


def test_a_job_asked_to_stop_is_stopping_until_it_ends(runner: Runner) -> None:
    requested, go_on = threading.Event(), threading.Event()

    def unstoppable(context: JobContext) -> Mapping[str, Any]:
        requested.set()
        assert go_on.wait(LIMIT)
        context.report(0.9, "Almost there")
        return {"came": "too late"}

    job = submit(runner, unstoppable)
    assert requested.wait(LIMIT)
    runner.stop(job.id)
    snapshot = runner.get(job.id)
    assert snapshot is not None
    assert snapshot.state is JobState.STOPPING
    assert runner.busy()
    go_on.set()
    done = ended(runner, job)  # it finished before it checked for the stop
    assert (done.state, done.result) == (JobState.DONE, Values({"came": "too late"}))


def test_stopping_an_ended_or_unknown_job_does_nothing(runner: Runner) -> None:
    job = ended(runner, submit(runner, nothing))
    runner.stop(job.id)
    runner.stop("no such job")
    assert runner.get(job.id) == job
    assert runner.get("no such job") is None


def test_progress_is_visible_at_once(runner: Runner) -> None:
    reported, go_on = threading.Event(), threading.Event()

    def steps(context: JobContext) -> Mapping[str, Any]:
        context.report(0.0, "Warming up")
        context.report(0.5, "Half way", Values({"loss": 0.7}))
        context.report(0.6, "The next step")  # the latest progress stays
        reported.set()
        assert go_on.wait(LIMIT)
        return {}

    job = submit(runner, steps)
    assert reported.wait(LIMIT)
    seen = runner.get(job.id)
    assert seen is not None
    assert (seen.fraction, seen.message) == (0.6, "The next step")
    assert seen.progress == Values({"loss": 0.7})
    go_on.set()
    ended(runner, job)


def test_the_eta_is_known_after_a_few_reports(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(1000))
    monkeypatch.setattr(runner_module, "Eta", lambda *_: ScriptedClock(Eta(), seconds))
    found: list[float | None] = []

    def steps(context: JobContext) -> Mapping[str, Any]:
        for step in range(6):
            context.report(step / 10, f"Step {step}")
            found.append(runner.jobs()[0].eta)
        return {}

    ended(runner, submit(runner, steps))
    assert found == [None, None, None, None, pytest.approx(6.0), pytest.approx(5.0)]


class ScriptedClock:
    """An Eta for which one second passes with each report."""

    def __init__(self, eta: Eta, seconds: Iterator[int]) -> None:
        self._eta, self._seconds = eta, seconds

    def note(self, now: float, fraction: float) -> float | None:
        return self._eta.note(float(next(self._seconds)), fraction)

    def closing(self, now: float) -> float | None:
        return None


def test_the_expected_closing_time_is_that_of_the_previous_job_of_the_kind(tmp_path: Path) -> None:
    found: list[float | None] = []

    def ends(place: object, parameters: Values, context: JobContext) -> Values:
        context.report(0.5, "Half way")
        context.report(0.9, "Registering")
        found.append(runner.jobs()[0].eta)
        return Values()

    kind = replace(TEST, work=ends, even_until=0.9, closing=1000.0)
    runner = runner_at(tmp_path / "jobs.db", {kind.name: kind})
    for _ in range(2):
        ended(runner, runner.submit(kind, "A job", Values()))
    first, second = found
    assert first == pytest.approx(1000.0)
    assert second is not None
    assert second < LIMIT


def test_waiting_too_long_for_a_job_is_an_error(runner: Runner) -> None:
    job, work = running(runner)
    with pytest.raises(TimeoutError):
        runner.wait(job.id, 0.01)
    work.release.set()
    ended(runner, job)


def test_jobs_are_listed_newest_first(runner: Runner) -> None:
    jobs = [submit(runner, nothing, title) for title in ("one", "two", "three")]
    ended(runner, jobs[-1])
    assert [job.title for job in runner.jobs()] == ["three", "two", "one"]


def test_a_new_runner_reads_ended_jobs_back_unchanged(runner: Runner, tmp_path: Path) -> None:
    job = ended(runner, submit(runner, lambda _: {"pair": (1, 2), "path": Path("a")}))
    assert runner_at(tmp_path / "jobs.db").jobs() == (job,)


def test_snapshots_are_consistent_across_threads(runner: Runner, store: JobStore) -> None:
    steps = 400
    wrong: list[AnyJob] = []
    over = threading.Event()

    def count(context: JobContext) -> Mapping[str, Any]:
        for step in range(steps + 1):
            context.report(step / steps, f"Step {step}", Values({"step": step}))
        return {}

    def watch(take: Any) -> None:
        last = 0.0
        while not over.is_set():
            for job in take():
                step = job.progress.values["step"] if job.progress else 0
                if job.fraction != step / steps or job.fraction < last:
                    wrong.append(job)
                last = job.fraction

    takes = [runner.jobs, runner.jobs, runner.jobs, store.all]
    watchers = [threading.Thread(target=watch, args=(take,)) for take in takes]
    for watcher in watchers:
        watcher.start()
    ended(runner, submit(runner, count))
    over.set()
    for watcher in watchers:
        watcher.join(LIMIT)
    assert wrong == []


def test_jobs_submitted_from_many_threads_all_run(runner: Runner) -> None:
    ran: list[int] = []
    asking = [threading.Thread(target=submit, args=(runner, Recording(ran, i))) for i in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(LIMIT)
    for job in runner.jobs():
        ended(runner, job)
    assert sorted(ran) == list(range(8))


def shared(path: Path) -> Runner:
    return shared_runner(path, KINDS, workplace=None)


def test_one_process_has_one_runner_per_database(tmp_path: Path) -> None:
    found: list[Runner] = []
    asking = [
        threading.Thread(target=lambda: found.append(shared(tmp_path / "jobs.db")))
        for _ in range(4)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(LIMIT)
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
    assert shared(tmp_path / "other.db") is not found[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
def test_jobs_run_at_a_lower_cpu_priority(runner: Runner) -> None:
    job = submit(runner, lambda _: {"nice": os.getpriority(os.PRIO_PROCESS, 0)})
    assert ended(runner, job).result.values["nice"] >= max(10, os.getpriority(os.PRIO_PROCESS, 0))


@dataclass(frozen=True)
class Place:
    """A workplace: what a runner passes to all its jobs."""

    name: str


def test_a_job_gets_its_runners_workplace_and_its_parameters(tmp_path: Path) -> None:
    def work(place: Place, parameters: Values, context: JobContext) -> Values:
        return Values({"place": place.name, **parameters.values, "id": context.id})

    kind = replace(TEST, work=work)
    kinds = {kind.name: kind}
    runner = Runner(JobStore(tmp_path / "jobs.db", kinds), kinds, Place("home"))
    job = ended(runner, runner.submit(kind, "A job", Values({"seed": 3})))
    assert job.result == Values({"place": "home", "seed": 3, "id": job.id})


def test_jobs_can_be_listed_by_kind(tmp_path: Path) -> None:
    first = replace(TEST, name="first", work=lambda place, parameters, context: parameters)
    second = replace(first, name="second")
    runner = runner_at(tmp_path / "jobs.db", {kind.name: kind for kind in (first, second)})
    jobs = [runner.submit(kind, "A job", Values()) for kind in (first, second, first)]
    ended(runner, jobs[-1])
    assert [job.id for job in runner.jobs_of(first)] == [jobs[2].id, jobs[0].id]
    assert [job.id for job in runner.jobs_of(second)] == [jobs[1].id]
