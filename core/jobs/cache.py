"""What is known of all jobs on this home: this process's own in memory, all else by the record."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.errors import HomeUnusable
from core.jobs.job import Job, JobState
from core.jobs.store import JobStore

# Seconds for which what the record said is taken as what it says.
REFRESH = 0.5

_log = logging.getLogger(__name__)


class Ledger:
    """Jobs that this process runs or lets wait, and the record of them and all others.

    `lock` guards what is in memory and is never held while the disk is at work; it tells of every
    change. Writes happen one at a time, in the order of the states that they record.
    """

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._writing = threading.Lock()  # taken before `lock`, never after it
        self.lock = threading.Condition()
        self.own: dict[str, Job] = {}
        self._behind: set[str] = set()  # own jobs that the record does not hold as they are
        self._seen: dict[str, Job] = {}  # the record, as it was last read
        self._looked = float("-inf")
        self._generation = 0  # of the record: a reading that began before a change is stale
        self._trouble = ""

    def jobs(self) -> dict[str, Job]:
        """Return snapshots of all jobs by id."""
        self._refresh()
        with self.lock:
            return self._seen | self.own

    def trouble(self) -> str:
        """Say what keeps the record from being read or written now; empty when all is well."""
        with self.lock:
            return self._trouble

    def enter(self, job: Job, record: Callable[[Job], bool]) -> bool:
        """Record a job as this process's own and keep it; False where it is not to be had.

        It is not, where it goes on already or `record` says no. Raises HomeUnusable: then the job
        is not kept either.
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

    def change(self, job_id: str, **changes: Any) -> Job:
        """Change an own job in memory; the record follows with the next heartbeat."""
        with self.lock:
            job = self.own[job_id] = replace(self.own[job_id], **changes)
            self._behind.add(job_id)
            return job

    def rearrange(self, order: Callable[[list[Job]], list[Job]]) -> None:
        """Give the waiting jobs new places and priorities, in memory and at once in the record."""
        with self.lock:
            waiting = [job for job in self.own.values() if job.state is JobState.QUEUED]
            for job in order(waiting):
                self.change(job.id, place=job.place, priority=job.priority)
        self.flush()

    def ask_stop(self, job_id: str) -> None:
        """Leave word for another app that its job shall stop."""
        try:
            self._store.ask_stop(job_id)
        except HomeUnusable as error:
            self._note_trouble(error)

    def end(self, job_id: str, **changes: Any) -> None:
        """Record the end first, so that whoever sees it finds it recorded.

        Where it cannot be recorded it is kept in memory, and tried again with each heartbeat.
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
        """Bring the record up to date with the own jobs that changed."""
        with self._writing:
            with self.lock:
                jobs = [self.own[job_id] for job_id in self._behind if job_id in self.own]
                self._behind.clear()
            if jobs:
                self._write(jobs)

    def _write(self, jobs: list[Job]) -> bool:
        """Record own jobs; a full disk or a locked record must end neither work nor thread."""
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

    def forget(self, job_id: str) -> bool:
        """Delete a job that has ended from record and memory; False where it has not."""
        with self._writing:
            if self._goes_on(job_id) or not self._store.delete(job_id):
                return False
            with self.lock:
                self.own.pop(job_id, None)
                self._seen.pop(job_id, None)
                self._generation += 1
        return True

    def asked_to_stop(self) -> frozenset[str]:
        """Return the ids of own jobs that another app wants to stop."""
        try:
            return self._store.asked_to_stop()
        except HomeUnusable as error:
            self._note_trouble(error)
            return frozenset()

    def _refresh(self) -> None:
        """Read the record again where what is known of it is old; keep the old on trouble."""
        now = time.monotonic()
        with self.lock:
            if now - self._looked < REFRESH:
                return
            self._looked = now
            generation = self._generation
        try:
            seen = self._read()
        except HomeUnusable as error:
            self._note_trouble(error)
            return
        with self.lock:
            if generation == self._generation:
                self._seen = {job.id: job for job in seen}

    def _read(self) -> tuple[Job, ...]:
        seen = self._store.all()
        if any(job.elsewhere for job in seen) and self._store.mend(time.time()):
            return self._store.all()
        return seen

    def _note_trouble(self, error: HomeUnusable) -> None:
        with self.lock:
            news = str(error) != self._trouble
            self._trouble = str(error)
        if news:
            _log.error("The record of jobs is behind: %s", error)
