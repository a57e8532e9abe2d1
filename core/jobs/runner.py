"""One worker thread for the whole process: jobs run one after the other, in the line's order."""

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import FittingRoomError
from core.jobs.cache import Ledger
from core.jobs.context import JobContext, Work
from core.jobs.eta import Pace
from core.jobs.failures import work_sentence
from core.jobs.history import closing_like
from core.jobs.job import Job, JobRefused, JobState, JobStopped
from core.jobs.queue import in_order, moved
from core.jobs.store import JobStore
from core.jobs.threads import start, yield_processor

# Seconds. Progress reaches this process's pages at once, the disk and other apps this often; a wish
# to stop that another app left is heard this often.
HEARTBEAT = 0.5

_log = logging.getLogger(__name__)


class Runner:
    """Run work in the background, one job at a time. All methods are safe from any thread.

    `kinds` says which function does the work of a kind of job, so that a job can be started from
    its record alone; it is asked when a job starts.
    """

    def __init__(self, store: JobStore, kinds: Mapping[str, Work]) -> None:
        self._store = store
        self._kinds = kinds
        self._ledger = Ledger(store)
        self._lock = self._ledger.lock
        self._stops: dict[str, threading.Event] = {}
        self._pace = Pace()  # of the job that runs
        store.mend(time.time())
        store.tidy_folders()
        start("jobs", self._serve)
        start("jobs-record", self._keep_record)

    def submit(
        self, kind: str, title: str, parameters: Mapping[str, Any], priority: int = 0
    ) -> Job:
        """Queue a job; it starts when what stands before it in the line has ended.

        Raises HomeUnusable where it cannot be recorded: then it is not queued either.
        """
        self._require(kind)
        now = time.time()
        job = Job(
            uuid.uuid4().hex[:12],
            kind,
            title,
            JobState.QUEUED,
            created=now,
            parameters=_plain(parameters),
            priority=priority,
            place=now,
        )
        self._ledger.enter(job, self._store.add)
        return job

    def resume(self, job_id: str) -> Job:
        """Queue a stopped, failed or interrupted job again, to go on from what its folder holds.

        Raises JobRefused where nothing is left to go on from, or another app goes on with it.
        """
        before = self.get(job_id)
        if before is None or not before.resumable:
            raise JobRefused("This job has nothing left to go on from. Start a new one.")
        self._require(before.kind)
        job = _again(before)
        if not self._ledger.enter(job, self._store.claim):
            raise JobRefused(f"“{before.title}” goes on already, in another app on this home.")
        return job

    def _require(self, kind: str) -> None:
        if kind not in self._kinds:
            raise JobRefused(f"This program does not know jobs of the kind “{kind}”.")

    def jobs(self) -> tuple[Job, ...]:
        """Return snapshots of all known jobs, newest first; other apps' as they are recorded."""
        known = self._ledger.jobs().values()
        return tuple(sorted(known, key=lambda job: job.created, reverse=True))

    def get(self, job_id: str) -> Job | None:
        return self._ledger.jobs().get(job_id)

    def waiting(self) -> tuple[Job, ...]:
        """Return this app's queued jobs in the order in which they start."""
        with self._lock:
            own = self._ledger.own.values()
            return tuple(in_order(job for job in own if job.state is JobState.QUEUED))

    def busy(self) -> bool:
        """Tell whether anything runs or waits, here or in another app on this home."""
        return any(not job.state.ended for job in self._ledger.jobs().values())

    def trouble(self) -> str:
        """Say what keeps the record from being read or written now; empty when all is well."""
        return self._ledger.trouble()

    def ahead_of(self, job_id: str) -> int:
        """Count the jobs that end before this one starts."""
        with self._lock:
            order = [job.id for job in self.waiting()]
            unfinished = sum(not job.state.ended for job in self._ledger.own.values())
            return order.index(job_id) + unfinished - len(order) if job_id in order else 0

    def move(self, job_id: str, places: int) -> None:
        """Move a queued job of this app in the line; negative places are towards the front.

        A job that passes one of another priority takes that one's. One that has started stays.
        """
        self._ledger.rearrange(lambda waiting: moved(waiting, job_id, places))

    def prioritise(self, job_id: str, priority: int) -> None:
        """Give a queued job of this app another priority; the higher goes first."""
        self._ledger.rearrange(
            lambda waiting: [replace(job, priority=priority) for job in waiting if job.id == job_id]
        )

    def stop(self, job_id: str) -> None:
        """Ask a job to stop: a queued one never starts, a running one ends at its next look.

        Another app's job is asked through the record; that app hears it within a second or two.
        """
        with self._lock:
            job = self._ledger.own.get(job_id)
            if job is not None and job.state in (JobState.QUEUED, JobState.RUNNING):
                self._stop_of(job_id).set()
                self._ledger.change(job_id, state=JobState.STOPPING)
        if job is None:
            self._ledger.ask_stop(job_id)
        elif job.state is JobState.QUEUED:
            self._end(job_id, state=JobState.STOPPED)

    def delete(self, job_id: str) -> None:
        """Forget a job and remove its folder; a queued one is taken off the line first.

        Raises JobRefused while it runs.
        """
        if any(job.id == job_id for job in self.waiting()):
            self.stop(job_id)
        if not self._ledger.forget(job_id):
            raise JobRefused("This job still runs. Stop it first, then delete it.")

    def wait(self, job_id: str, timeout: float | None = None) -> Job:
        """Block until a job of this process has ended; raise TimeoutError after `timeout` s.

        Raises KeyError where there is no such job.
        """
        own = self._ledger.own
        with self._lock:
            if not self._lock.wait_for(
                lambda: job_id not in own or own[job_id].state.ended, timeout
            ):
                raise TimeoutError(f"Job {job_id} did not end within {timeout} s.")
        return self._ledger.jobs()[job_id]

    def aside(self, work: Callable[[], object]) -> None:
        """Run something small in a thread of its own, unrecorded; a failure reaches the log."""

        def run() -> None:
            yield_processor()
            try:
                work()
            except FittingRoomError as error:
                _log.error("Work aside failed: %s", error)

        start("aside", run)

    def _stop_of(self, job_id: str) -> threading.Event:
        with self._lock:
            return self._stops.setdefault(job_id, threading.Event())

    def _note_progress(
        self, job_id: str, fraction: float, message: str, progress: Mapping[str, Any]
    ) -> None:
        share = min(1.0, max(0.0, float(fraction)))  # no number at all becomes 0
        self._ledger.change(
            job_id,
            fraction=share,
            message=message,
            progress=progress,
            to_go=self._pace.note(time.monotonic(), share),
            told=time.time(),
        )

    def _serve(self) -> None:
        yield_processor()
        while True:
            with self._lock:
                self._lock.wait_for(lambda: bool(self.waiting()))
                job_id = self.waiting()[0].id
                job = self._ledger.change(job_id, state=JobState.RUNNING, started=time.time())
            self._ledger.flush()
            self._run(job)

    def _run(self, job: Job) -> None:
        stop = self._stop_of(job.id)
        context = JobContext(job, self._note_progress, stop, self._store.folders)
        self._pace = Pace(closing_like(job, self.jobs()))
        try:
            result = _plain(self._kinds[job.kind](context))
        except JobStopped:
            self._end(job.id, state=JobState.STOPPED)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the edge of a thread hides nothing
            _log.exception("Job %s (%s) failed", job.id, job.title)
            self._end(job.id, state=JobState.FAILED, error=work_sentence(error))
        else:
            self._end(job.id, state=JobState.DONE, result=result, fraction=1.0, **self._closing())

    def _closing(self) -> dict[str, float]:
        closing = self._pace.closing(time.monotonic())
        return {"closing": closing.seconds, "closing_at": closing.begins} if closing else {}

    def _end(self, job_id: str, **changes: Any) -> None:
        with self._lock:
            self._stops.pop(job_id, None)
        self._ledger.end(job_id, **changes)

    def _keep_record(self) -> None:
        own = self._ledger.own
        while True:
            with self._lock:
                self._lock.wait_for(lambda: bool(own))
                self._lock.wait_for(lambda: not own, HEARTBEAT)
            self._ledger.flush()
            for job_id in self._ledger.asked_to_stop():
                self.stop(job_id)


def _again(job: Job) -> Job:
    """Make a job that has ended ready for another go."""
    # What a closed app left unfinished keeps its turn; what was given up goes to the end.
    kept = job.state is JobState.INTERRUPTED
    return replace(
        job,
        state=JobState.QUEUED,
        place=job.place if kept else time.time(),
        spent=job.elapsed(0.0),
        started=None,
        told=None,
        finished=None,
        to_go=None,
        error="",
        resumable=False,
    )


_shared: dict[Path, Runner] = {}
_sharing = threading.Lock()


def shared_runner(path: Path, kinds: Mapping[str, Work]) -> Runner:
    """Return the one runner of this process whose record is at `path`; make it the first time."""
    with _sharing:
        if path not in _shared:
            _shared[path] = Runner(JobStore(path), kinds)
        return _shared[path]


def _plain(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Bring values into the form in which a later process will read them."""
    plain: Mapping[str, Any] = json.loads(json.dumps(values))
    return plain
