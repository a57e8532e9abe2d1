"""What an earlier job tells of a later one."""

from collections.abc import Iterable

from core.jobs.eta import Closing
from core.jobs.job import Job


def closing_like(job: Job, others: Iterable[Job]) -> Closing | None:
    """Return the closing of the earlier job that was most like this one, the latest of equals."""
    known = [
        (_alike(job, other), other.finished or 0.0, Closing(other.closing_at, other.closing))
        for other in others
        if other.kind == job.kind and other.closing is not None and other.closing_at is not None
    ]
    return max(known, key=lambda each: each[:2])[2] if known else None


def _alike(job: Job, other: Job) -> int:
    """Count the parameters in which two jobs agree."""
    return sum(
        name in other.parameters and other.parameters[name] == value
        for name, value in job.parameters.items()
    )
