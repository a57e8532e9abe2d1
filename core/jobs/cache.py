"""All jobs of this home: this process's own in memory, the others as recorded."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.errors import HomeUnusable
from core.jobs.job import AnyJob, JobState
from core.jobs.store import JobStore

# Seconds for which a reading of the record counts as current.
REFRESH = 0.5

_log = logging.getLogger(__name__)


class JobCache:
    """Jobs that this process runs or has queued, and the record of these and all others.

    `lock` guards the in-memory state, is never held during disk access, and is notified of every
    change. Writes happen one at a time, in the order of the states that they record.
    """

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._writing = threading.Lock()  # taken before `lock`, never after it
        self.lock = threading.Condition()
        self.own: dict[str, AnyJob] = {}
        self._behind: set[str] = set()  # own jobs whose latest state is not recorded yet
        self._seen: dict[str, AnyJob] = {}  # the record as last read
        self._read_at = float("-inf")
        self._generation = 0  # of the record: a reading begun before a write is stale
        self._trouble = ""

    def jobs(self) -> dict[str, AnyJob]:
        """Return snapshots of all jobs by id."""
        self._refresh()
        with self.lock:
            return self._seen | self.own

    def trouble(self) -> str:
        """Return why the record cannot be read or written now; empty when all is well."""
        with self.lock:
            return self._trouble

    def enter(self, job: AnyJob, record: Callable[[AnyJob], bool]) -> bool:
        """Record a job as this process's own and keep it; return False if that is not possible.

        That is the case if it is unfinished here already, or `record` refuses it. Raises
        HomeUnusable if it cannot be recorded: then the job is not kept either.
        """
        with self._writing:
            if self._goes_on(job.id) or not record(job):
                return False
            with self.lock:
                self.own[job.id] = job
                self.lock.notify_all()
        return True

    def _goes_on(self, job_id: str) -> bool:
        with self.lock:
            return job_id in self.own and not self.own[job_id].state.ended

    def change(self, job_id: str, **changes: Any) -> AnyJob:
        """Change an own job in memory; the next heartbeat records it."""
        with self.lock:
            job = self.own[job_id] = replace(self.own[job_id], **changes)
            self._behind.add(job_id)
            return job

    def reorder(self, order: Callable[[list[AnyJob]], list[AnyJob]]) -> None:
        """Give the queued jobs new positions and priorities, in memory and in the record."""
        with self.lock:
            queued = [job for job in self.own.values() if job.state is JobState.QUEUED]
            for job in order(queued):
                self.change(job.id, position=job.position, priority=job.priority)
        self.flush()

    def ask_stop(self, job_id: str) -> None:
        """Ask another app, through the record, to stop its job."""
        try:
            self._store.ask_stop(job_id)
        except HomeUnusable as error:
            self._note_trouble(error)

    def end(self, job_id: str, **changes: Any) -> None:
        """End a job; the end is recorded first, so that whoever sees it finds it in the record.

        If it cannot be recorded it is kept in memory, and retried with each heartbeat.
        """
        with self._writing:
            with self.lock:
                job = replace(self.own[job_id], finished=time.time(), **changes)
            job = replace(job, resumable=self._store.can_go_on(job))
            if self._write([job]) and job.state is JobState.DONE:
                self._store.folders.remove(job_id)
            with self.lock:
                if job_id in self.own:
                    self.own[job_id] = job
                self.lock.notify_all()

    def flush(self) -> None:
        """Record the own jobs that changed."""
        with self._writing:
            with self.lock:
                jobs = [self.own[job_id] for job_id in self._behind if job_id in self.own]
                self._behind.clear()
            if jobs:
                self._write(jobs)

    def _write(self, jobs: list[AnyJob]) -> bool:
        """Record own jobs; a full disk or a locked record must not end the work or the thread."""
        try:
            self._store.save(*jobs)
        except HomeUnusable as error:
            self._note_trouble(error)
            with self.lock:
                self._behind.update(job.id for job in jobs)
            return False
        with self.lock:
            self._trouble = ""
            self._generation += 1
            for job in jobs:
                if job.state.ended:
                    self._seen[job.id] = job
                    self.own.pop(job.id, None)
        return True

    def forget(self, job_id: str, clear: Callable[[AnyJob], None]) -> bool:
        """Delete an ended job from record and memory; return False if it has not ended.

        `clear` removes what it left outside its folder.
        """
        with self._writing:
            if self._goes_on(job_id) or not self._store.delete(job_id, clear):
                return False
            with self.lock:
                self.own.pop(job_id, None)
                self._seen.pop(job_id, None)
                self._generation += 1
        return True

    def asked_to_stop(self) -> frozenset[str]:
        """Return the ids of own jobs that another app asked to stop."""
        try:
            return self._store.asked_to_stop()
        except HomeUnusable as error:
            self._note_trouble(error)
            return frozenset()

    def _refresh(self) -> None:
        """Read the record again if the last reading is old; on trouble, keep that one."""
        now = time.monotonic()
        with self.lock:
            if now - self._read_at < REFRESH:
                return
            self._read_at = now
            generation = self._generation
        try:
            seen = self._read()
        except HomeUnusable as error:
            self._note_trouble(error)
            return
        with self.lock:
            if generation == self._generation:
                self._seen = {job.id: job for job in seen}

    def _read(self) -> tuple[AnyJob, ...]:
        seen = self._store.all()
        if any(job.elsewhere for job in seen) and self._store.recover(time.time()):
            return self._store.all()
        return seen

    def _note_trouble(self, error: HomeUnusable) -> None:
        with self.lock:
            news = str(error) != self._trouble
            self._trouble = str(error)
        if news:
            _log.error("The record of jobs is behind: %s", error)
