"""The record of jobs in SQLite: what a later process can read after this one is gone."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from core.errors import HomeUnusable
from core.files import locked
from core.jobs.failures import record_sentence
from core.jobs.folders import JobFolders
from core.jobs.job import Job, JobState
from core.jobs.owner import alive, this_process

PATIENCE = 5.0  # seconds to wait for another writer
READING_PATIENCE = 1.0  # seconds; a page waits for this one
_JSON = ("parameters", "progress", "result")
_SEEN = ("resumable", "elsewhere")  # found out on reading, never written
_COLUMNS = tuple(f.name for f in fields(Job) if f.name not in _SEEN)
# An older record lacks some of these; it gets them when it is opened, so they have defaults.
_TYPES = {
    "id": "text primary key",
    "kind": "text not null",
    "title": "text not null",
    "state": "text not null",
    "created": "real not null",
    "parameters": "text not null",
    "priority": "integer not null default 0",
    "place": "real not null default 0",
    "started": "real",
    "told": "real",
    "finished": "real",
    "spent": "real not null default 0",
    "fraction": "real not null",
    "to_go": "real",
    "closing": "real",
    "closing_at": "real",
    "message": "text not null",
    "progress": "text not null",
    "result": "text not null",
    "error": "text not null",
    "owner": "text not null",
    "stop_asked": "integer not null default 0",
}
_NAMES = (*_COLUMNS, "owner")
_TABLE = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
_SCHEMA = f"create table if not exists jobs ({_TABLE})"
_SAVE = (
    f"insert into jobs ({', '.join(_NAMES)}) values ({', '.join(f':{name}' for name in _NAMES)}) "
    f"on conflict (id) do update set {', '.join(f'{name} = :{name}' for name in _NAMES)}"
)
# For a job that has ended, or that this process did not get recorded as ended.
_CLAIM = (
    f"update jobs set {', '.join(f'{name} = :{name}' for name in _NAMES)}, stop_asked = 0 "
    "where id = :id and (finished is not null or owner = :owner)"
)
INTERRUPTED = (
    "The app was closed or killed while this ran. Continue it when you like: it goes on from what "
    "it saved last. Every model registered before is untouched."
)
NEVER_BEGUN = (
    "The app was closed or killed while this waited for its turn. Continue it when you like."
)
RECORD_LOST = (
    "The record of this job was lost; what it had saved is still here. Continue it when you like."
)
UNREADABLE = "This job's record is damaged; what it was can no longer be told. You may delete it."


class JobStore:
    """Jobs on disk. Each write is one transaction; safe to use from several threads.

    Every method raises HomeUnusable, with what to do, where the record cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._owner = this_process()
        self.folders = JobFolders(path.parent / "jobs")
        with locked(path.with_suffix(".lock")):
            self._make()

    def _make(self) -> None:
        with self._connected(PATIENCE) as connection:
            connection.execute("pragma journal_mode = wal")
        with self._transaction() as connection:
            there = {row["name"] for row in connection.execute("pragma table_info(jobs)")}
            for name in _TYPES.keys() - there:
                connection.execute(f"alter table jobs add column {name} {_TYPES[name]}")

    @contextmanager
    def _connected(self, patience: float) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self._path, timeout=patience, isolation_level=None)
            ) as connection:
                connection.row_factory = sqlite3.Row
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise HomeUnusable(record_sentence(self._path, error)) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that alone may write; all or nothing of it is kept."""
        with self._connected(PATIENCE) as connection:
            connection.execute("begin immediate")
            connection.execute(_SCHEMA)  # each time: the file may have been moved away meanwhile
            yield connection
            connection.execute("commit")

    def save(self, *jobs: Job) -> None:
        """Write jobs as they are now, over what was known of them; this process owns them."""
        with self._transaction() as connection:
            connection.executemany(_SAVE, [self._row(job) for job in jobs])

    def add(self, job: Job) -> bool:
        """Write a new job; True, for nobody else can have it."""
        self.save(job)
        return True

    def all(self) -> tuple[Job, ...]:
        """Return every recorded job, newest first."""
        with self._connected(READING_PATIENCE) as connection:
            rows = connection.execute("select * from jobs order by created desc").fetchall()
        return tuple(self._job(row) for row in rows)

    def mend(self, now: float) -> tuple[Job, ...]:
        """Mark what a dead process left unfinished as interrupted; return those jobs."""
        with self._connected(READING_PATIENCE) as connection:
            rows = connection.execute("select * from jobs where finished is null").fetchall()
        orphans = [row for row in rows if not alive(row["owner"])]
        return tuple(job for row in orphans if (job := self._interrupt(row, now)) is not None)

    def _interrupt(self, row: sqlite3.Row, now: float) -> Job | None:
        """End an orphan at its last sign of life, unless another process was faster."""
        ended = max(row["told"] or 0.0, row["started"] or 0.0) or now
        error = INTERRUPTED if row["started"] else NEVER_BEGUN
        with self._transaction() as connection:
            changed = connection.execute(
                "update jobs set state = ?, finished = ?, error = ? "
                "where id = ? and owner = ? and finished is null",
                (JobState.INTERRUPTED, ended, error, row["id"], row["owner"]),
            ).rowcount
            found = connection.execute("select * from jobs where id = ?", (row["id"],)).fetchone()
        return self._job(found) if changed else None

    def claim(self, job: Job) -> bool:
        """Take over a job that has ended, as it shall be now; False where another process did."""
        with self._transaction() as connection:
            return bool(connection.execute(_CLAIM, self._row(job)).rowcount)

    def ask_stop(self, job_id: str) -> None:
        """Leave word for the process that runs a job that it shall stop."""
        with self._transaction() as connection:
            connection.execute(
                "update jobs set stop_asked = 1 where id = ? and finished is null", (job_id,)
            )

    def asked_to_stop(self) -> frozenset[str]:
        """Return the ids of this process's unfinished jobs that another one wants to stop."""
        with self._connected(READING_PATIENCE) as connection:
            rows = connection.execute(
                "select id from jobs where stop_asked and finished is null and owner = ?",
                (self._owner,),
            ).fetchall()
        return frozenset(row["id"] for row in rows)

    def delete(self, job_id: str) -> bool:
        """Forget a job and remove its folder; False where it has not ended."""
        with self._transaction() as connection:
            found = connection.execute("select * from jobs where id = ?", (job_id,)).fetchone()
            if found is not None and not self._job(found).state.ended:
                return False
            self.folders.remove(job_id)  # first: a record without a folder is whole, not so without
            connection.execute("delete from jobs where id = ?", (job_id,))
        return True

    def tidy_folders(self) -> None:
        """Remove the folders of jobs that are done; take up again those whose record was lost.

        A job is recorded before it has a folder, and its folder goes before its record: a folder
        without a record means that the record was damaged and moved away.
        """
        self.folders.sweep()
        names = tuple(self.folders.names())  # before the record, for other apps add to both
        known = {job.id: job.state for job in self.all()}
        for name in names:
            if name not in known and (lost := self._lost(name)) is not None:
                self.save(lost)
            elif known.get(name, JobState.DONE) is JobState.DONE:
                self.folders.remove(name)

    def _lost(self, job_id: str) -> Job | None:
        asked = self.folders.asked(job_id)
        if asked is None or not self.folders.holds_something(job_id):
            return None
        try:
            job = Job(**asked, state=JobState.INTERRUPTED, error=RECORD_LOST)
            return replace(job, finished=job.created)
        except TypeError:  # another version's
            return None

    def _row(self, job: Job) -> dict[str, Any]:
        row = {name: getattr(job, name) for name in _COLUMNS} | {"owner": self._owner}
        row |= {name: _json(row[name]) for name in _JSON}
        return {name: _writable(value) for name, value in row.items()}

    def _job(self, row: sqlite3.Row) -> Job:
        job = _read(row)
        if job.state.ended:
            return replace(job, resumable=self.can_go_on(job))
        elsewhere = row["owner"] != self._owner
        if elsewhere and row["stop_asked"]:
            return replace(job, state=JobState.STOPPING, elsewhere=True)
        return replace(job, elsewhere=elsewhere)

    def can_go_on(self, job: Job) -> bool:
        """Tell whether a job can be resumed: it left something, or was cut off by no will."""
        if job.state is JobState.INTERRUPTED:
            return True
        given_up = job.state in (JobState.STOPPED, JobState.FAILED)
        return given_up and self.folders.holds_something(job.id)


def _json(figures: Mapping[str, Any]) -> str:
    """Write figures down; what is no JSON as text, what holds itself or changes meanwhile not."""
    try:
        return json.dumps(figures, default=str, skipkeys=True)
    except (ValueError, RuntimeError):
        return "{}"


def _writable(value: Any) -> Any:
    """Mark what is no Unicode, such as a foreign file's name, rather than lose the job over it."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _read(row: sqlite3.Row) -> Job:
    """Turn a row into a job; a damaged one becomes a failed job that says so."""
    values = {name: row[name] for name in _COLUMNS}
    try:
        values |= {name: json.loads(values[name]) for name in _JSON}
        return Job(**values | {"state": JobState(values["state"])})
    except (ValueError, TypeError):
        return Job(
            str(row["id"]),
            str(row["kind"]),
            str(row["title"]),
            JobState.FAILED,
            created=_number(row["created"]),
            finished=_number(row["finished"]),
            error=UNREADABLE,
        )


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
