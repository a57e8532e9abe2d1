"""An append-only record: one JSON object per line, written as the work goes on.

Lines are all or nothing: `recover` cuts off what a killed process left of one, and everything from
the first damaged line on, which the work then repeats. A power cut may lose the latest lines, since
writes do not wait for the disk.
"""

import json
import os
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from core.errors import BadRecord
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
        return self._intact()[0]

    def recover(self) -> list[T]:
        """Cut off everything from the first damaged line on; return the rest."""
        found, size = self._intact()
        if self._path.exists() and self._path.stat().st_size > size:
            os.truncate(self._path, size)
        return found

    def add(self, record: T) -> None:
        """Append a record."""
        with self._path.open("ab") as stream:
            stream.write(json.dumps(to_json(record)).encode() + b"\n")

    def count(self) -> int:
        """Count the complete lines without parsing them."""
        return self._content().count(b"\n")

    def clear(self) -> None:
        """Delete all records."""
        self._path.unlink(missing_ok=True)

    def _intact(self) -> tuple[list[T], int]:
        """Return the readable records, and how many bytes of the file they take."""
        lines = self._content().split(b"\n")[:-1]  # after the last newline: nothing, or half a line
        found: list[T] = []
        for start in range(0, len(lines), BLOCK):
            block = lines[start : start + BLOCK]
            found += _read_block(cast("Hashable", self._form), b"\n".join(block))
            if len(found) < start + len(block):
                break
        return found, sum(len(line) + 1 for line in lines[: len(found)])

    def _content(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""


@lru_cache(maxsize=BLOCKS)
def _read_block(form: Hashable, lines: bytes) -> tuple[Any, ...]:
    """Parse some lines, once: a page asks for all of them on every rerun, and they only grow."""
    found = []
    for line in lines.split(b"\n"):
        try:
            found.append(parse(cast("type[Any]", form), line))
        except BadRecord:
            break
    return tuple(found)
