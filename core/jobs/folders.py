"""One folder per job, for what it needs to resume."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import BadRecord
from core.records import parse

GOING = ".going-"  # prefix of a folder whose removal has begun


class JobFolders:
    """Folders named by job id, under one root that is created on demand.

    Next to each is the job's request as JSON, so that the work survives the loss of the record.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def make(self, job_id: str, request: Mapping[str, Any]) -> Path:
        """Return the folder of a job; create it if it is missing."""
        folder = self._root / job_id
        if not folder.is_dir():
            folder.mkdir(parents=True)
            self._note(job_id).write_text(json.dumps(request), encoding="utf-8")
        return folder

    def used(self) -> bool:
        """Return whether any job ever had a folder here."""
        return self._root.is_dir()

    def _note(self, job_id: str) -> Path:
        return self._root / f"{job_id}.json"

    def request(self, job_id: str) -> Mapping[str, Any] | None:
        """Return the request that was given to `make`; None if it cannot be read."""
        try:
            return parse(dict[str, Any], self._note(job_id).read_text("utf-8"))
        except (OSError, ValueError, BadRecord):
            return None

    def holds_something(self, job_id: str) -> bool:
        """Return whether a job left anything to resume from."""
        try:
            return any((self._root / job_id).iterdir())
        except OSError:
            return False

    def remove(self, job_id: str) -> None:
        """Remove the folder of a job. A kill midway leaves no partial folder under its name."""
        going = self._root / f"{GOING}{job_id}"
        with suppress(OSError):  # missing, or in use: then the next start removes it
            (self._root / job_id).rename(going)
        shutil.rmtree(going, ignore_errors=True)
        with suppress(OSError):
            self._note(job_id).unlink()

    def names(self) -> Iterator[str]:
        """Yield the ids of the jobs that have a folder."""
        for folder in self._root.glob("*"):
            if folder.is_dir() and not folder.name.startswith(GOING):
                yield folder.name

    def remove_unfinished(self) -> None:
        """Finish the removals that a kill interrupted."""
        for going in self._root.glob(f"{GOING}*"):
            self.remove(going.name.removeprefix(GOING))
