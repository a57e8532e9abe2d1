"""A folder per job, for what it must find again when it goes on."""

import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

GOING = ".going-"  # prefix of a folder whose removal has begun


class JobFolders:
    """Folders named by the ids of jobs, under one root that is made when first needed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def make(self, job_id: str) -> Path:
        """Return the folder of a job; make it where it is missing."""
        folder = self._root / job_id
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def holds_something(self, job_id: str) -> bool:
        """Tell whether a job left anything to go on from."""
        try:
            return any((self._root / job_id).iterdir())
        except OSError:
            return False

    def remove(self, job_id: str) -> None:
        """Remove the folder of a job. A kill midway leaves no half of it under its name."""
        going = self._root / f"{GOING}{job_id}"
        with suppress(OSError):  # there was none, or it is held: then the next start sweeps it
            (self._root / job_id).rename(going)
        shutil.rmtree(going, ignore_errors=True)

    def names(self) -> tuple[str, ...]:
        """Return the ids for which there is a folder, and what a kill left of a removal."""
        return tuple(folder.name for folder in self._root.glob("*") if folder.is_dir())

    def sweep(self, names: Collection[str]) -> None:
        """Remove folders by name, and whatever a kill left of an earlier removal."""
        for name in names:
            shutil.rmtree(self._root / name, ignore_errors=True)
