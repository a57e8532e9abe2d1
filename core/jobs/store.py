"""The record of jobs in SQLite: what a later process can read after this one is gone."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path

from core.errors import HomeUnusable
from core.jobs.job import Job, JobState
from core.jobs.owner import alive, this_process

PATIENCE = 10.0  # seconds to wait for another writer
_JSON = ("parameters", "progress", "result")
_COLUMNS = tuple(f.name for f in fields(Job))
_SCHEMA = """
create table if not exists jobs (
    id text primary key, kind text not null, title text not null, state text not null,
    created real not null, parameters text not null, started real, moving real, finished real,
    fraction real not null, message text not null, progress text not null, result text not null,
    error text not null, owner text not null
)
"""
INTERRUPTED = (
    "The app was closed or killed while this ran. Nothing it made was kept, and every model "
    "registered before is untouched. Start it again when you like."
)


class JobStore:
    """Jobs on disk. Each write is one transaction; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._owner = this_process()
        with self._connected() as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute(_SCHEMA)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as connection, connection:
                connection.row_factory = sqlite3.Row
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise HomeUnusable(
                f"The record of jobs, {self._path}, cannot be used: {error}. If another program "
                "holds it, close that; if it is damaged, move it away and start again."
            ) from error

    def save(self, job: Job) -> None:
        """Write the job as it is now, over what was known of it."""
        row = asdict(job) | {name: json.dumps(getattr(job, name)) for name in _JSON}
        row["owner"] = self._owner
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        with self._connected() as connection:
            connection.execute(f"insert or replace into jobs ({names}) values ({marks})", row)

    def all(self) -> tuple[Job, ...]:
        """Return every recorded job, newest first."""
        with self._connected() as connection:
            rows = connection.execute("select * from jobs order by created desc").fetchall()
        return tuple(_job(row) for row in rows)

    def mend(self, now: float) -> tuple[Job, ...]:
        """Mark what a dead process left unfinished as interrupted; return those jobs."""
        with self._connected() as connection:
            rows = connection.execute("select * from jobs where finished is null").fetchall()
        orphans = [_job(row) for row in rows if not alive(row["owner"])]
        mended = tuple(
            replace(job, state=JobState.INTERRUPTED, finished=now, error=INTERRUPTED)
            for job in orphans
        )
        for job in mended:
            self.save(job)
        return mended


def _job(row: sqlite3.Row) -> Job:
    values = {name: row[name] for name in _COLUMNS}
    values |= {name: json.loads(values[name]) for name in _JSON}
    return Job(**values | {"state": JobState(values["state"])})
