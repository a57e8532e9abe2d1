"""The job database: damage, locks held by other programs, and dead processes."""

import math
import os
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.errors import HomeUnusable
from core.jobs import (
    AnyJob,
    Job,
    JobContext,
    JobKind,
    JobState,
    JobStopped,
    JobStore,
    NoProgress,
    Runner,
    alive,
    store,
    this_process,
)
from core.jobs import runner as runner_module
from tests.core.jobs.works import (
    KINDS,
    LIMIT,
    Values,
    Work,
    ended,
    nothing,
    remove_database,
    runner_at,
    submit,
)

DONE: AnyJob = Job(
    "a", "test", "A", JobState.DONE, 1.0, Values({"seed": 3}), finished=2.0, result=Values()
)


def test_this_process_is_alive_and_an_earlier_one_with_its_pid_is_not() -> None:
    process = psutil.Process()
    assert alive(this_process())
    assert not alive(f"{process.pid}_{process.create_time() - 60:.2f}")


@pytest.mark.parametrize("owner", ["", "x", "999999999_1.00", "own number", "_", "1_x"])
def test_an_invalid_owner_is_not_alive(owner: str) -> None:
    assert not alive(str(os.getpid()) if owner == "own number" else owner)


def test_a_clock_changed_by_a_second_does_not_make_a_process_dead() -> None:
    process = psutil.Process()
    assert alive(f"{process.pid}_{process.create_time() + 1:.2f}")


def test_a_home_that_is_a_file_is_reported_by_the_store(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(HomeUnusable, match="cannot be written"):
        JobStore(tmp_path / "models" / "jobs.db")


def test_a_locked_database_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "jobs.db"
    jobs = JobStore(path, KINDS)
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        with pytest.raises(HomeUnusable, match=r"locked.*If another program holds it, close that"):
            jobs.save(DONE)
        other.execute("rollback")
    jobs.save(DONE)
    assert len(jobs.all()) == 1


def finishing(release: threading.Event) -> Work:
    """Work that reports once it is released, and ends."""

    def work(context: JobContext) -> Mapping[str, Any]:
        assert release.wait(LIMIT)
        context.report(0.5, "Half way")
        return {"done": True}

    return work


def test_a_job_continues_while_the_database_is_locked_and_is_stored_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, release = tmp_path / "jobs.db", threading.Event()
    monkeypatch.setattr(runner_module, "HEARTBEAT", 0.01)
    runner, jobs = runner_at(path), JobStore(path, KINDS)
    job = submit(runner, finishing(release))
    recorded_as(jobs, JobState.RUNNING)
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        release.set()
        done = ended(runner, job)
        assert (done.state, done.result) == (JobState.DONE, Values({"done": True}))
        assert "close that" in runner.trouble()
        with pytest.raises(HomeUnusable, match="another program is using it"):
            submit(runner, nothing)
        other.execute("rollback")
    recorded_as(jobs, JobState.DONE)
    assert runner.trouble() == ""
    assert runner.jobs() == jobs.all()


def recorded_as(jobs: JobStore, state: JobState) -> None:
    """Wait until the only job in the database has this state."""
    for _ in range(int(LIMIT / 0.01)):
        if [job.state for job in jobs.all()] == [state]:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"The database never had {state}.")


def test_a_job_continues_if_the_database_is_damaged_and_is_stored_in_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, release = tmp_path / "jobs.db", threading.Event()
    monkeypatch.setattr(runner_module, "HEARTBEAT", 0.01)
    runner = runner_at(path)
    job = submit(runner, finishing(release))
    recorded_as(JobStore(path, KINDS), JobState.RUNNING)
    remove_database(path)
    path.write_bytes(b"not a database" * 100)
    release.set()
    assert ended(runner, job).state is JobState.DONE
    assert "It is damaged" in runner.trouble()
    assert runner.get(job.id) is not None
    path.unlink()
    for _ in range(int(LIMIT / 0.01)):
        if not runner.trouble():
            break
        threading.Event().wait(0.01)
    recorded_as(JobStore(path, KINDS), JobState.DONE)


def test_a_full_disk_is_reported_and_the_database_stays_intact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = JobStore(tmp_path / "jobs.db", KINDS)
    jobs.save(DONE)
    connect = sqlite3.connect

    def connect_full(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*args, **more)
        connection.execute("pragma max_page_count = 1")  # SQLite raises this to the current size
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_full)
    big = replace(DONE, id="b", progress=Values({"history": ["x" * 100_000]}))
    with pytest.raises(HomeUnusable, match=r"full\. Free some space on its disk\."):
        jobs.save(big)
    assert jobs.all() == (DONE,)


def test_a_kind_without_progress_is_stored_and_read_back(tmp_path: Path) -> None:
    kind = JobKind("bare", Values, NoProgress, NoProgress, lambda *_: NoProgress())
    kinds = {kind.name: kind}
    runner = runner_at(tmp_path / "jobs.db", kinds)
    job = ended(runner, runner.submit(kind, "Bare", Values()))
    assert (job.state, job.result) == (JobState.DONE, NoProgress())
    (later,) = runner_at(tmp_path / "jobs.db", kinds).jobs()
    assert (later.state, later.result) == (JobState.DONE, NoProgress())


def test_jobs_are_recovered_from_their_folders_if_the_database_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"

    def counts(context: JobContext) -> Mapping[str, Any]:
        saved = context.folder / "step"
        if saved.exists():
            return {"step": int(saved.read_text())}
        saved.write_text("4")
        raise JobStopped

    runner = runner_at(path)
    job = ended(runner, submit(runner, counts, "Counting", priority=2))
    remove_database(path)
    later = runner_at(path)
    (found,) = later.jobs()
    assert (found.id, found.title, found.priority) == (job.id, "Counting", 2)
    assert (found.state, found.resumable) == (JobState.INTERRUPTED, True)
    assert "record of this job was lost" in found.error
    assert ended(later, later.resume(job.id)).result == Values({"step": 4})
    assert list((tmp_path / "jobs").iterdir()) == []


def test_a_job_with_undecodable_text_is_stored(runner: Runner, store: JobStore) -> None:
    def work(context: JobContext) -> Mapping[str, Any]:
        context.report(0.5, "Reading caf\udce9.png", Values({"file": "caf\udce9.png"}))
        return {}

    job = ended(runner, submit(runner, work))
    assert job.state is JobState.DONE
    assert [each.message for each in store.all()] == ["Reading caf?.png"]


LOOP: dict[str, Any] = {}
LOOP["itself"] = LOOP


@pytest.mark.parametrize(
    ("figures", "recorded"),
    [
        ({"path": Path("a")}, Values({"path": "a"})),
        ({"when": 3j}, Values({"when": "3j"})),
        ({(1, 2): 3, "loss": 0.5}, Values({"loss": 0.5})),
        (LOOP, None),
    ],
)
def test_progress_that_is_not_json_does_not_fail_a_job(
    runner: Runner, store: JobStore, figures: dict[str, Any], recorded: Values | None
) -> None:
    def work(context: JobContext) -> Mapping[str, Any]:
        context.report(0.5, "Half way", Values(figures))
        return {}

    assert ended(runner, submit(runner, work)).state is JobState.DONE
    assert [job.progress for job in store.all()] == [recorded]


@pytest.mark.parametrize(("reported", "stored"), [(-1.0, 0.0), (7.5, 1.0), (math.nan, 0.0)])
def test_an_invalid_fraction_is_clamped_to_0_and_1(
    runner: Runner, store: JobStore, reported: float, stored: float
) -> None:
    def work(context: JobContext) -> Mapping[str, Any]:
        context.report(reported, "Far")
        raise JobStopped

    ended(runner, submit(runner, work))
    assert [job.fraction for job in store.all()] == [stored]
