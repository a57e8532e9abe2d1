"""Read the registry's tables directly: a page cannot wait seconds for MLflow to import.

The tables are those that MLflow 3 writes; a test compares each answer with MLflow's own.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from core.errors import HomeUnusable
from core.registry.version import Change

MODEL, EXPERIMENT = "fitting-room", "training"
CHANGE_TAG = "change."
_SQLITE = "sqlite:///"

# MLflow keeps a version that was deleted, under this stage.
ALL_VERSIONS = (
    "select version, run_id, creation_time from model_versions where name = :model "
    "and current_stage <> 'Deleted_Internal'"
)
# A run that was put aside takes its version with it.
VERSIONS = (
    f"{ALL_VERSIONS} and not exists (select 1 from runs "
    "where runs.run_uuid = model_versions.run_id and runs.lifecycle_stage = 'deleted')"
)
ALIASES = "select alias, version from registered_model_aliases where name = :model"
CHANGES = (
    "select key, value from registered_model_tags where name = :model and key like 'change.%' "
    "order by key"
)
UNFINISHED = (
    "select run_uuid from runs join experiments using (experiment_id) "
    "where status = 'RUNNING' and artifact_location = :place"
)


def exists(url: str) -> bool:
    """Tell whether a registry was ever made there."""
    try:
        rows(url, ALIASES)
    except LookupError:
        return False
    return True


def changes(url: str) -> tuple[Change, ...]:
    """Return the changes of champion, oldest first."""
    return tuple(Change(**json.loads(value)) for _, value in rows(url, CHANGES))


def unfinished(url: str, place: str) -> tuple[str, ...]:
    """Return the ids of open runs whose files belong under the URI `place`."""
    return tuple(str(run_id) for (run_id,) in rows(url, UNFINISHED, place=place))


def rows(url: str, query: str, **parameters: str) -> Sequence[Sequence[Any]]:
    """Run one reading query. Raises LookupError where there is no registry yet."""
    read = _from_file if url.startswith(_SQLITE) else _from_server
    return read(url, query, parameters or {"model": MODEL})


def _from_file(url: str, query: str, parameters: Mapping[str, str]) -> Sequence[Sequence[Any]]:
    path = Path(url.removeprefix(_SQLITE)).resolve()
    if not path.exists():
        raise LookupError(path)
    try:
        # Not read-only: what a process killed while it wrote has left half done is undone by the
        # next connection that may write. SQLite falls back to reading where the disk is read-only.
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

    where = "at the address in FITTING_ROOM_REGISTRY"
    try:
        address = sqlalchemy.make_url(url)
        where = address.render_as_string()  # without the password
        engine = sqlalchemy.create_engine(address, poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            return connection.execute(sqlalchemy.text(query), parameters).fetchall()
    except sqlalchemy.exc.ProgrammingError as error:
        raise LookupError(where) from error
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:
        raise HomeUnusable(unusable(where, error)) from error


def unusable(where: str, error: Exception) -> str:
    """Say why a registry cannot be read, and what to do; never to throw it away."""
    code: str = getattr(error, "sqlite_errorname", "")
    advice = next((text for start, text in _ADVICE.items() if code.startswith(start)), _OTHERWISE)
    return f"The model registry, {where}, cannot be read: {error}. {advice}"


_DAMAGED = (
    "It is damaged. Stop the app and put its latest copy, registry.backup.db beside it, in its "
    "place; every model's own files are untouched in models/runs."
)
_ADVICE = {
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_READONLY": "A write to it was cut off. Allow this program to write there, so that the "
    "write can be undone; nothing that was registered is lost.",
    "SQLITE_BUSY": "Another program holds it: close that, then try again.",
}
_OTHERWISE = "See that its folder can be read and its disk has space, then try again."
