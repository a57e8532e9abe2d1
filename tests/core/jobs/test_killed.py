"""Processes killed with SIGKILL at any moment, and what the next start finds."""

import random
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

from core.jobs import AnyJob, JobState, JobStore
from tests.core.jobs.scripts import WORKING, WRITING, another_process
from tests.core.jobs.works import KINDS, LIMIT, Values, kinds_of, runner_at

KILLS = 3


def states(found: tuple[AnyJob, ...]) -> dict[str, JobState]:
    return {job.title: job.state for job in found}


def test_jobs_of_a_killed_process_are_interrupted_after_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        pass
    assert states(JobStore(path, KINDS).all()) == {
        "Never done": JobState.RUNNING,
        "Queued": JobState.QUEUED,
    }
    jobs = runner_at(path).jobs()
    assert set(states(jobs).values()) == {JobState.INTERRUPTED}
    assert all("closed or killed" in job.error and job.finished and job.resumable for job in jobs)
    assert next(job.fraction for job in jobs if job.title == "Never done") == 0.4
    assert runner_at(path).jobs() == jobs


def test_a_job_of_a_killed_process_can_be_resumed_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with another_process(WORKING, path):
        pass
    kinds = kinds_of(lambda context: {"kept": (context.folder / "kept").read_text()})
    runner = runner_at(path, kinds)
    job = next(job for job in runner.jobs() if job.title == "Never done")
    done = runner.wait(runner.resume(job.id).id, LIMIT)
    assert (done.id, done.state) == (job.id, JobState.DONE)
    assert done.result == Values({"kept": "kept"})
    assert done.elapsed(0.0) >= job.elapsed(0.0)


def test_a_kill_at_any_moment_leaves_an_intact_database(tmp_path: Path) -> None:
    path, chance = tmp_path / "jobs.db", random.Random(3)
    titles: set[str] = set()
    for _ in range(KILLS):
        with another_process(WRITING, path) as process:
            for _ in range(chance.randrange(3)):
                process.stdout.readline()  # type: ignore[union-attr]
            with suppress(subprocess.TimeoutExpired):  # it is not meant to end
                process.wait(chance.uniform(0.0, 0.15))
        with closing(sqlite3.connect(path)) as record:
            assert record.execute("pragma integrity_check").fetchone() == ("ok",)
        jobs = runner_at(path).jobs()
        assert all(job.state.ended for job in jobs)
        assert all(job.state is not JobState.FAILED for job in jobs), "no row is damaged"
        titles |= {job.title for job in jobs}
        kept = {job.id for job in jobs if job.state is not JobState.DONE}
        folders = {folder.name for folder in (tmp_path / "jobs").iterdir() if folder.is_dir()}
        assert folders <= kept, "no folder outlives its job"
    assert titles
