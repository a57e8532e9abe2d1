"""The record of jobs in SQLite: what a later process can read."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import BadRecord, HomeUnusable
from core.files import locked
from core.jobs.failures import Damaged, is_damage, record_sentence
from core.jobs.folders import JobFolders
from core.jobs.job import AnyJob, Job, JobState
from core.jobs.kind import Kinds
from core.jobs.owner import alive, this_process
from core.jobs.record import COLUMNS, job_of, number_in, row_of
from core.records import from_json

PATIENCE = 5.0  # seconds to wait for another writer
READING_PATIENCE = 1.0  # seconds; a page waits meanwhile
# Columns that an older record lacks are added when it is opened, so these have defaults.
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
_NAMES = (*COLUMNS.values(), "owner")
_TABLE = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
_SCHEMA = f"create table if not exists jobs ({_TABLE})"
_SAVE = (
    f"insert into jobs ({', '.join(_NAMES)}) values ({', '.join(f':{name}' for name in _NAMES)}) "
    f"on conflict (id) do update set {', '.join(f'{name} = :{name}' for name in _NAMES)}"
)
# For a job that has ended, or one of this process whose end could not be recorded.
_CLAIM = (
    f"update jobs set {', '.join(f'{name} = :{name}' for name in _NAMES)}, stop_asked = 0 "
    "where id = :id and (finished is not null or owner = :owner)"
)
INTERRUPTED = (
    "The app was closed or killed while this ran. Continue it when you like: it goes on from what "
    "it saved last, or from the start if it had saved nothing yet. Every model registered before "
    "is untouched."
)
NEVER_BEGUN = (
    "The app was closed or killed while this waited for its turn. Continue it when you like."
)
ANEW = (
    "The record of jobs was damaged. It was set aside as {} and a new one started; jobs that had "
    "saved something to resume from are listed again."
)
RECORD_LOST = (
    "The record of this job was lost; what it had saved is still here. Continue it when you like."
)


def _text(content: bytes) -> str:
    """Decode the text of a row; of a damaged row, as much as possible."""
    return content.decode(errors="replace")


class JobStore:
    """Jobs on disk. Each write is one transaction; safe to use from several threads.

    `kinds` give parameters, progress and results their types; a job of another kind is read as far
    as possible. Every method raises HomeUnusable, with what to do, if the record cannot be used.
    """

    def __init__(self, path: Path, kinds: Kinds | None = None) -> None:
        self._path = path
        self._kinds = kinds or {}
        self._owner = this_process()
        self.folders = JobFolders(path.parent / "jobs")
        self.remark = ""  # a sentence, if the record had to be recreated
        with locked(path.with_suffix(".lock")):
            self._open()

    def _open(self) -> None:
        """Open the record; quarantine a damaged one: what jobs had saved is in their folders."""
        if self._is_emptied():  # SQLite would take it for a new database
            self.remark = self._quarantine()
        try:
            self._make()
        except HomeUnusable as error:
            if not is_damage(error.__cause__):
                raise
            self.remark = self._quarantine()
            self._make()

    def _quarantine(self) -> str:
        damaged = self._path.with_name(time.strftime("jobs.damaged-%Y%m%d-%H%M%S.db"))
        for ending in ("", "-wal", "-shm"):
            left = self._path.with_name(f"{self._path.name}{ending}")
            with suppress(FileNotFoundError):  # SQLite takes its own away when the last one leaves
                left.rename(damaged.with_name(f"{damaged.name}{ending}"))
        return ANEW.format(damaged)

    def _make(self) -> None:
        with self._connected(PATIENCE) as connection:
            connection.execute("pragma journal_mode = wal")
            if connection.execute("pragma quick_check(1)").fetchone()[0] != "ok":
                raise Damaged(f"{self._path} is not whole")
        with self._transaction() as connection:
            there = {row["name"] for row in connection.execute("pragma table_info(jobs)")}
            for name in _TYPES.keys() - there:
                connection.execute(f"alter table jobs add column {name} {_TYPES[name]}")

    def _is_emptied(self) -> bool:
        """Return whether the record lost all its bytes; one just begun has none either."""
        try:
            return not self._path.stat().st_size and self.folders.used()
        except OSError:  # opening it reports what is wrong
            return False

    @contextmanager
    def _connected(self, patience: float) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self._path, timeout=patience, isolation_level=None)
            ) as connection:
                connection.row_factory = sqlite3.Row
                connection.text_factory = _text
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise HomeUnusable(record_sentence(self._path, error)) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection with exclusive write access; commit all of it or nothing."""
        with self._connected(PATIENCE) as connection:
            connection.execute("begin immediate")
            connection.execute(_SCHEMA)  # each time: the file may have been moved away meanwhile
            yield connection
            connection.execute("commit")

    def save(self, *jobs: AnyJob) -> None:
        """Insert or overwrite jobs in their current state; this process then owns them."""
        with self._transaction() as connection:
            connection.executemany(_SAVE, [self._row(job) for job in jobs])

    def add(self, job: AnyJob) -> bool:
        """Insert a new job; always True, since no other process can own it."""
        self.save(job)
        return True

    def all(self) -> tuple[AnyJob, ...]:
        """Return every recorded job, newest first."""
        with self._connected(READING_PATIENCE) as connection:
            rows = connection.execute("select * from jobs order by created desc").fetchall()
        return tuple(self._job(row) for row in rows)

    def recover(self, now: float) -> tuple[AnyJob, ...]:
        """Mark what a dead process left unfinished as interrupted; return those jobs."""
        with self._connected(READING_PATIENCE) as connection:
            rows = connection.execute("select * from jobs where finished is null").fetchall()
        orphans = [row for row in rows if not alive(row["owner"])]
        return tuple(job for row in orphans if (job := self._interrupt(row, now)) is not None)

    def _interrupt(self, row: sqlite3.Row, now: float) -> AnyJob | None:
        """End an orphan at its last sign of life, unless another process was faster."""
        ended = max(number_in(row["told"]), number_in(row["started"])) or now
        error = INTERRUPTED if row["started"] else NEVER_BEGUN
        with self._transaction() as connection:
            changed = connection.execute(
                "update jobs set state = ?, finished = ?, error = ? "
                "where id = ? and owner = ? and finished is null",
                (JobState.INTERRUPTED, ended, error, row["id"], row["owner"]),
            ).rowcount
            found = connection.execute("select * from jobs where id = ?", (row["id"],)).fetchone()
        return self._job(found) if changed else None

    def claim(self, job: AnyJob) -> bool:
        """Take over an ended job, in its new state; return False if another process did."""
        with self._transaction() as connection:
            return bool(connection.execute(_CLAIM, self._row(job)).rowcount)

    def ask_stop(self, job_id: str) -> None:
        """Ask the process that runs a job to stop it."""
        with self._transaction() as connection:
            connection.execute(
                "update jobs set stop_asked = 1 where id = ? and finished is null", (job_id,)
            )

    def asked_to_stop(self) -> frozenset[str]:
        """Return the ids of this process's unfinished jobs that another one asked to stop."""
        with self._connected(READING_PATIENCE) as connection:
            rows = connection.execute(
                "select id from jobs where stop_asked and finished is null and owner = ?",
                (self._owner,),
            ).fetchall()
        return frozenset(row["id"] for row in rows)

    def delete(self, job_id: str, clear: Callable[[AnyJob], None]) -> bool:
        """Delete a job, its folder, and what `clear` removes; return False if it has not ended."""
        with self._transaction() as connection:
            found = connection.execute("select * from jobs where id = ?", (job_id,)).fetchone()
            if found is not None and not self._job(found).state.ended:
                return False
            # The record last: what is left without one would never be removed.
            self.folders.remove(job_id)
            if found is not None:
                clear(self._job(found))
            connection.execute("delete from jobs where id = ?", (job_id,))
        return True

    def tidy_folders(self) -> None:
        """Remove the folders of jobs that are done; list jobs again whose record was lost.

        A job is recorded before it gets a folder, and loses its folder before its record, so a
        folder without a record means that the record was damaged and moved away. Folders of another
        version of this program stay.
        """
        self.folders.remove_unfinished()
        names = tuple(self.folders.names())  # before the record, since other apps add to both
        known = {job.id: job.state for job in self.all()}
        for name in names:
            request = self.folders.request(name)
            left = request is not None and self.folders.holds_something(name)
            if known.get(name) is JobState.DONE or (name not in known and not left):
                self.folders.remove(name)
            elif name not in known and (orphan := self._orphan(request)) is not None:
                self.save(orphan)

    def _orphan(self, request: Mapping[str, Any] | None) -> AnyJob | None:
        if request is None:
            return None
        try:
            values = {
                name: request[column] for name, column in COLUMNS.items() if column in request
            }
            kind = self._kinds[values["kind"]]
            values["parameters"] = from_json(kind.parameters, values["parameters"])
            job: AnyJob = Job(**values, state=JobState.INTERRUPTED, error=RECORD_LOST)
            return replace(job, finished=job.created)
        except (TypeError, KeyError, BadRecord):  # of another version
            return None

    def _row(self, job: AnyJob) -> dict[str, Any]:
        return row_of(job, self._owner)

    def _job(self, row: sqlite3.Row) -> AnyJob:
        job = job_of(row, self._kinds)
        if job.state.ended:
            return replace(job, resumable=self.can_go_on(job))
        elsewhere = row["owner"] != self._owner
        if elsewhere and row["stop_asked"]:
            return replace(job, state=JobState.STOPPING, elsewhere=True)
        return replace(job, elsewhere=elsewhere)

    def can_go_on(self, job: AnyJob) -> bool:
        """Return whether a job can be resumed: it left something, or was interrupted."""
        if job.parameters is None:  # unreadable
            return False
        if job.state is JobState.INTERRUPTED:
            return True
        given_up = job.state in (JobState.STOPPED, JobState.FAILED)
        return given_up and self.folders.holds_something(job.id)
