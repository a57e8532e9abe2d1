"""The record on disk: damage, other writers, and processes that are no more."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from core.errors import HomeUnusable
from core.jobs import Job, JobState, JobStore, alive, store, this_process
from tests.core.jobs.works import ended, nothing, runner_at, submit

ROOT = Path(__file__).resolve().parents[3]

# Starts a job that never ends, says so, and waits for its own end.
WORKING = """
import sys, threading
from pathlib import Path
from core.jobs import JobStopped, JobStore, Runner
begun = threading.Event()
def work(context):
    context.report(0.4, "Working", {})
    begun.set()
    while not context.should_stop():
        threading.Event().wait(0.01)
    raise JobStopped
store = JobStore(Path(sys.argv[1]))
runner = Runner(store, {"test": work})
runner.submit("test", "Never done", {})
runner.submit("test", "Waiting", {})
begun.wait()
while all(job.fraction == 0 for job in store.all()):
    threading.Event().wait(0.01)
print("working", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORKING, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def states(found: tuple[Job, ...]) -> dict[str, JobState]:
    return {job.title: job.state for job in found}


def test_a_killed_process_leaves_jobs_that_the_next_start_calls_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(path):
        pass
    assert states(JobStore(path).all()) == {
        "Never done": JobState.RUNNING,
        "Waiting": JobState.QUEUED,
    }
    jobs = runner_at(path).jobs()
    assert set(states(jobs).values()) == {JobState.INTERRUPTED}
    assert all("closed or killed" in job.error and job.finished for job in jobs)
    assert next(job.fraction for job in jobs if job.title == "Never done") == 0.4
    assert runner_at(path).jobs() == jobs


def test_jobs_of_another_living_process_are_shown_and_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(path):
        runner = runner_at(path)
        assert states(runner.jobs()) == {
            "Never done": JobState.RUNNING,
            "Waiting": JobState.QUEUED,
        }
        assert all(job.elsewhere and not job.resumable for job in runner.jobs())
        assert runner.busy()
        own = submit(runner, nothing)
        assert runner.ahead_of(own.id) == 0  # it waits for nobody
        assert ended(runner, own).state is JobState.DONE


def test_this_process_is_alive_and_one_before_it_with_its_number_is_not() -> None:
    process = psutil.Process()
    assert alive(this_process())
    assert not alive(f"{process.pid}_{process.create_time() - 60:.2f}")


@pytest.mark.parametrize("owner", ["", "x", "999999999_1.00", f"{os.getpid()}", "_", "1_x"])
def test_an_owner_that_means_nobody_is_not_alive(owner: str) -> None:
    assert not alive(owner)


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
    with pytest.raises(HomeUnusable, match="cannot be used"):
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


def test_work_goes_on_while_another_program_holds_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "jobs.db"
    runner = runner_at(path)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:

        def work(context: object) -> dict[str, bool]:
            monkeypatch.setattr(store, "PATIENCE", 0.05)
            other.execute("begin exclusive")
            context.report(0.5, "Half way", {})  # type: ignore[attr-defined]
            other.execute("rollback")
            return {"done": True}

        job = ended(runner, submit(runner, work))
    assert (job.state, job.result) == (JobState.DONE, {"done": True})
