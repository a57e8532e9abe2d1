"""The interface between a job and its runner."""

import threading
from collections.abc import Callable
from pathlib import Path

from core.jobs.folders import JobFolders
from core.jobs.job import AnyJob
from core.jobs.threads import let_answers_pass

Report = Callable[[str, float, str, object], None]


class JobContext:
    """What a job may report and ask while it runs."""

    def __init__(
        self, job: AnyJob, report: Report, stop: threading.Event, folders: JobFolders
    ) -> None:
        self._job = job
        self._report = report
        self._stop = stop
        self._folders = folders

    @property
    def id(self) -> str:
        """The job's id: the same after a restart."""
        return self._job.id

    @property
    def folder(self) -> Path:
        """This job's own folder, created on first use.

        It survives a stop, a failure and a kill, so that the job can be resumed; it is removed when
        the job is done or deleted.
        """
        return self._folders.make(self._job.id, self._job.request())

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        """Report the fraction done (0 to 1), the current step, and figures.

        `progress` is of the type that the JobKind names; None keeps the latest. Cheap enough for
        every batch, since nothing is copied.
        """
        self._report(self._job.id, fraction, message, progress)

    def should_stop(self) -> bool:
        """Return whether to end; ask before every step. Lets pages that are being answered pass."""
        let_answers_pass()
        return self._stop.is_set()
