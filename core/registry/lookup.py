"""Read the registry's tables directly: a page cannot wait seconds for MLflow to import.

The tables are those that MLflow 3 writes; a test compares each result with MLflow's own.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from core.errors import BadRecord, HomeUnusable, because
from core.records import parse
from core.registry.version import Change

MODEL, EXPERIMENT = "fitting-room", "training"
CHANGE_TAG, JOB_TAG = "change.", "job"
_SQLITE = "sqlite:///"

# MLflow keeps deleted versions, under this stage.
ALL_VERSIONS = (
    "select version, run_id, creation_time from model_versions where name = :model "
    "and current_stage <> 'Deleted_Internal'"
)
# Deleting a run hides its version too.
VERSIONS = (
    f"{ALL_VERSIONS} and not exists (select 1 from runs "
    "where runs.run_uuid = model_versions.run_id and runs.lifecycle_stage = 'deleted')"
)
ALIASES = "select alias, version from registered_model_aliases where name = :model"
CHANGES = (
    "select key, value from registered_model_tags where name = :model and key like 'change.%' "
    "order by key"
)
DELETED_EXPERIMENT = (
    "select 1 from experiments where artifact_location = :place and lifecycle_stage = 'deleted'"
)
UNFINISHED = (
    "select run_uuid from runs join experiments using (experiment_id) "
    "where status = 'RUNNING' and artifact_location = :place"
)
# Runs whose process was killed before their version was created. MLflow forgets the run of a
# version that was deleted, so a run that ended before such a version was created may be its run.
WITHOUT_VERSION = (
    "select run_uuid from runs join experiments using (experiment_id) "
    "where status = 'FINISHED' and runs.lifecycle_stage = 'active' "
    "and artifact_location = :place "
    "and not exists (select 1 from model_versions where run_id = run_uuid) "
    "and not exists (select 1 from model_versions where current_stage = 'Deleted_Internal' "
    "and creation_time >= end_time) order by start_time"
)
OF_JOB = (
    f"select run_uuid from runs join tags using (run_uuid) where key = '{JOB_TAG}' "
    "and value = :job and status = 'FINISHED' and lifecycle_stage = 'active' order by start_time"
)


def exists(url: str) -> bool:
    """Return whether there is a registry at that URL."""
    try:
        rows(url, ALIASES)
    except LookupError:
        return False
    return True


def changes(url: str) -> tuple[Change, ...]:
    """Return the changes of champion, oldest first."""
    found = (_change(value) for key, value in rows(url, CHANGES) if _number(key))
    return tuple(change for change in found if change)


def last_change(url: str) -> int:
    """Return the number of the last change of champion, readable or not; 0 if there is none."""
    return max((_number(key) for key, _ in rows(url, CHANGES)), default=0)


def _number(key: str) -> int:
    """Return a change's number; 0 for a tag that something else set under such a name."""
    number = key.removeprefix(CHANGE_TAG)
    return int(number) if number.isascii() and number.isdigit() else 0


def _change(value: str) -> Change | None:
    """Parse one change; None if something else has overwritten it."""
    try:
        return parse(Change, value)
    except BadRecord:
        return None


def experiment_is_deleted(url: str, place: str) -> bool:
    """Return whether the experiment whose artifacts belong under the URI `place` was deleted."""
    return bool(rows(url, DELETED_EXPERIMENT, place=place))


def unfinished(url: str, place: str) -> tuple[str, ...]:
    """Return the ids of running runs whose artifacts belong under the URI `place`."""
    return tuple(str(run_id) for (run_id,) in rows(url, UNFINISHED, place=place))


def without_version(url: str, place: str) -> tuple[str, ...]:
    """Return the ids of finished runs, with artifacts under `place`, that have no version."""
    return tuple(str(run_id) for (run_id,) in rows(url, WITHOUT_VERSION, place=place))


def of_job(url: str, job: str) -> tuple[str, ...]:
    """Return the ids of the finished runs of a job, oldest first."""
    return tuple(str(run_id) for (run_id,) in rows(url, OF_JOB, job=job))


def rows(url: str, query: str, **parameters: str) -> Sequence[Sequence[Any]]:
    """Run a read query. Raises LookupError if there is no registry yet."""
    read = _from_file if url.startswith(_SQLITE) else _from_server
    return read(url, query, parameters or {"model": MODEL})


def _from_file(url: str, query: str, parameters: Mapping[str, str]) -> Sequence[Sequence[Any]]:
    path = Path(url.removeprefix(_SQLITE)).resolve()
    if not path.exists():
        raise LookupError(path)
    try:
        # Not read-only: only a connection that may write can roll back what a killed process left
        # half written. On a read-only disk SQLite falls back to reading.
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=10)) as db:
            return db.execute(query, parameters).fetchall()
    except sqlite3.OperationalError as error:
        if str(error).startswith(("no such table", "no such column")):
            raise LookupError(path) from error
        raise HomeUnusable(unusable(str(path), error)) from error
    except sqlite3.DatabaseError as error:
        raise HomeUnusable(unusable(str(path), error)) from error


def _from_server(url: str, query: str, parameters: Mapping[str, str]) -> Sequence[Sequence[Any]]:
    import sqlalchemy

    try:
        address = sqlalchemy.make_url(url)
    except (sqlalchemy.exc.ArgumentError, ValueError) as error:  # they may quote the password
        raise HomeUnusable(_NO_ADDRESS) from error
    where = address.render_as_string()  # without the password
    try:
        engine = sqlalchemy.create_engine(address, poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            return connection.execute(sqlalchemy.text(query), parameters).fetchall()
    except sqlalchemy.exc.ProgrammingError as error:
        raise LookupError(where) from error
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:
        raise HomeUnusable(unusable(where, error)) from error


def unusable(where: str, error: Exception) -> str:
    """Return why a registry cannot be read, and what to do; never to discard it."""
    code: str = getattr(error, "sqlite_errorname", "")
    advice = next((text for start, text in _ADVICE.items() if code.startswith(start)), _OTHERWISE)
    return f"The model registry, {where}, cannot be read{because(error)}. {advice}"


_NO_ADDRESS = (
    "FITTING_ROOM_REGISTRY is not the address of a database. Write it as "
    "postgresql://name:password@host:5432/database, or unset it to use a file in the home."
)
_DAMAGED = (
    "Stop the app and replace it with its latest backup, registry.backup.db in the same folder; "
    "the files of all models are untouched in models/runs."
)
_ADVICE = {
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_READONLY": "A write to it was interrupted. Allow this program to write there, so that "
    "the write can be undone; nothing that was registered is lost.",
    "SQLITE_BUSY": "Close that program, then try again.",
}
_OTHERWISE = "Check that its folder is readable and its disk has space, then try again."
