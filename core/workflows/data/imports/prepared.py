"""Prepared pictures of an import under way, one record each in a file that is only appended to.

A killed import goes on where it was: preparing a photo takes a tenth of a second, reading one of
these nothing.
"""

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDE

_RECORD = struct.Struct(f"<I{SIDE * SIDE}sI")  # number of the file, pixels, checksum of both


class PreparedPictures:
    """Pictures uint8 (28, 28) by the number of their file."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier attempt left; a record that was cut off or damaged is dropped."""
        self._path = path
        self._pixels: dict[int, bytes] = {}
        content = path.read_bytes() if path.is_file() else b""
        whole = len(content) // _RECORD.size * _RECORD.size
        for number, pixels, checksum in _RECORD.iter_unpack(content[:whole]):
            if checksum == _checksum(number, pixels):
                self._pixels[number] = pixels
        if whole < len(content):
            with path.open("r+b") as file:
                file.truncate(whole)

    def __len__(self) -> int:
        return len(self._pixels)

    def get(self, number: int) -> NDArray[np.uint8] | None:
        pixels = self._pixels.get(number)
        return None if pixels is None else np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)

    def add(self, number: int, pixels: NDArray[np.uint8]) -> None:
        content = pixels.tobytes()
        with self._path.open("ab") as file:
            file.write(_RECORD.pack(number, content, _checksum(number, content)))
        self._pixels[number] = content


def _checksum(number: int, pixels: bytes) -> int:
    return zlib.crc32(pixels, number)
