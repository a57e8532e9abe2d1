"""A folder per job, for what it must find again when it goes on."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

GOING = ".going-"  # prefix of a folder whose removal has begun


class JobFolders:
    """Folders named by the ids of jobs, under one root that is made when first needed.

    Beside each lies what was asked for, in JSON: should the record be lost, the work is not.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def make(self, job_id: str, asked: Mapping[str, Any]) -> Path:
        """Return the folder of a job; make it where it is missing."""
        folder = self._root / job_id
        if not folder.is_dir():
            folder.mkdir(parents=True)
            self._note(job_id).write_text(json.dumps(asked), encoding="utf-8")
        return folder

    def _note(self, job_id: str) -> Path:
        return self._root / f"{job_id}.json"

    def asked(self, job_id: str) -> Mapping[str, Any] | None:
        """Return what was asked for with `make`; None where that cannot be told."""
        try:
            asked = json.loads(self._note(job_id).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return asked if isinstance(asked, dict) else None

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
        with suppress(OSError):
            self._note(job_id).unlink()

    def names(self) -> Iterator[str]:
        """Yield the ids for which there is a folder."""
        for folder in self._root.glob("*"):
            if folder.is_dir() and not folder.name.startswith(GOING):
                yield folder.name

    def sweep(self) -> None:
        """End the removals that a kill cut short."""
        for going in self._root.glob(f"{GOING}*"):
            self.remove(going.name.removeprefix(GOING))
