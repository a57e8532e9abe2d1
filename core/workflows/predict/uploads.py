"""Copy uploaded files into a folder of this program, under names of its own."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from core.errors import BadPicture

CHUNK = 1 << 20  # bytes copied at once


def copy_uploads(
    files: Iterable[tuple[str, BinaryIO]],
    into: Path,
    max_files: int,
    max_bytes: int,
    on_file: Callable[[int], object] = lambda done: None,
) -> tuple[str, ...]:
    """Copy files (name, stream) to `into`, as 0000, 0001 and so on; return their names, in order.

    A name from outside is never part of a path. `on_file` receives the number of files copied so
    far; an error that it raises ends the copying. Raises BadPicture for more than `max_files` files
    or `max_bytes` bytes, OSError if they cannot be written.
    """
    into.mkdir(parents=True)
    names: list[str] = []
    size = 0
    for name, stream in files:
        if len(names) == max_files:
            raise BadPicture(f"These are more than {max_files:,} files. Drop fewer at once.")
        with uploaded(into, len(names)).open("wb") as kept:
            while part := stream.read(CHUNK):
                size += len(part)
                if size > max_bytes:
                    limit = max_bytes // 10**6
                    raise BadPicture(f"These files have more than {limit} MB. Drop fewer at once.")
                kept.write(part)
        names.append(name)
        on_file(len(names))
    return tuple(names)


def uploaded(folder: Path, number: int) -> Path:
    """Return where the upload with this number is."""
    return folder / f"{number:04}"
