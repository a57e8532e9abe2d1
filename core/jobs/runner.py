"""One worker thread per process: jobs run one after the other, in the order of the queue."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from core.errors import FittingRoomError
from core.jobs.cache import JobCache
from core.jobs.context import JobContext
from core.jobs.eta import Eta
from core.jobs.failures import work_sentence
from core.jobs.job import AnyJob, Job, JobRefused, JobState, JobStopped
from core.jobs.kind import JobKind, Kinds
from core.jobs.queue import in_order, moved
from core.jobs.record import as_recorded
from core.jobs.store import JobStore
from core.jobs.threads import start, yield_processor

# Seconds between writes of progress to the record, where other apps read it, and between checks
# for stop requests from other apps. Pages of this process see progress at once.
HEARTBEAT = 0.5

P = TypeVar("P")
G = TypeVar("G")
R = TypeVar("R")

_log = logging.getLogger(__name__)


class Runner:
    """Run work in the background, one job at a time. All methods are thread-safe.

    `kinds` hold the work by kind, so that a job can start from its record alone; `workplace` is
    passed to each.
    """

    def __init__(self, store: JobStore, kinds: Kinds, workplace: object = None) -> None:
        self._store = store
        self._kinds = kinds
        self._workplace = workplace
        self._cache = JobCache(store)
        self._lock = self._cache.lock
        self._stops: dict[str, threading.Event] = {}
        self._eta = Eta()  # of the job that runs
        self._closings: dict[str, float] = {}  # by kind: seconds that the latest one took
        store.recover(time.time())
        store.tidy_folders()
        start("jobs", self._serve)
        start("jobs-record", self._keep_record)

    def submit(
        self, kind: JobKind[P, G, R], title: str, parameters: P, priority: int = 0
    ) -> Job[P, G, R]:
        """Queue a job; it starts when those ahead of it have ended.

        Raises HomeUnusable if it cannot be recorded: then it is not queued either.
        """
        self._require(kind.name)
        now = time.time()
        job: Job[P, G, R] = Job(
            uuid.uuid4().hex[:12],
            kind.name,
            title,
            JobState.QUEUED,
            created=now,
            parameters=parameters,
            priority=priority,
            position=now,
        )
        self._cache.enter(job, self._store.add)
        return job

    def resume(self, job_id: str) -> AnyJob:
        """Queue a stopped, failed or interrupted job again, to resume from its folder.

        Raises JobRefused if nothing is left to resume from, or if another app has resumed it.
        """
        before = self.get(job_id)
        if before is None or not before.resumable:
            raise JobRefused("This job has nothing to resume from. Start a new one.")
        self._require(before.kind)
        job = _again(before)
        if not self._cache.enter(job, self._store.claim):
            raise JobRefused(f"“{before.title}” was already resumed by another app on this home.")
        return job

    def _require(self, kind: str) -> None:
        if kind not in self._kinds:
            raise JobRefused(f"This program does not know jobs of the kind “{kind}”.")

    def jobs(self) -> tuple[AnyJob, ...]:
        """Return snapshots of all known jobs, newest first; those of other apps as recorded."""
        known = self._cache.jobs().values()
        return tuple(sorted(known, key=lambda job: job.created, reverse=True))

    def jobs_of(self, kind: JobKind[P, G, R]) -> tuple[Job[P, G, R], ...]:
        """Return snapshots of the jobs of one kind, newest first."""
        return tuple(job for job in self.jobs() if job.kind == kind.name)

    def get(self, job_id: str) -> AnyJob | None:
        return self._cache.jobs().get(job_id)

    def queued(self) -> tuple[AnyJob, ...]:
        """Return this app's queued jobs in the order in which they start."""
        with self._lock:
            own = self._cache.own.values()
            return tuple(in_order(job for job in own if job.state is JobState.QUEUED))

    def busy(self) -> bool:
        """Return whether any job is running or queued, here or in another app on this home."""
        return any(not job.state.ended for job in self._cache.jobs().values())

    def trouble(self) -> str:
        """Return what is wrong with the record, as a sentence; empty when all is well."""
        return self._cache.trouble() or self._store.remark

    def ahead_of(self, job_id: str) -> int:
        """Count the jobs that run before this queued one starts."""
        with self._lock:
            order = [job.id for job in self.queued()]
            unfinished = sum(not job.state.ended for job in self._cache.own.values())
            return order.index(job_id) + unfinished - len(order) if job_id in order else 0

    def move(self, job_id: str, places: int) -> None:
        """Move a queued job of this app; negative places are towards the front of the queue.

        A job that passes one of another priority takes that priority. A job that has started does
        not move.
        """
        self._cache.reorder(lambda queued: moved(queued, job_id, places))

    def stop(self, job_id: str) -> None:
        """Ask a job to stop: a queued one never starts, a running one ends at its next check.

        Another app's job is asked through the record; that app notices within a second or two.
        """
        with self._lock:
            job = self._cache.own.get(job_id)
            if job is not None and job.state in (JobState.QUEUED, JobState.RUNNING):
                self._stop_of(job_id).set()
                self._cache.change(job_id, state=JobState.STOPPING)
        if job is None:
            self._cache.ask_stop(job_id)
        elif job.state is JobState.QUEUED:
            self._end(job_id, state=JobState.STOPPED)

    def delete(self, job_id: str) -> None:
        """Delete a job and all it kept; a queued one is removed from the queue first.

        Raises JobRefused while it runs.
        """
        if any(job.id == job_id for job in self.queued()):
            self.stop(job_id)
        if not self._cache.forget(job_id, self._clear):
            raise JobRefused("This job still runs. Stop it first, then delete it.")

    def _clear(self, job: AnyJob) -> None:
        if kind := self._kinds.get(job.kind):
            kind.clear(self._workplace, job.id)

    def wait(self, job_id: str, timeout: float | None = None) -> AnyJob:
        """Block until a job of this process has ended; raise TimeoutError after `timeout` s.

        Raises KeyError if there is no such job.
        """
        own = self._cache.own
        with self._lock:
            if not self._lock.wait_for(
                lambda: job_id not in own or own[job_id].state.ended, timeout
            ):
                raise TimeoutError(f"Job {job_id} did not end within {timeout} s.")
        return self._cache.jobs()[job_id]

    def run_in_background(self, work: Callable[[], object]) -> None:
        """Run something small in its own thread, unrecorded; a failure is logged."""

        def run() -> None:
            yield_processor()
            try:
                work()
            except FittingRoomError as error:
                _log.error("Work in the background failed: %s", error)

        start("background", run)

    def _stop_of(self, job_id: str) -> threading.Event:
        with self._lock:
            return self._stops.setdefault(job_id, threading.Event())

    def _note_progress(self, job_id: str, fraction: float, message: str, progress: object) -> None:
        share = min(1.0, max(0.0, float(fraction)))  # NaN becomes 0
        figures = {} if progress is None else {"progress": progress}
        self._cache.change(
            job_id,
            fraction=share,
            message=message,
            eta=self._eta.note(time.monotonic(), share),
            reported=time.time(),
            **figures,
        )

    def _serve(self) -> None:
        yield_processor()
        while True:
            with self._lock:
                self._lock.wait_for(lambda: bool(self.queued()))
                job_id = self.queued()[0].id
                job = self._cache.change(job_id, state=JobState.RUNNING, started=time.time())
            self._cache.flush()
            self._run(job)

    def _run(self, job: AnyJob) -> None:
        kind, stop = self._kinds[job.kind], self._stop_of(job.id)
        context = JobContext(job, self._note_progress, stop, self._store.folders)
        self._eta = Eta(kind.even_until, self._closings.get(job.kind, kind.closing))
        try:
            result = as_recorded(kind, kind.work(self._workplace, job.parameters, context))
        except JobStopped:
            self._end(job.id, state=JobState.STOPPED)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a thread's boundary: logged and shown
            _log.exception("Job %s (%s) failed", job.id, job.title)
            self._end(job.id, state=JobState.FAILED, error=work_sentence(error))
        else:
            self._end(job.id, state=JobState.DONE, result=result, fraction=1.0)
            if (closing := self._eta.closing(time.monotonic())) is not None:
                self._closings[job.kind] = closing

    def _end(self, job_id: str, **changes: Any) -> None:
        with self._lock:
            self._stops.pop(job_id, None)
        self._cache.end(job_id, **changes)

    def _keep_record(self) -> None:
        own = self._cache.own
        while True:
            with self._lock:
                self._lock.wait_for(lambda: bool(own))
                self._lock.wait_for(lambda: not own, HEARTBEAT)
            self._cache.flush()
            for job_id in self._cache.asked_to_stop():
                self.stop(job_id)


def _again(job: AnyJob) -> AnyJob:
    """Return an ended job, ready to be queued again."""
    # A job interrupted with its app keeps its turn; a stopped or failed one goes to the end.
    kept = job.state is JobState.INTERRUPTED
    return replace(
        job,
        state=JobState.QUEUED,
        position=job.position if kept else time.time(),
        spent=job.elapsed(0.0),
        started=None,
        reported=None,
        finished=None,
        eta=None,
        error="",
        resumable=False,
    )


_shared: dict[Path, Runner] = {}
_sharing = threading.Lock()


def shared_runner(path: Path, kinds: Kinds, workplace: object) -> Runner:
    """Return this process's runner for the record at `path`; create it the first time."""
    with _sharing:
        if path not in _shared:
            _shared[path] = Runner(JobStore(path, kinds), kinds, workplace)
        return _shared[path]
