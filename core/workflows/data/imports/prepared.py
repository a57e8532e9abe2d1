"""Prepared pictures of an import under way, one record each in a file that is only appended to.

A killed import goes on where it was: preparing a photo takes a tenth of a second, reading one of
these nothing. A file that is begun is recorded before it is opened: one that crashes the program
would do so every time.
"""

import struct
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDE

_RECORD = struct.Struct(f"<I{SIDE * SIDE}sI")  # number of the file, pixels, checksum of both
_BEGUN = 1 << 31  # added to the number of a file in the record that says it is begun


class PreparedPictures:
    """Pictures uint8 (28, 28) by the number of their file."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier attempt left; a record that was cut off or damaged is dropped."""
        self._path = path
        self._pixels: dict[int, bytes] = {}
        self._begun: Counter[int] = Counter()
        content = path.read_bytes() if path.is_file() else b""
        whole = len(content) // _RECORD.size * _RECORD.size
        for number, pixels, checksum in _RECORD.iter_unpack(content[:whole]):
            if checksum != _checksum(number, pixels):
                continue
            if number & _BEGUN:
                self._begun[number - _BEGUN] += 1
            else:
                self._pixels[number] = pixels
        if whole < len(content):
            with path.open("r+b") as file:
                file.truncate(whole)

    def __len__(self) -> int:
        return len(self._pixels)

    def get(self, number: int) -> NDArray[np.uint8] | None:
        pixels = self._pixels.get(number)
        return None if pixels is None else np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)

    def begin(self, number: int) -> int:
        """Record that a file is begun; return how many times that makes."""
        self._write(number + _BEGUN, b"")
        self._begun[number] += 1
        return self._begun[number]

    def add(self, number: int, pixels: NDArray[np.uint8]) -> None:
        self._write(number, pixels.tobytes())
        self._pixels[number] = pixels.tobytes()

    def _write(self, number: int, pixels: bytes) -> None:
        content = pixels.ljust(SIDE * SIDE, b"\0")
        with self._path.open("ab") as file:
            file.write(_RECORD.pack(number, content, _checksum(number, content)))


def _checksum(number: int, pixels: bytes) -> int:
    return zlib.crc32(pixels, number)
