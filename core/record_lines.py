"""An append-only record: one JSON object per line, written as the work goes on.

A line is intact or does not count: half a line after a kill, and lines damaged by a failing disk,
are passed over. Where later lines depend on their position, reading ends at the first damaged one
(`read`); where each stands for itself, only the damaged ones are missing (`intact`). Either way the
work repeats what is missing.

Lines reach the disk at once after a kill, but after a power cut only up to the last `sync`.
"""

import json
import os
from collections.abc import Hashable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from core.errors import BadRecord
from core.files import write_whole
from core.records import parse, to_json

T = TypeVar("T")

BLOCK = 100  # lines that are parsed together
BLOCKS = 80  # parsed blocks kept in memory, over all records


class RecordLines(Generic[T]):
    """Dataclasses of one type in a file, in the order in which they were added.

    Every method raises OSError if the file cannot be read or written.
    """

    def __init__(self, path: Path, form: type[T]) -> None:
        self._path, self._form = path, form

    def read(self) -> list[T]:
        """Return the records up to the first damaged line."""
        return [one for _, one in self._until_damaged()]

    def recover(self) -> list[T]:
        """Cut off everything from the first damaged line on; return the rest."""
        found = self._until_damaged()
        size = sum(len(line) + 1 for line, _ in found)
        if len(self._content()) > size:
            os.truncate(self._path, size)
        return [one for _, one in found]

    def intact(self) -> list[T]:
        """Return the records of all intact lines."""
        return [one for _, one in self._lines() if one is not None]

    def repair(self) -> list[T]:
        """Remove the damaged lines; return the rest."""
        found = [(line, one) for line, one in self._lines() if one is not None]
        content = b"".join(line + b"\n" for line, _ in found)
        if content != self._content():
            write_whole(self._path, content)
        return [one for _, one in found]

    def add(self, record: T) -> None:
        """Append a record."""
        with self._path.open("ab") as stream:
            stream.write(json.dumps(to_json(record)).encode() + b"\n")

    def sync(self) -> None:
        """Wait until the disk holds every record, so that a power cut loses none of them."""
        if self._path.exists():
            with self._path.open("ab") as stream:
                os.fsync(stream.fileno())

    def count(self) -> int:
        """Count the complete lines without parsing them."""
        return self._content().count(b"\n")

    def clear(self) -> None:
        """Delete all records."""
        self._path.unlink(missing_ok=True)

    def _until_damaged(self) -> list[tuple[bytes, T]]:
        """Return the lines up to the first damaged one, with their records."""
        found: list[tuple[bytes, T]] = []
        for line, one in self._lines():
            if one is None:
                break
            found.append((line, one))
        return found

    def _lines(self) -> Iterator[tuple[bytes, T | None]]:
        """Yield the complete lines with their records, None for damaged ones."""
        lines = self._content().split(b"\n")[:-1]  # after the last newline: nothing, or half a line
        for start in range(0, len(lines), BLOCK):
            block = lines[start : start + BLOCK]
            records = _read_block(cast("Hashable", self._form), b"\n".join(block))
            yield from zip(block, records, strict=True)

    def _content(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""


@lru_cache(maxsize=BLOCKS)
def _read_block(form: Hashable, lines: bytes) -> tuple[Any, ...]:
    """Parse some lines, once: a page asks for all of them on every rerun, and they only grow."""
    return tuple(_read_line(cast("type[Any]", form), line) for line in lines.split(b"\n"))


def _read_line(form: type[Any], line: bytes) -> Any:
    try:
        return parse(form, line)
    except BadRecord:
        return None
