"""IDX bytes, and folders of files, for the tests of core.data."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def idx_bytes(array: NDArray[np.uint8]) -> bytes:
    """Return the decompressed contents of an IDX file: a header and an array."""
    magic = 2049 if array.ndim == 1 else 2051
    return struct.pack(f">{1 + array.ndim}I", magic, *array.shape) + array.tobytes()


def fill(folder: Path, packed: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in packed.items():
        (folder / name).write_bytes(content)
    return folder
