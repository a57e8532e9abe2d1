"""Create the registry's database atomically, and keep a backup of it.

MLflow creates its tables in some dozen steps. A process killed between two of them would leave a
database that MLflow itself can neither use nor finish, so it is made as a temporary file.
"""

import sqlite3
from contextlib import AbstractContextManager, closing
from functools import cache, partial
from pathlib import Path

from core.errors import HomeUnusable, because
from core.files import locked, replace_whole, settle
from core.jobs.failures import Damaged
from core.registry.import_mlflow import import_mlflow
from core.registry.lookup import EXPERIMENT, MODEL
from core.settings import Settings

BACKUP = "registry.backup.db"
ROWS = ("registered_models", "runs")  # tables whose rows must not be lost
JOURNALS = ("-journal", "-wal", "-shm")
# MLflow's kind for experiments that train models, as opposed to tracing language models.
KIND = {"mlflow.experimentKind": "custom_model_development"}
DESCRIPTION = "Fashion-MNIST classifier"


def make_whole(settings: Settings) -> None:
    """Create the registry's SQLite file if it is missing or unfinished.

    An empty file, which is what a full disk leaves, is replaced by the backup. One process at a
    time; whoever comes second finds it done. A registry on a server is left to MLflow. Raises
    HomeUnusable if the lock cannot be acquired.
    """
    path = settings.registry_file
    if path is None or not _holds_nothing(path):
        return
    with locked(settings.registry_lock):
        if not path.exists() or (_holds_nothing(path) and _is_unfinished(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            copy = path.with_name(BACKUP)
            restored = path.exists() and not path.stat().st_size and copy.exists()
            _forget(path)
            make = partial(_copy, copy) if restored else partial(_make, settings)
            replace_whole(path, make)
            settle(path.parent)


def _holds_nothing(path: Path) -> bool:
    """Return whether nothing would be lost with the file; False if it cannot be read."""
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
    """Return whether its creator was killed before MLflow's last step."""
    with _opened(path) as db:
        try:
            found = db.execute("select version_num from alembic_version").fetchall()
        except sqlite3.OperationalError:
            return True
    return found != [(_last_step(),)]


@cache
def _last_step() -> str | None:
    """Return the name of MLflow's last migration; finding it parses all of them."""
    import_mlflow()
    import mlflow.store
    from alembic.script import ScriptDirectory

    scripts = Path(mlflow.store.__file__).with_name("db_migrations")
    return ScriptDirectory(str(scripts)).get_current_head()


def _opened(path: Path) -> AbstractContextManager[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True))


def _forget(path: Path) -> None:
    """Remove an unfinished database with its journals, and temporary files of killed processes.

    A leftover journal would be replayed into the new database.
    """
    for left in (*path.parent.glob(f"{path.name}*"), *path.parent.glob(f".*-{path.name}*")):
        if left.name.removeprefix(path.name) in ("", *JOURNALS) or left.name.startswith("."):
            left.unlink(missing_ok=True)


def _make(settings: Settings, path: Path) -> None:
    import_mlflow()
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
    """Back up the registry, next to it, if it has changed since the last backup.

    Raises HomeUnusable if that fails, or if the registry is damaged: a good backup is then kept.
    """
    path = settings.registry_file
    if path is None or _holds_nothing(path):
        return
    copy = path.with_name(BACKUP)
    if copy.exists() and copy.stat().st_mtime >= path.stat().st_mtime:
        return
    try:
        replace_whole(copy, lambda beside: _copy(path, beside))
    except (OSError, sqlite3.Error) as error:
        raise HomeUnusable(f"No copy of {path} could be kept{because(error)}.") from error


def _copy(path: Path, into: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(into)) as target:
        if source.execute("pragma quick_check(1)").fetchone()[0] != "ok":
            raise Damaged(f"{path} is not whole")
        source.backup(target)
