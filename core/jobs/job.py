"""A job as the pages see it: a frozen snapshot."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from core.errors import FittingRoomError
from core.records import StoredAs, stored_names, to_json

P = TypeVar("P")
G = TypeVar("G")
R = TypeVar("R")

# Fields that define a job when it is queued; all others follow later.
_REQUEST = ("id", "kind", "title", "created", "parameters", "priority", "position")


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
    """Raised by work that was asked to stop and did so cleanly."""


class JobRefused(FittingRoomError):
    """A job cannot do what was requested in its current state."""


@dataclass(frozen=True)
class Job(Generic[P, G, R]):
    """Snapshot of one background job. Times are seconds since the epoch.

    `parameters`, `progress` and `result` are of the types of its JobKind, or None if the record
    does not hold that form. For a kind that this program does not know, `parameters` are as stored
    and the others None.
    """

    id: str
    kind: str
    title: str
    state: JobState
    created: float
    parameters: P
    priority: int = 0  # higher goes first
    position: Annotated[float, StoredAs("place")] = 0.0  # within its priority: lower goes first
    started: float | None = None  # of the latest attempt
    reported: Annotated[float | None, StoredAs("told")] = None  # time of the latest progress
    finished: float | None = None
    spent: float = 0.0  # seconds of work in earlier attempts
    fraction: float = 0.0
    eta: Annotated[float | None, StoredAs("to_go")] = None  # seconds left at the latest progress
    message: str = ""
    progress: G | None = None
    result: R | None = None
    error: str = ""
    resumable: bool = False  # `Runner.resume` accepts it
    elsewhere: bool = False  # another live process on this home runs it or has it queued

    def request(self) -> dict[str, Any]:
        """Return the fields that define the job, ready for JSON."""
        names = stored_names(Job)
        return {names[name]: to_json(getattr(self, name)) for name in _REQUEST}

    def elapsed(self, now: float) -> float:
        """Return the seconds of work, over all attempts: so far, or in all if the job has ended."""
        if self.started is None:
            return self.spent
        return self.spent + (self.finished or now) - self.started

    def seconds_left(self, now: float) -> float | None:
        """Estimate the time left (see `Eta`); None while it is unknown."""
        if self.state is not JobState.RUNNING or self.eta is None or self.reported is None:
            return None
        left = self.eta - (now - self.reported)
        return left if left > 0 else None


AnyJob = Job[Any, Any, Any]
