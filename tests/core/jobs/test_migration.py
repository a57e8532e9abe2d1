"""A record that an earlier version of the program wrote."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from core.jobs import Job, JobState, JobStore
from tests.core.jobs.works import LIMIT, ended, nothing, runner_at, submit

# The table of the program's first version, with what it wrote.
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


def test_a_record_of_the_first_version_is_taken_over_whole(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(FIRST_SCHEMA)
    runner = runner_at(path)
    interrupted, done = runner.jobs()
    assert done == Job(
        "a",
        "train",
        "Quick, seed 0",
        JobState.DONE,
        created=1.0,
        parameters={"seed": 0},
        started=2.0,
        finished=9.0,
        fraction=1.0,
        message="Registering",
        progress={"loss": 0.5},
        result={"name": "v2"},
    )
    assert (interrupted.state, interrupted.fraction) == (JobState.INTERRUPTED, 0.5)
    assert interrupted.resumable
    assert ended(runner, submit(runner, nothing)).state is JobState.DONE
    assert len(runner_at(path).jobs()) == 3


def test_two_apps_may_open_an_old_record_at_once(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(FIRST_SCHEMA)
    opened: list[JobStore] = []
    threads = [threading.Thread(target=lambda: opened.append(JobStore(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert [len(each.all()) for each in opened] == [2] * 4
