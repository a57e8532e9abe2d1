"""A job as the pages see it: a frozen snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# Before this share of the work the rate is still ruled by warm-up, and an estimate would mislead.
EARLIEST_ESTIMATE = 0.02


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def ended(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


class JobStopped(Exception):
    """Raised by work that noticed the wish to stop and gave up in good order."""


@dataclass(frozen=True)
class Job:
    """One piece of background work at one moment. Times are seconds since the epoch."""

    id: str
    kind: str
    title: str
    state: JobState
    created: float
    parameters: Mapping[str, Any] = field(default_factory=dict)
    started: float | None = None
    moving: float | None = None  # when the first progress came: warm-up is not part of the rate
    finished: float | None = None
    fraction: float = 0.0
    message: str = ""
    progress: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""

    def elapsed(self, now: float) -> float:
        """Seconds of work so far, or in all for a job that has ended."""
        if self.started is None:
            return 0.0
        return (self.finished or now) - self.started

    def seconds_left(self, now: float) -> float | None:
        """Estimate the time left from the rate so far; None while it would be a guess."""
        if self.state is not JobState.RUNNING or self.moving is None:
            return None
        if self.fraction < EARLIEST_ESTIMATE:
            return None
        return (now - self.moving) * (1 - self.fraction) / self.fraction
