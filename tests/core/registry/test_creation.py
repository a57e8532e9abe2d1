"""The registry database is created atomically, and interrupted writes are rolled back."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import HomeUnusable
from core.registry import Registry, lookup
from core.registry.creation import BACKUP, make_whole
from core.registry.lookup import MODEL
from core.settings import REPOSITORY as ROOT
from core.settings import Settings
from tests.core.registry.conftest import MakeRun

# Killed in the middle of a write: the database holds part of it, the journal the rest.
CUT_OFF = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("pragma cache_size = 1")
db.execute("begin immediate")
db.execute("update registered_models set description = ?", ("x" * 400_000,))
db.execute("delete from model_versions")
db.execute("delete from registered_model_aliases")
os.kill(os.getpid(), signal.SIGKILL)
"""

MAKE = """
import sys
from pathlib import Path
from core.registry.creation import make_whole
from core.settings import Settings
make_whole(Settings(home=Path(sys.argv[1])))
"""


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("select name from sqlite_master")}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"registry.lock"}


def test_a_new_registry_is_created_with_its_model_and_no_temporary_file(
    settings: Settings,
) -> None:
    make_whole(settings)
    assert names(settings.models) == {"registry.db"}
    assert lookup.rows(settings.registry, "select name from registered_models") == [(MODEL,)]
    assert Registry(settings).versions() == ()


@pytest.mark.parametrize(
    "left",
    [
        "create table experiments (experiment_id integer)",
        "create table runs (run_uuid text); create table alembic_version (version_num text)",
        "create table alembic_version (version_num text); insert into alembic_version values ('x')",
        "",
    ],
)
def test_a_half_created_registry_is_created_again(
    left: str, settings: Settings, run: MakeRun
) -> None:
    settings.models.mkdir()
    with closing(sqlite3.connect(settings.models / "registry.db")) as db:
        db.executescript(left)
    (settings.models / ".123-registry.db").write_bytes(b"of a maker that was killed")
    (settings.models / ".123-registry.db-journal").write_bytes(b"its journal")
    registry = Registry(settings)
    assert registry.champion().name == "shipped"
    assert registry.register(run()).name == "v1"
    assert names(settings.models) == {"registry.db", "runs"}


def test_journals_of_a_half_created_registry_are_removed(
    settings: Settings,
) -> None:
    settings.models.mkdir()
    for name in ("registry.db", "registry.db-journal", "registry.db-wal", "registry.db-shm"):
        (settings.models / name).touch()
    make_whole(settings)
    assert names(settings.models) == {"registry.db"}


def test_a_registry_with_contents_is_never_replaced(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    with closing(sqlite3.connect(settings.models / "registry.db")) as db:
        db.execute("delete from alembic_version")
        db.commit()
    make_whole(settings)
    assert [version.name for version in Registry(settings).versions()] == ["v1"]


def test_a_damaged_registry_is_never_replaced(settings: Settings) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_bytes(b"this was a database" * 500)
    make_whole(settings)
    assert (settings.models / "registry.db").read_bytes().startswith(b"this was a database")


def test_two_processes_at_once_create_one_registry(settings: Settings) -> None:
    command = [sys.executable, "-c", MAKE, str(settings.home)]
    both = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    printed = [process.communicate()[1].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], printed
    assert names(settings.models) == {"registry.db"}


def test_a_page_waiting_for_the_registry_does_not_block_its_creation(
    tables: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, waits = Registry(settings), threading.Event()

    def recording(settings: Settings) -> None:
        waits.set()
        make_whole(settings)

    monkeypatch.setattr("core.registry.store.make_whole", recording)
    page = threading.Thread(target=registry.warm, daemon=True)
    with registry.changing():
        page.start()
        assert waits.wait(30)
        began = time.monotonic()
        registry.warm()  # as a start does, while holding the lock that the page waits for
        assert time.monotonic() - began < 30, "the page gives up after 60 s"
    page.join(30)
    assert not page.is_alive()


def test_an_interrupted_write_is_rolled_back_by_the_next_reader(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    version = registry.register(run())
    path = settings.models / "registry.db"
    done = subprocess.run([sys.executable, "-c", CUT_OFF, str(path)])
    assert done.returncode == -signal.SIGKILL
    assert path.with_name("registry.db-journal").stat().st_size > 0
    assert Registry(settings).champion() == version
    assert not path.with_name("registry.db-journal").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_interrupted_write_that_cannot_be_rolled_back_is_reported(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    path = settings.models / "registry.db"
    subprocess.run([sys.executable, "-c", CUT_OFF, str(path)])
    path.chmod(0o400)
    with pytest.raises(HomeUnusable, match="Allow this program to write there"):
        registry.champion()


def test_a_damaged_registry_can_be_replaced_by_its_backup(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    registry.back_up()
    path = settings.models / "registry.db"
    path.write_bytes(b"this was a database" * 500)
    with pytest.raises(HomeUnusable, match=BACKUP):
        registry.champion()
    shutil.copy(path.with_name(BACKUP), path)
    assert registry.champion().name == "v1"


def test_a_backup_is_made_only_if_the_registry_changed(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    registry.back_up()
    before = (settings.models / BACKUP).stat().st_ino
    registry.back_up()
    assert (settings.models / BACKUP).stat().st_ino == before
    registry.register(run())
    registry.back_up()
    assert (settings.models / BACKUP).stat().st_ino != before


def test_a_damaged_registry_never_replaces_a_good_backup(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    registry.back_up()
    path, copy = settings.models / "registry.db", settings.models / BACKUP
    content, good = bytearray(path.read_bytes()), copy.read_bytes()
    page = len(content) // 2 // 4096 * 4096
    content[page : page + 4096] = bytes(4096)  # the first page is intact: the file opens
    path.write_bytes(content)
    with pytest.raises(HomeUnusable, match="it is damaged"):
        registry.back_up()
    assert copy.read_bytes() == good


def test_an_empty_registry_file_is_restored_from_the_backup(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    """A full disk can leave an empty file, in which there is nothing to lose."""
    registry.register(run())
    registry.back_up()
    (settings.models / "registry.db").write_bytes(b"")
    registry.back_up()  # an empty file is not backed up
    make_whole(settings)
    assert [version.name for version in registry.versions()] == ["v1"]


def test_a_failed_backup_is_reported(registry: Registry, run: MakeRun, settings: Settings) -> None:
    registry.register(run())
    copy = settings.models / BACKUP
    copy.mkdir()  # a folder in its place
    os.utime(copy, (0, 0))
    with pytest.raises(HomeUnusable, match="No copy of"):
        registry.back_up()


def test_no_error_message_advises_to_delete_the_registry() -> None:
    for code in (
        "SQLITE_NOTADB",
        "SQLITE_CORRUPT",
        "SQLITE_READONLY",
        "SQLITE_BUSY",
        "SQLITE_IOERR",
    ):
        error = sqlite3.OperationalError("why")
        error.sqlite_errorname = code
        sentence = lookup.unusable("models/registry.db", error)
        assert sentence.startswith("The model registry, models/registry.db, cannot be read: ")
        assert "why" not in sentence
        assert not any(words in sentence for words in ("move it", "delete", "remove", "anew"))
