"""What may be said of an error that comes from elsewhere: its cause, none of its own text."""

import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from core.errors import because


def of_sqlite(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("near secret: syntax error")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("SQLITE_BUSY_SNAPSHOT", ": another program is using it"),
        ("SQLITE_FULL", ": the disk is full"),
        ("SQLITE_READONLY_DIRECTORY", ": it may not be written"),
        ("SQLITE_CORRUPT", ": it is damaged"),
        ("SQLITE_ERROR", ""),
    ],
)
def test_the_cause_is_found_under_the_errors_of_other_libraries(name: str, cause: str) -> None:
    wrapped = OperationalError("select secret", {"id": "secret"}, of_sqlite(name))
    outer = RuntimeError(wrapped)
    outer.__cause__ = wrapped
    assert because(wrapped) == because(outer) == because(of_sqlite(name)) == cause


def test_an_error_of_the_system_is_named_without_the_file() -> None:
    assert because(OSError(errno.ENOSPC, "No space left", "/home/secret")) == ": the disk is full"
    assert because(IsADirectoryError(errno.EISDIR, "Is a directory", "/x")) == ": is a directory"


def test_an_unknown_error_has_no_cause() -> None:
    assert because(ValueError("secret")) == ""
