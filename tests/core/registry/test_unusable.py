"""A registry that is locked, full, read-only or damaged: a sentence, none of its SQL."""

import sqlite3
from pathlib import Path

import pytest

from core.errors import HomeUnusable
from core.registry import Registry
from core.settings import Settings

SECRET = "x" * 40  # a value that the statement holds


def require_no_statement(sentence: str) -> None:
    words = ("sql", "update ", "insert ", "select ", "mlflow", "background on", SECRET)
    assert [word for word in words if word in sentence.lower()] == []


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("SQLITE_BUSY", "another program is using it"),
        ("SQLITE_FULL", "the disk is full"),
        ("SQLITE_READONLY", "it may not be written"),
    ],
)
def test_a_refused_change_names_the_cause_and_no_statement(
    three: Registry, monkeypatch: pytest.MonkeyPatch, name: str, cause: str
) -> None:
    from sqlalchemy.engine.default import DefaultDialect

    answer = sqlite3.OperationalError("what SQLite says")
    answer.sqlite_errorname = name
    execute = DefaultDialect.do_execute

    def refuse(self: DefaultDialect, cursor: object, statement: str, *rest: object) -> None:
        if statement.lower().startswith(("insert", "update")):
            raise answer
        execute(self, cursor, statement, *rest)  # type: ignore[arg-type]

    run_id = three.runs.get("v2").id
    monkeypatch.setattr(DefaultDialect, "do_execute", refuse)
    with pytest.raises(HomeUnusable) as caught:
        three.runs.set_note(run_id, SECRET)
    assert cause in str(caught.value)
    require_no_statement(str(caught.value))


def test_a_change_of_a_damaged_registry_is_refused_without_its_statement(
    three: Registry, settings: Settings
) -> None:
    three.warm()
    damage(settings.models / "registry.db")
    with pytest.raises(HomeUnusable) as caught:
        three._store.tag_run("any", "any", SECRET)
    require_no_statement(str(caught.value))


def test_a_damaged_backup_of_an_empty_registry_is_reported(
    three: Registry, settings: Settings
) -> None:
    three.back_up()
    damage(settings.models / "registry.backup.db")
    (settings.models / "registry.db").write_bytes(b"")
    with pytest.raises(HomeUnusable, match="it is damaged"):
        Registry(settings).warm()


def damage(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
