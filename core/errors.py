"""Errors that the user can act on. Each message says what is wrong and what to do."""

import errno
from collections.abc import Iterator


class FittingRoomError(Exception):
    """Base of all errors whose message can be shown to the user as it is."""


class BadPicture(FittingRoomError):
    """The bytes or strokes cannot be turned into a 28×28 picture."""


class EvenSurface(BadPicture):
    """A photo in which nothing stands out: only the user can say where the garment is."""


class DataUnavailable(FittingRoomError):
    """The dataset is not on disk and could not be fetched."""


class BadData(FittingRoomError):
    """A data file exists but is not what it should be."""


class BadRecord(FittingRoomError):
    """A file written by this program does not have the expected form."""


class UnknownRecipe(FittingRoomError):
    """A training was requested with an unknown name or an invalid value."""


class TrainingFailed(FittingRoomError):
    """A training ended without a usable model."""


class ModelUnavailable(FittingRoomError):
    """The requested model is not in the registry, or its files are damaged."""


class HomeUnusable(FittingRoomError):
    """The home folder cannot be read or written."""


# By the beginning of SQLite's error name, so that extended codes match too.
_DATABASE = {
    "SQLITE_BUSY": "another program is using it",
    "SQLITE_LOCKED": "another program is using it",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_IOERR": "its disk is full or failing",
    "SQLITE_READONLY": "it may not be written",
    "SQLITE_CANTOPEN": "it cannot be opened",
    "SQLITE_NOTADB": "it is damaged",
    "SQLITE_CORRUPT": "it is damaged",
}
_SYSTEM = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EACCES: "this is not allowed",
    errno.EPERM: "this is not allowed",
    errno.EROFS: "the disk is read-only",
}


def because(error: BaseException) -> str:
    """Return ": " and why a database or a disk failed; empty if that is not known.

    Nothing of the error's own text is repeated: those of SQLAlchemy and MLflow quote the statement
    with its values, others a file of another program.
    """
    found = next((cause for one in _chain(error) if (cause := _cause(one))), "")
    return f": {found}" if found else ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that caused it; SQLAlchemy keeps the database's as `orig`."""
    latest: BaseException | None = error
    while latest is not None:
        yield latest
        latest = getattr(latest, "orig", None) or latest.__cause__ or latest.__context__


def _cause(error: BaseException) -> str:
    name: str = getattr(error, "sqlite_errorname", "")
    found = next((words for start, words in _DATABASE.items() if name.startswith(start)), "")
    if not found and isinstance(error, OSError):
        found = _SYSTEM.get(error.errno or 0, "") or (error.strerror or "").lower()
    return found
