"""Make the registry's database: beside its place, and put there whole. And keep a copy of it.

MLflow makes its tables in some dozen steps. A process that is killed between two of them would
leave a database that MLflow itself can neither use nor finish.
"""

import sqlite3
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path

from core.files import locked, replace_whole, settle
from core.registry.lookup import EXPERIMENT, MODEL
from core.settings import Settings

BACKUP = "registry.backup.db"
ROWS = ("registered_models", "runs")  # tables whose rows somebody would miss
JOURNALS = ("-journal", "-wal", "-shm")
# MLflow's name for an experiment in which models are trained, not language models watched.
KIND = {"mlflow.experimentKind": "custom_model_development"}
DESCRIPTION = "Fashion-MNIST classifier"


def make_whole(settings: Settings) -> None:
    """Make the SQLite file of the registry where there is none, or an unfinished one.

    One process at a time; whoever comes second finds it made. A registry on a server is MLflow's
    own matter. Raises HomeUnusable where the lock cannot be had.
    """
    path = settings.registry_file
    if path is None or not _holds_nothing(path):
        return
    with locked(settings.registry_lock):
        if not path.exists() or (_holds_nothing(path) and _is_unfinished(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            _forget(path)
            replace_whole(path, lambda beside: _make(beside, settings))
            settle(path.parent)


def _holds_nothing(path: Path) -> bool:
    """Tell whether nothing would be lost with the file; what cannot be read may hold all."""
    try:
        return not path.exists() or not any(map(partial(_has_rows, path), ROWS))
    except sqlite3.DatabaseError:
        return False


def _has_rows(path: Path, table: str) -> bool:
    with _opened(path) as db:
        try:
            return db.execute(f"select 1 from {table} limit 1").fetchone() is not None
        except sqlite3.OperationalError as error:
            if str(error).startswith("no such table"):
                return False
            raise


def _is_unfinished(path: Path) -> bool:
    """Tell whether the maker was killed before MLflow's last step."""
    import mlflow.store
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(Path(mlflow.store.__file__).with_name("db_migrations")))
    with _opened(path) as db:
        try:
            found = db.execute("select version_num from alembic_version").fetchall()
        except sqlite3.OperationalError:
            return True
    return found != [(steps.get_current_head(),)]


def _opened(path: Path) -> AbstractContextManager[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True))


def _forget(path: Path) -> None:
    """Remove an unfinished database with its journal, and what killed makers left beside it.

    A journal that stayed would be played back into the new database.
    """
    for left in (*path.parent.glob(f"{path.name}*"), *path.parent.glob(f".*-{path.name}*")):
        if left.name.removeprefix(path.name) in ("", *JOURNALS) or left.name.startswith("."):
            left.unlink(missing_ok=True)


def _make(path: Path, settings: Settings) -> None:
    from mlflow.entities import ExperimentTag
    from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as Models
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore as Tracking

    url = f"sqlite:///{path}"
    tracking = Tracking(url, settings.runs.as_uri())  # type: ignore[no-untyped-call]
    models = Models(url)  # type: ignore[no-untyped-call]
    try:
        tags = [ExperimentTag(name, value) for name, value in KIND.items()]
        tracking.create_experiment(EXPERIMENT, settings.runs.as_uri(), tags)  # type: ignore[no-untyped-call]
        models.create_registered_model(MODEL, description=DESCRIPTION)  # type: ignore[no-untyped-call]
    finally:
        tracking.engine.dispose()
        models.engine.dispose()


def back_up(settings: Settings) -> None:
    """Keep a copy of the registry beside it, where it has changed since the latest copy."""
    path = settings.registry_file
    if path is None or not path.exists():
        return
    copy = path.with_name(BACKUP)
    if copy.exists() and copy.stat().st_mtime >= path.stat().st_mtime:
        return
    replace_whole(copy, lambda beside: _copy(path, beside))


def _copy(path: Path, into: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(into)) as target:
        source.backup(target)
