"""Turn errors into sentences that say what to do."""

import errno
import sqlite3
from pathlib import Path

from core.errors import FittingRoomError, because

_FULL = "The disk is full. Free some space, then start it again; nothing else was touched."
_MEMORY = "The computer ran out of memory. Close other programs, or choose a smaller network."
# By the beginning of SQLite's error name, so that extended codes match too.
_RECORD = {
    "SQLITE_BUSY": "If another program holds it, close that.",
    "SQLITE_LOCKED": "If another program holds it, close that.",
    "SQLITE_FULL": "Free some space on its disk.",
    "SQLITE_IOERR": "Its disk is full or failing: free some space, or choose another home.",
    "SQLITE_NOTADB": "It is damaged: the next start sets it aside and begins a new one.",
    "SQLITE_CORRUPT": "It is damaged: the next start sets it aside and begins a new one.",
    "SQLITE_READONLY": "Allow this program to write it, or choose another home.",
}
_OTHERWISE = "Check that its folder is writable and its disk has space, or choose another home."


def work_sentence(error: BaseException) -> str:
    """Return why a job failed, as a sentence."""
    if isinstance(error, FittingRoomError):
        return str(error)
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _FULL
    kind = type(error).__name__
    return f"Something broke that should not ({kind}){because(error)}. The terminal has more."


class Damaged(sqlite3.DatabaseError):
    """A database that opens but fails its integrity check."""

    sqlite_errorname = "SQLITE_CORRUPT"


def is_damage(error: BaseException | None) -> bool:
    """Return whether the error means that a database file is damaged."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT"))


def record_sentence(path: Path, error: sqlite3.Error | OSError) -> str:
    """Return why the record of jobs cannot be read or written, as a sentence."""
    name: str = getattr(error, "sqlite_errorname", "")
    known = [advice for cause, advice in _RECORD.items() if name.startswith(cause)]
    advice = known[0] if known else _OTHERWISE
    return f"The record of jobs, {path}, cannot be used{because(error)}. {advice}"
