"""One worker thread for the whole process: jobs run one after the other, in the order asked."""

import errno
import json
import logging
import os
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import FittingRoomError
from core.jobs.job import Job, JobState, JobStopped
from core.jobs.store import JobStore

# Progress reaches pages at once and the disk this often: a record, not a stream.
SECONDS_BETWEEN_SAVES = 1.0
# Work yields the processor to the pages; Linux lets a thread do so for itself and its children.
NICENESS = 10

_log = logging.getLogger(__name__)


class JobContext:
    """What a piece of work may say and ask while it runs."""

    def __init__(self, runner: "Runner", job_id: str, stop: threading.Event) -> None:
        self._runner = runner
        self._id = job_id
        self._stop = stop

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        """Tell how far the work is (0 to 1), what it does now, and its figures (JSON-ready)."""
        self._runner.note_progress(self._id, fraction, message, progress)

    def should_stop(self) -> bool:
        return self._stop.is_set()


Work = Callable[[JobContext], Mapping[str, Any]]


class Runner:
    """Run work in the background, one job at a time. All methods are safe from any thread."""

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._lock = threading.Condition()
        self._waiting: deque[tuple[str, Work]] = deque()
        self._stops: dict[str, threading.Event] = {}
        self._saved: dict[str, float] = {}
        store.mend(time.time())
        # What another process still runs is that one's to show: from here it could not be stopped.
        self._jobs: dict[str, Job] = {job.id: job for job in store.all() if job.state.ended}
        threading.Thread(target=self._serve, name="jobs", daemon=True).start()

    def submit(self, kind: str, title: str, work: Work, parameters: Mapping[str, Any]) -> Job:
        """Queue `work`; it starts when everything asked before it has ended."""
        job = Job(uuid.uuid4().hex[:12], kind, title, JobState.QUEUED, time.time(), parameters)
        self._store.save(job)
        with self._lock:
            self._jobs[job.id] = job
            self._stops[job.id] = threading.Event()
            self._waiting.append((job.id, work))
            self._lock.notify_all()
        return job

    def jobs(self) -> tuple[Job, ...]:
        """Return snapshots of all known jobs, newest first."""
        with self._lock:
            return tuple(sorted(self._jobs.values(), key=lambda job: job.created, reverse=True))

    def get(self, job_id: str) -> Job | None:
        with self._lock:
            return self._jobs.get(job_id)

    def busy(self) -> bool:
        """Tell whether anything runs or waits."""
        with self._lock:
            return bool(self._stops)

    def ahead_of(self, job_id: str) -> int:
        """Count the jobs that end before this one starts."""
        with self._lock:
            order = [waiting for waiting, _ in self._waiting]
            running = len(self._stops) - len(order)
            return order.index(job_id) + running if job_id in order else 0

    def stop(self, job_id: str) -> None:
        """Ask a job to stop: a queued one never starts, a running one ends at its next look."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.state.ended or job_id not in self._stops:
                return
            self._stops[job_id].set()
            if job.state is JobState.RUNNING:
                self._jobs[job_id] = replace(job, state=JobState.STOPPING)
                return
            self._waiting = deque(item for item in self._waiting if item[0] != job_id)
            self._stops.pop(job_id)
        self._end(job_id, state=JobState.STOPPED)

    def wait(self, job_id: str, timeout: float | None = None) -> Job:
        """Block until the job has ended; raise TimeoutError after `timeout` seconds."""
        with self._lock:
            if not self._lock.wait_for(lambda: self._jobs[job_id].state.ended, timeout):
                raise TimeoutError(f"Job {job_id} did not end within {timeout} s.")
            return self._jobs[job_id]

    def aside(self, work: Callable[[], object]) -> None:
        """Run something small in a thread of its own, unrecorded; a failure reaches the log."""

        def run() -> None:
            _yield_processor()
            try:
                work()
            except FittingRoomError as error:
                _log.error("Work aside failed: %s", error)

        threading.Thread(target=run, name="aside", daemon=True).start()

    def note_progress(
        self, job_id: str, fraction: float, message: str, progress: Mapping[str, Any]
    ) -> None:
        now = time.time()
        with self._lock:
            job = self._jobs[job_id]
            moving = job.moving or (now if fraction > 0 else None)
            job = replace(job, fraction=fraction, message=message, progress=progress, moving=moving)
            self._jobs[job_id] = job
            if now - self._saved.get(job_id, 0.0) < SECONDS_BETWEEN_SAVES:
                return
            self._saved[job_id] = now
        self._record(job)

    def _serve(self) -> None:
        _yield_processor()
        while True:
            with self._lock:
                self._lock.wait_for(lambda: bool(self._waiting))
                job_id, work = self._waiting.popleft()
                job = replace(self._jobs[job_id], state=JobState.RUNNING, started=time.time())
                self._jobs[job_id] = job
            self._run(job, work)

    def _run(self, job: Job, work: Work) -> None:
        self._record(job)
        try:
            result = _plain(work(JobContext(self, job.id, self._stops[job.id])))
        except JobStopped:
            self._end(job.id, state=JobState.STOPPED)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the edge of a thread hides nothing
            _log.exception("Job %s (%s) failed", job.id, job.title)
            self._end(job.id, state=JobState.FAILED, error=_sentence(error))
        else:
            self._end(job.id, state=JobState.DONE, result=result, fraction=1.0)

    def _end(self, job_id: str, **changes: Any) -> None:
        """Record the end first, so that whoever sees it finds it recorded."""
        with self._lock:
            job = replace(self._jobs[job_id], finished=time.time(), **changes)
        self._record(job)
        with self._lock:
            self._jobs[job_id] = job
            self._stops.pop(job_id, None)
            self._saved.pop(job_id, None)
            self._lock.notify_all()

    def _record(self, job: Job) -> None:
        """Write what pages know already; a full disk must not end the work or this thread."""
        try:
            self._store.save(job)
        except FittingRoomError as error:
            _log.error("Job %s is %s, unrecorded: %s", job.id, job.state, error)


_shared: dict[Path, Runner] = {}
_sharing = threading.Lock()


def shared_runner(path: Path) -> Runner:
    """Return the one runner of this process whose record is at `path`; make it the first time."""
    with _sharing:
        if path not in _shared:
            _shared[path] = Runner(JobStore(path))
        return _shared[path]


def _plain(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Bring a result into the form in which a later process will read it."""
    plain: Mapping[str, Any] = json.loads(json.dumps(result))
    return plain


def _sentence(error: BaseException) -> str:
    if isinstance(error, FittingRoomError):
        return str(error)
    if isinstance(error, MemoryError):
        return "The computer ran out of memory. Close other programs, or choose a smaller network."
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full. Free some space, then start it again; nothing else was touched."
    kind = type(error).__name__
    return f"Something broke that should not ({kind}: {error}). The log in the terminal has more."


def _yield_processor() -> None:
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):  # some containers forbid it; then the work is merely less polite
            nicer = max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
            os.setpriority(os.PRIO_PROCESS, thread, nicer)
