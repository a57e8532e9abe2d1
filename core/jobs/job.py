"""A job as the pages see it: a frozen snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.errors import FittingRoomError

# Before this share of the work the rate is still ruled by warm-up, and an estimate would mislead.
EARLIEST_ESTIMATE = 0.02

# What a job is from the beginning; all else happens to it.
_ASKED = ("id", "kind", "title", "created", "parameters", "priority", "place")


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


class JobRefused(FittingRoomError):
    """A job was asked for something that it cannot do in its state."""


@dataclass(frozen=True)
class Job:
    """One piece of background work at one moment. Times are seconds since the epoch."""

    id: str
    kind: str
    title: str
    state: JobState
    created: float
    parameters: Mapping[str, Any] = field(default_factory=dict)
    priority: int = 0  # the higher goes first
    place: float = 0.0  # order among jobs of one priority: the lower goes first
    started: float | None = None  # of the latest go
    told: float | None = None  # when the latest progress came
    finished: float | None = None
    spent: float = 0.0  # seconds of work in earlier goes, before it was resumed
    fraction: float = 0.0
    to_go: float | None = None  # seconds that were left, by estimate, at the latest progress
    closing: float | None = None  # seconds that a job which is done took after its last small step
    closing_at: float | None = None  # share of the work that was done by then
    message: str = ""
    progress: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    resumable: bool = False  # `Runner.resume` lets it go on
    elsewhere: bool = False  # another living process on this home runs it or lets it wait

    def asked(self) -> dict[str, Any]:
        """Return what a job was from the beginning, ready for JSON."""
        return {name: getattr(self, name) for name in _ASKED}

    def elapsed(self, now: float) -> float:
        """Seconds of work so far, or in all for a job that has ended; over every go."""
        if self.started is None:
            return self.spent
        return self.spent + (self.finished or now) - self.started

    def seconds_left(self, now: float) -> float | None:
        """Estimate the time left (see `Pace`); None while it would be a guess."""
        if self.state is not JobState.RUNNING or self.to_go is None or self.told is None:
            return None
        if self.fraction < EARLIEST_ESTIMATE:
            return None
        return max(0.0, self.to_go - (now - self.told))
