"""The one way to write a file that matters: whole and lasting, or not at all; and its lock."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import HomeUnusable


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, down to the disk, then rename: after a power cut it is whole or not there."""

    def write(beside: Path) -> None:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    replace_whole(path, write)
    settle(path.parent)


def replace_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a file beside `path`, then put it in its place.

    A write that is cut off leaves the old file whole. The name beside is short and keeps the
    suffix, by which some writers choose their format.
    """
    beside = path.with_name(f".{os.getpid()}-{path.stem[:12]}{path.suffix}")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def locked(path: Path, seconds: float = 60.0) -> Iterator[None]:
    """Hold the lock file `path` against all other threads and processes; a dead one holds nothing.

    The same thread may take it again. Raises HomeUnusable where another holds it for too long, or
    where the file cannot be made.
    """
    from filelock import FileLock, Timeout  # 50 ms, for nobody who only reads

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
