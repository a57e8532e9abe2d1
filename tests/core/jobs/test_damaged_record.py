"""A damaged job database: invalid files, invalid rows, unreadable values."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.jobs import AnyJob, Job, JobRefused, JobState, JobStopped, JobStore
from tests.core.jobs.works import KINDS, Values, ended, remove_database, runner_at, submit

DONE: AnyJob = Job(
    "a", "test", "A", JobState.DONE, 1.0, Values({"seed": 3}), finished=2.0, result=Values()
)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"not a database" * 100,
        lambda content: b"SQLite format 3\0" + b"\xff" * 4096,
        lambda content: content[: len(content) // 2],
        lambda content: b"",
    ],
)
def test_a_damaged_database_is_moved_away_and_saved_jobs_are_recovered(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "jobs.db"

    def saves(context: Any) -> dict[str, Any]:
        (context.folder / "saved").touch()
        raise JobStopped

    runner = runner_at(path)
    job = ended(runner, submit(runner, saves, "Saving"))
    with closing(sqlite3.connect(path)) as other:
        other.execute("pragma wal_checkpoint(truncate)")
    content = damage(path.read_bytes())
    remove_database(path)
    path.write_bytes(content)
    later = runner_at(path)
    assert [(one.id, one.title, one.resumable) for one in later.jobs()] == [
        (job.id, "Saving", True)
    ]
    moved = list(tmp_path.glob("jobs.damaged-*.db"))
    assert [one.read_bytes() for one in moved] == [content]
    assert "set aside" in later.trouble()


def test_an_empty_database_without_any_job_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    path.touch()  # as a first start that was killed leaves it
    assert not runner_at(path).trouble()
    assert not list(tmp_path.glob("jobs.damaged-*.db"))


def store_and_damage(path: Path, change: str, **values: Any) -> None:
    """Store two jobs, `DONE` and a copy "b" with other values, and damage the row of b."""
    JobStore(path, KINDS).save(DONE, replace(DONE, id="b", title="B", created=0.5, **values))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"update jobs set {change} where id = 'b'")


@pytest.mark.parametrize(
    "change",
    [
        "state = 'dancing'",
        "parameters = '{\"hal'",
        "parameters = x'ff00'",
        "parameters = '[]'",
        "parameters = '{\"values\": 3}'",
        "parameters = ''",
        "created = 'yesterday'",
        "fraction = 'half'",
        "spent = x'00'",
        "started = 'at noon'",
        "finished = 'never'",
        "message = x'ff00'",
        "priority = 'high'",
    ],
)
def test_a_damaged_row_becomes_a_failed_job_and_the_others_stay(
    tmp_path: Path, change: str
) -> None:
    path = tmp_path / "jobs.db"
    store_and_damage(path, change)
    runner = runner_at(path)
    damaged = runner.get("b")
    assert runner.get("a") == DONE
    assert damaged is not None
    assert (damaged.title, damaged.state, damaged.parameters) == ("B", JobState.FAILED, None)
    assert "record is damaged" in damaged.error
    assert not damaged.resumable
    runner.delete("b")
    assert runner.jobs() == (DONE,)


def test_a_job_with_unreadable_parameters_cannot_be_resumed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "jobs.db"
    store_and_damage(path, "parameters = '3'", state=JobState.STOPPED, result=None)
    (tmp_path / "jobs" / "b").mkdir(parents=True)
    (tmp_path / "jobs" / "b" / "kept").touch()
    runner = runner_at(path)
    with pytest.raises(JobRefused, match="Start a new one"):
        runner.resume("b")
    runner.delete("b")
    assert not (tmp_path / "jobs" / "b").exists()


@pytest.mark.parametrize("change", ["result = '[1'", "result = '{}'", "result = '{\"values\": 3}'"])
def test_a_done_job_with_an_unreadable_result_becomes_a_failed_job(
    tmp_path: Path, change: str
) -> None:
    path = tmp_path / "jobs.db"
    store_and_damage(path, change)
    damaged = runner_at(path).get("b")
    assert damaged is not None
    assert (damaged.state, damaged.result) == (JobState.FAILED, None)
    assert "can no longer be read" in damaged.error
    assert damaged.parameters == DONE.parameters


@pytest.mark.parametrize("change", ["progress = '{\"hal'", "progress = '{\"values\": 3}'"])
def test_unreadable_progress_is_dropped_and_the_job_stays_as_it_was(
    tmp_path: Path, change: str
) -> None:
    path = tmp_path / "jobs.db"
    store_and_damage(path, change, progress=Values({"loss": 0.5}))
    job = runner_at(path).get("b")
    assert job is not None
    assert (job.state, job.progress, job.result) == (JobState.DONE, None, DONE.result)


def test_a_damaged_row_of_a_dead_process_does_not_prevent_a_start(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    dead = "finished = null, state = 'running', owner = '999999999_1.00'"
    store_and_damage(path, f"{dead}, told = 'at noon', started = 'before'")
    damaged = runner_at(path).get("b")
    assert damaged is not None
    assert (damaged.state, damaged.resumable) == (JobState.FAILED, False)
