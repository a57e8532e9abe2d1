import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.jobs import Job, JobContext, JobState, JobStore, Runner, shared_runner
from tests.core.jobs.works import (
    KINDS,
    LIMIT,
    Noting,
    ended,
    nothing,
    runner_at,
    running,
    submit,
)


def test_jobs_run_one_after_the_other_in_the_order_asked(runner: Runner) -> None:
    _, first = running(runner)
    order: list[int] = []
    jobs = [submit(runner, Noting(order, i)) for i in range(5)]
    assert order == []
    first.let_go.set()
    ended(runner, jobs[-1])
    assert order == [0, 1, 2, 3, 4]


def test_a_job_ends_with_its_result_and_no_wish_unheard(runner: Runner) -> None:
    job = ended(runner, submit(runner, lambda _: {"version": 3}))
    assert (job.state, job.result, job.fraction, job.error) == (
        JobState.DONE,
        {"version": 3},
        1.0,
        "",
    )
    assert job.started is not None
    assert job.finished is not None
    assert job.created <= job.started <= job.finished
    assert not runner.busy()


def test_the_second_waits_and_knows_how_many_are_ahead(runner: Runner) -> None:
    first, work = running(runner)
    second, third = submit(runner, nothing), submit(runner, nothing)
    assert [runner.ahead_of(job.id) for job in (first, second, third)] == [0, 1, 2]
    assert second.state is JobState.QUEUED
    runner.stop(second.id)
    assert runner.ahead_of(third.id) == 1
    work.let_go.set()
    assert ended(runner, third).state is JobState.DONE


def test_a_queued_job_that_is_stopped_never_starts(runner: Runner, store: JobStore) -> None:
    _, work = running(runner)
    ran: list[int] = []
    queued = submit(runner, Noting(ran, 1))
    runner.stop(queued.id)
    stopped = runner.get(queued.id)
    assert stopped is not None
    assert stopped.state is JobState.STOPPED
    assert stopped.started is None
    work.let_go.set()
    ended(runner, submit(runner, nothing))
    assert ran == []
    assert {job.id: job.state for job in store.all()}[queued.id] is JobState.STOPPED


def test_a_running_job_that_is_stopped_ends_within_a_second(runner: Runner) -> None:
    job, _ = running(runner)
    began = time.perf_counter()
    runner.stop(job.id)
    assert ended(runner, job).state is JobState.STOPPED
    assert time.perf_counter() - began < 1


def test_a_job_that_is_asked_to_stop_says_so_until_it_has(runner: Runner) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def deaf(context: JobContext) -> Mapping[str, Any]:
        asked.set()
        assert go_on.wait(LIMIT)
        context.report(0.9, "Almost there", {})
        return {"came": "too late"}

    job = submit(runner, deaf)
    assert asked.wait(LIMIT)
    runner.stop(job.id)
    snapshot = runner.get(job.id)
    assert snapshot is not None
    assert snapshot.state is JobState.STOPPING
    assert runner.busy()
    go_on.set()
    done = ended(runner, job)  # what was finished before the wish was heard is kept
    assert (done.state, done.result) == (JobState.DONE, {"came": "too late"})


def test_stopping_what_has_ended_or_never_was_does_nothing(runner: Runner) -> None:
    job = ended(runner, submit(runner, nothing))
    runner.stop(job.id)
    runner.stop("no such job")
    assert runner.get(job.id) == job
    assert runner.get("no such job") is None


def test_progress_is_seen_at_once_and_its_time_left_is_known_from_the_second_step(
    runner: Runner,
) -> None:
    told, go_on = threading.Event(), threading.Event()

    def steps(context: JobContext) -> Mapping[str, Any]:
        context.report(0.0, "Warming up", {})
        context.report(0.3, "The first step", {})
        before = runner.jobs()[0]
        context.report(0.5, "Half way", {"loss": 0.7})
        told.set()
        assert go_on.wait(LIMIT)
        return {"to_go_before": before.to_go}

    job = submit(runner, steps)
    assert told.wait(LIMIT)
    seen = runner.get(job.id)
    assert seen is not None
    assert (seen.fraction, seen.message, seen.progress) == (0.5, "Half way", {"loss": 0.7})
    assert seen.to_go is not None
    go_on.set()
    assert ended(runner, job).result == {"to_go_before": None}


def test_waiting_too_long_for_a_job_is_said(runner: Runner) -> None:
    job, work = running(runner)
    with pytest.raises(TimeoutError):
        runner.wait(job.id, 0.01)
    work.let_go.set()
    ended(runner, job)


def test_jobs_are_listed_newest_first(runner: Runner) -> None:
    jobs = [submit(runner, nothing, title) for title in ("one", "two", "three")]
    ended(runner, jobs[-1])
    assert [job.title for job in runner.jobs()] == ["three", "two", "one"]


def test_a_later_runner_finds_what_ended_before_just_as_it_was(
    runner: Runner, tmp_path: Path
) -> None:
    job = ended(runner, submit(runner, lambda _: {"pair": (1, 2)}))
    assert runner_at(tmp_path / "jobs.db").jobs() == (job,)


def test_snapshots_are_whole_from_many_threads(runner: Runner, store: JobStore) -> None:
    steps = 400
    wrong: list[Job] = []
    over = threading.Event()

    def count(context: JobContext) -> Mapping[str, Any]:
        for step in range(steps + 1):
            context.report(step / steps, f"Step {step}", {"step": step})
        return {}

    def watch(take: Any) -> None:
        last = 0.0
        while not over.is_set():
            for job in take():
                step = job.progress.get("step", 0)
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


def test_jobs_asked_from_many_threads_all_run(runner: Runner) -> None:
    ran: list[int] = []
    asking = [threading.Thread(target=submit, args=(runner, Noting(ran, i))) for i in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(LIMIT)
    for job in runner.jobs():
        ended(runner, job)
    assert sorted(ran) == list(range(8))


def test_one_process_has_one_runner_a_record(tmp_path: Path) -> None:
    found: list[Runner] = []
    asking = [
        threading.Thread(target=lambda: found.append(shared_runner(tmp_path / "jobs.db", KINDS)))
        for _ in range(4)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(LIMIT)
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
    assert shared_runner(tmp_path / "other.db", KINDS) is not found[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
def test_work_leaves_the_processor_to_the_pages(runner: Runner) -> None:
    job = submit(runner, lambda _: {"nice": os.getpriority(os.PRIO_PROCESS, 0)})
    assert ended(runner, job).result["nice"] >= max(10, os.getpriority(os.PRIO_PROCESS, 0))
