"""What went wrong, as a sentence that says what to do."""

import errno
import sqlite3
from pathlib import Path

from core.errors import FittingRoomError

_FULL = "The disk is full. Free some space, then start it again; nothing else was touched."
_MEMORY = "The computer ran out of memory. Close other programs, or choose a smaller network."
# By SQLite's name of the error, without its finer distinctions.
_RECORD = {
    "SQLITE_BUSY": "If another program holds it, close that.",
    "SQLITE_LOCKED": "If another program holds it, close that.",
    "SQLITE_FULL": "Free some space on its disk.",
    "SQLITE_IOERR": "Its disk is full or failing: free some space, or choose another home.",
    "SQLITE_NOTADB": "It is damaged: move it away and start again.",
    "SQLITE_CORRUPT": "It is damaged: move it away and start again.",
    "SQLITE_READONLY": "Allow this program to write it, or choose another home.",
}
_OTHERWISE = "See that its folder can be written and its disk has space, or choose another home."


def work_sentence(error: BaseException) -> str:
    """Say why a piece of work failed."""
    if isinstance(error, FittingRoomError):
        return str(error)
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _FULL
    kind = type(error).__name__
    return f"Something broke that should not ({kind}: {error}). The log in the terminal has more."


def record_sentence(path: Path, error: sqlite3.Error | OSError) -> str:
    """Say why the record of jobs cannot be read or written."""
    name: str = getattr(error, "sqlite_errorname", "")
    known = [advice for cause, advice in _RECORD.items() if name.startswith(cause)]
    advice = known[0] if known else _OTHERWISE
    return f"The record of jobs, {path}, cannot be used: {error}. {advice}"
