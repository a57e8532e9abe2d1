"""Job databases written by earlier versions of the program."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.jobs import Job, JobKind, JobState, JobStore
from tests.core.jobs.works import KINDS, LIMIT, ended, nothing, runner_at, submit


@dataclass(frozen=True)
class Seed:
    seed: int


@dataclass(frozen=True)
class Loss:
    loss: float


@dataclass(frozen=True)
class Made:
    name: str


TRAIN = JobKind("train", Seed, Loss, Made, lambda place, parameters, context: Made("v9"))

# The table of the program's first version, with rows as it wrote them.
FIRST_SCHEMA = """
create table jobs (
    id text primary key, kind text not null, title text not null, state text not null,
    created real not null, parameters text not null, started real, moving real, finished real,
    fraction real not null, message text not null, progress text not null, result text not null,
    error text not null, owner text not null
);
insert into jobs values
    ('a', 'train', 'Quick, seed 0', 'done', 1.0, '{"seed": 0}', 2.0, 3.0, 9.0, 1.0, 'Registering',
     '{"loss": 0.5}', '{"name": "v2"}', '', '999999999_1.00'),
    ('b', 'train', 'Quick, seed 1', 'running', 10.0, '{"seed": 1}', 11.0, 12.0, null, 0.5,
     'Epoch 2 of 4', '{}', '{}', '', '999999999_1.00');
"""


# The last version before kinds had their own types, with its column names.
LATER_SCHEMA = """
create table jobs (
    id text primary key, kind text not null, title text not null, state text not null,
    created real not null, parameters text not null, priority integer not null default 0,
    place real not null default 0, started real, told real, finished real,
    spent real not null default 0, fraction real not null, to_go real, closing real,
    closing_at real, message text not null, progress text not null, result text not null,
    error text not null, owner text not null, stop_asked integer not null default 0
);
insert into jobs values
    ('a', 'train', 'Quick, seed 0', 'stopped', 1.0, '{"seed": 0, "of_then": 1}', 2, 7.5, 2.0, 3.0,
     9.0, 4.0, 0.5, 12.5, 3.0, 0.9, 'Epoch 2 of 4', '{"loss": 0.5, "of_then": []}', '{}', '',
     '999999999_1.00', 0);
"""


def open_old(tmp_path: Path, schema: str) -> Path:
    path = tmp_path / "jobs.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(schema)
    return path


def test_a_database_of_the_first_version_is_migrated_completely(tmp_path: Path) -> None:
    path = open_old(tmp_path, FIRST_SCHEMA)
    kinds = {**KINDS, TRAIN.name: TRAIN}
    runner = runner_at(path, kinds)
    interrupted, done = runner.jobs()
    assert done == Job(
        "a",
        "train",
        "Quick, seed 0",
        JobState.DONE,
        created=1.0,
        parameters=Seed(0),
        started=2.0,
        finished=9.0,
        fraction=1.0,
        message="Registering",
        progress=Loss(0.5),
        result=Made("v2"),
    )
    assert (interrupted.state, interrupted.fraction) == (JobState.INTERRUPTED, 0.5)
    assert interrupted.parameters == Seed(1)
    assert interrupted.resumable
    assert ended(runner, submit(runner, nothing)).state is JobState.DONE
    assert ended(runner, runner.resume("b")).result == Made("v9")
    assert len(runner_at(path, kinds).jobs()) == 3


def test_fields_are_read_from_their_stored_names(tmp_path: Path) -> None:
    path = open_old(tmp_path, LATER_SCHEMA)
    (job,) = JobStore(path, {TRAIN.name: TRAIN}).all()
    assert (job.position, job.priority, job.reported, job.eta) == (7.5, 2, 3.0, 12.5)
    assert (job.parameters, job.progress, job.result) == (Seed(0), Loss(0.5), None)


def test_a_job_of_an_unknown_kind_keeps_its_parameters_and_can_be_deleted(
    tmp_path: Path,
) -> None:
    runner = runner_at(open_old(tmp_path, FIRST_SCHEMA))
    interrupted, done = runner.jobs()
    assert (done.state, done.parameters) == (JobState.DONE, {"seed": 0})
    assert (done.progress, done.result) == (None, None)
    assert (interrupted.state, interrupted.parameters) == (JobState.INTERRUPTED, {"seed": 1})
    runner.delete("a")
    assert [job.id for job in runner.jobs()] == ["b"]


def test_two_apps_can_migrate_a_database_at_once(tmp_path: Path) -> None:
    path = open_old(tmp_path, FIRST_SCHEMA)
    opened: list[JobStore] = []
    threads = [threading.Thread(target=lambda: opened.append(JobStore(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert [len(each.all()) for each in opened] == [2] * 4
