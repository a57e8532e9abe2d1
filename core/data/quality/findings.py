"""What an audit of the labels found, kept in a file for each state of the data."""

import io
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.files import write_whole, writing
from core.settings import Settings

HASH_SHOWN = 16  # characters of the dataset hash in the file's name


@dataclass(frozen=True, eq=False)
class Findings:
    """One row a picture. numbers: int32 (n,), the pictures' numbers. quality: float32 (n,), 0-1,
    the lowest is the most suspicious. suggested: uint8 (n,), the likeliest other label.
    """

    numbers: NDArray[np.int32]
    quality: NDArray[np.float32]
    suggested: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if not len(self.numbers) == len(self.quality) == len(self.suggested):
            raise ValueError("The findings must have one row a picture.")

    def ranking(self) -> NDArray[np.intp]:
        """Return the rows in order of suspicion, the most suspicious label first."""
        return np.lexsort((self.numbers, self.quality))


class Audits:
    """The findings by dataset hash. Reading creates nothing on disk."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.audits

    def save(self, dataset_hash: str, findings: Findings) -> None:
        """Keep findings, atomically; raises HomeUnusable if they cannot be written."""
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            numbers=findings.numbers,
            quality=findings.quality,
            suggested=findings.suggested,
        )
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(dataset_hash), stream.getvalue())

    def load(self, dataset_hash: str) -> Findings | None:
        """Return the findings about a dataset; None if there are none, or if they are damaged."""
        try:
            content = io.BytesIO(self._path(dataset_hash).read_bytes())
            with np.load(content, allow_pickle=False) as found:
                return Findings(
                    numbers=found["numbers"].astype(np.int32),
                    quality=found["quality"].astype(np.float32),
                    suggested=found["suggested"].astype(np.uint8),
                )
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):  # it can be made again
            return None

    def _path(self, dataset_hash: str) -> Path:
        return self._folder / f"{dataset_hash[:HASH_SHOWN]}.npz"
