"""Arrays that a job has finished, kept in its folder so that it can be resumed after a kill."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.files import write_whole, writing

Arrays = tuple[NDArray[Any], ...]


class SavedArrays:
    """Arrays by name, in files of a folder; without a folder nothing is saved.

    `source` names everything that determines the arrays. Those of another source, and damaged
    files, count as missing: they are made again.
    """

    def __init__(self, folder: Path | None, source: str) -> None:
        self._folder = folder
        self._source = hashlib.sha256(source.encode()).hexdigest()[:12]

    def once(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """Return the arrays of a name; make and save them unless they are saved already.

        Raises what `make` raises, and HomeUnusable if they cannot be written.
        """
        if self._folder is None:
            return make()
        path = self._folder / f"{self._source}-{name}.npz"
        found = _read(path)
        if found is None:
            found = make()
            _write(path, found)
        return found


def _read(path: Path) -> Arrays | None:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
            return tuple(found[f"arr_{place}"] for place in range(len(found.files)))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _write(path: Path, arrays: Arrays) -> None:
    stream = io.BytesIO()
    np.savez(stream, *arrays)
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, stream.getvalue())
