"""Atomic and durable file writes, and a lock between processes."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import HomeUnusable


def write_whole(path: Path, content: bytes) -> None:
    """Write a temporary file, sync it, then rename it: a power cut leaves no partial file."""

    def write(beside: Path) -> None:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    replace_whole(path, write)
    settle(path.parent)


def replace_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` create a temporary file next to `path`, then move it into place.

    An interrupted write leaves the old file intact. The temporary name is short and keeps the
    suffix, from which some writers infer the format.
    """
    beside = path.with_name(f".{os.getpid()}-{path.stem[:12]}{path.suffix}")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Sync a folder, so that a rename in it survives a power cut; POSIX only."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def changed_at(path: Path) -> float:
    """Return when a file or folder last changed, seconds since the epoch; 0 if it is not there."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn a change of a folder that fails, for lack of space or permission, into HomeUnusable."""
    try:
        yield
    except OSError as error:
        raise HomeUnusable(
            f"{folder} cannot be written: {error.strerror or error}. Allow this program to write "
            "there, free some space, or name another home in FITTING_ROOM_HOME."
        ) from error


@contextmanager
def locked(path: Path, seconds: float = 60.0) -> Iterator[None]:
    """Hold the lock file `path` against all other threads and processes; a dead one holds nothing.

    The same thread may acquire it again. Raises HomeUnusable if another holds it for longer than
    `seconds`, or if the file cannot be created.
    """
    from filelock import FileLock, Timeout  # takes 50 ms, which readers need not pay

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(path, timeout=seconds, is_singleton=True)
        held.acquire()
    except Timeout as error:
        raise HomeUnusable(
            f"Another program has held {path} for {seconds:.0f} s. Wait until it is done, or close "
            "it; nothing was changed."
        ) from error
    except OSError as error:
        raise HomeUnusable(
            f"{path.parent} cannot be written: {error.strerror}. Allow this program to write "
            "there, or name another home in FITTING_ROOM_HOME."
        ) from error
    try:
        yield
    finally:
        held.release()
