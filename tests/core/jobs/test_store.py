"""The record on disk: damage, other writers, and processes that are no more."""

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
    Job,
    JobContext,
    JobState,
    JobStopped,
    JobStore,
    Runner,
    Work,
    alive,
    store,
    this_process,
)
from core.jobs import runner as runner_module
from tests.core.jobs.works import LIMIT, ended, nothing, runner_at, submit


def test_this_process_is_alive_and_one_before_it_with_its_number_is_not() -> None:
    process = psutil.Process()
    assert alive(this_process())
    assert not alive(f"{process.pid}_{process.create_time() - 60:.2f}")


@pytest.mark.parametrize("owner", ["", "x", "999999999_1.00", "own number", "_", "1_x"])
def test_an_owner_that_means_nobody_is_not_alive(owner: str) -> None:
    assert not alive(str(os.getpid()) if owner == "own number" else owner)


def test_a_clock_set_by_a_second_does_not_make_a_process_dead() -> None:
    process = psutil.Process()
    assert alive(f"{process.pid}_{process.create_time() + 1:.2f}")


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_damaged_record_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "jobs.db").write_bytes(content)
    with pytest.raises(HomeUnusable, match=r"jobs\.db, cannot be used: .* move it away"):
        JobStore(tmp_path / "jobs.db")


def test_a_home_that_is_no_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(HomeUnusable, match="cannot be written"):
        JobStore(tmp_path / "models" / "jobs.db")


def test_a_record_that_another_program_holds_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "jobs.db"
    jobs = JobStore(path)
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        with pytest.raises(HomeUnusable, match=r"locked.*If another program holds it, close that"):
            jobs.save(Job("a", "test", "A", JobState.QUEUED, 0.0))
        other.execute("rollback")
    jobs.save(Job("a", "test", "A", JobState.QUEUED, 0.0))
    assert len(jobs.all()) == 1


def finishing(let_go: threading.Event) -> Work:
    """Work that reports once it is let go, and ends."""

    def work(context: JobContext) -> Mapping[str, Any]:
        assert let_go.wait(LIMIT)
        context.report(0.5, "Half way", {})
        return {"done": True}

    return work


def test_work_goes_on_while_another_program_holds_the_record_and_is_recorded_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, let_go = tmp_path / "jobs.db", threading.Event()
    monkeypatch.setattr(runner_module, "HEARTBEAT", 0.01)
    runner, jobs = runner_at(path), JobStore(path)
    job = submit(runner, finishing(let_go))
    recorded_as(jobs, JobState.RUNNING)
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        let_go.set()
        done = ended(runner, job)
        assert (done.state, done.result) == (JobState.DONE, {"done": True})
        assert "close that" in runner.trouble()
        with pytest.raises(HomeUnusable, match="locked"):
            submit(runner, nothing)
        other.execute("rollback")
    recorded_as(jobs, JobState.DONE)
    assert runner.trouble() == ""
    assert runner.jobs() == jobs.all()


def recorded_as(jobs: JobStore, state: JobState) -> None:
    """Wait until the record of the only job says so."""
    for _ in range(int(LIMIT / 0.01)):
        if [job.state for job in jobs.all()] == [state]:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"The record never said {state}.")


def test_work_goes_on_over_a_record_that_is_damaged_and_is_recorded_in_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, let_go = tmp_path / "jobs.db", threading.Event()
    monkeypatch.setattr(runner_module, "HEARTBEAT", 0.01)
    runner = runner_at(path)
    job = submit(runner, finishing(let_go))
    recorded_as(JobStore(path), JobState.RUNNING)
    for file in tmp_path.glob("jobs.db*"):
        file.unlink()
    path.write_bytes(b"not a database" * 100)
    let_go.set()
    assert ended(runner, job).state is JobState.DONE
    assert "It is damaged: move it away" in runner.trouble()
    assert runner.get(job.id) is not None
    path.unlink()
    for _ in range(int(LIMIT / 0.01)):
        if not runner.trouble():
            break
        threading.Event().wait(0.01)
    recorded_as(JobStore(path), JobState.DONE)


def test_a_full_disk_is_a_sentence_and_the_record_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = JobStore(tmp_path / "jobs.db")
    kept = Job("a", "test", "A", JobState.DONE, 1.0, finished=2.0)
    jobs.save(kept)
    connect = sqlite3.connect

    def connect_full(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*args, **more)
        connection.execute("pragma max_page_count = 1")  # SQLite takes the present size instead
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_full)
    big = replace(kept, id="b", progress={"history": ["x" * 100_000]})
    with pytest.raises(HomeUnusable, match=r"full\. Free some space on its disk\."):
        jobs.save(big)
    assert jobs.all() == (kept,)


@pytest.mark.parametrize(
    "harm",
    ["state = 'dancing'", "progress = '{\"hal'", "parameters = x'ff00'", "result = '[1'"],
)
def test_one_damaged_row_is_said_and_hides_no_other(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "jobs.db"
    jobs = JobStore(path)
    whole = Job("a", "test", "A", JobState.DONE, 1.0, finished=2.0)
    jobs.save(whole, replace(whole, id="b", title="B", created=0.5))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"update jobs set {harm} where id = 'b'")
    runner = runner_at(path)
    first, damaged = runner.jobs()
    assert first == whole
    assert (damaged.title, damaged.state) == ("B", JobState.FAILED)
    assert "record is damaged" in damaged.error
    runner.delete("b")
    assert runner.jobs() == (whole,)


def test_a_lost_record_does_not_lose_what_jobs_had_saved(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"

    def counts(context: JobContext) -> Mapping[str, Any]:
        kept = context.folder / "step"
        if kept.exists():
            return {"step": int(kept.read_text())}
        kept.write_text("4")
        raise JobStopped

    runner = runner_at(path)
    job = ended(runner, submit(runner, counts, "Counting", priority=2))
    for file in tmp_path.glob("jobs.db*"):
        file.unlink()
    later = runner_at(path)
    (found,) = later.jobs()
    assert (found.id, found.title, found.priority) == (job.id, "Counting", 2)
    assert (found.state, found.resumable) == (JobState.INTERRUPTED, True)
    assert "record of this job was lost" in found.error
    assert ended(later, later.resume(job.id)).result == {"step": 4}
    assert list((tmp_path / "jobs").iterdir()) == []


def test_text_that_is_no_unicode_does_not_lose_a_job(runner: Runner, store: JobStore) -> None:
    def work(context: JobContext) -> Mapping[str, Any]:
        context.report(0.5, "Reading caf\udce9.png", {"file": "caf\udce9.png"})
        return {}

    job = ended(runner, submit(runner, work))
    assert job.state is JobState.DONE
    assert [each.message for each in store.all()] == ["Reading caf?.png"]


LOOP: dict[str, Any] = {}
LOOP["itself"] = LOOP


@pytest.mark.parametrize(
    ("figures", "recorded"),
    [
        ({"path": Path("a")}, {"path": "a"}),
        ({(1, 2): 3, "loss": 0.5}, {"loss": 0.5}),
        (LOOP, {}),
    ],
)
def test_figures_that_are_no_json_do_not_stop_the_record(
    runner: Runner, store: JobStore, figures: dict[str, Any], recorded: dict[str, Any]
) -> None:
    def work(context: JobContext) -> Mapping[str, Any]:
        context.report(0.5, "Half way", figures)
        return {}

    assert ended(runner, submit(runner, work)).state is JobState.DONE
    assert [job.progress for job in store.all()] == [recorded]


@pytest.mark.parametrize(("told", "kept"), [(-1.0, 0.0), (7.5, 1.0), (math.nan, 0.0)])
def test_a_share_that_cannot_be_is_kept_between_nothing_and_all(
    runner: Runner, store: JobStore, told: float, kept: float
) -> None:
    def work(context: JobContext) -> Mapping[str, Any]:
        context.report(told, "Far", {})
        raise JobStopped

    ended(runner, submit(runner, work))
    assert [job.fraction for job in store.all()] == [kept]
