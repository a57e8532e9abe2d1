"""The one way to write a file that matters: whole and lasting, or not at all."""

import os
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, down to the disk, then rename: after a power cut it is whole or not there."""

    def write(beside: Path) -> None:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    replace_whole(path, write)
    _settle(path.parent)


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


def _settle(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
