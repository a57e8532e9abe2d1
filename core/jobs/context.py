"""What a piece of work may say and ask while it runs."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.jobs.folders import JobFolders
from core.jobs.job import Job

Report = Callable[[str, float, str, Mapping[str, Any]], None]


class JobContext:
    """What a piece of work may say and ask while it runs."""

    def __init__(
        self, job: Job, report: Report, stop: threading.Event, folders: JobFolders
    ) -> None:
        self._job = job
        self._report = report
        self._stop = stop
        self._folders = folders

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What was asked for, as it was submitted; the same after a restart."""
        return self._job.parameters

    @property
    def folder(self) -> Path:
        """A folder of this job's own, made on first use.

        It outlives a stop, a failure and a kill, so that the job can go on; it is removed when the
        job is done or deleted.
        """
        return self._folders.make(self._job.id, self._job.asked())

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        """Tell how far the work is (0 to 1), what it does now, and its figures (JSON-ready).

        Cheap enough for every batch, for nothing is copied: do not change `progress` afterwards.
        """
        self._report(self._job.id, fraction, message, progress)

    def should_stop(self) -> bool:
        return self._stop.is_set()


Work = Callable[[JobContext], Mapping[str, Any]]
