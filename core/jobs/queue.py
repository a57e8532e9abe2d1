"""The order in which queued jobs start: by priority, then by position."""

from collections.abc import Iterable
from dataclasses import replace

from core.jobs.job import AnyJob


def in_order(queued: Iterable[AnyJob]) -> list[AnyJob]:
    """Return jobs in the order in which they start."""
    return sorted(queued, key=lambda job: (-job.priority, job.position, job.created))


def moved(queued: Iterable[AnyJob], job_id: str, places: int) -> list[AnyJob]:
    """Return the queue in its new order after one job moved; negative places are to the front.

    The existing positions are reassigned in that order. A job that passes one of another priority
    takes that priority, or it would sort back. A job that is not queued changes nothing.
    """
    queue = in_order(queued)
    positions = sorted(job.position for job in queue)
    at = next((index for index, job in enumerate(queue) if job.id == job_id), None)
    if at is None:
        return queue
    to = max(0, min(len(queue) - 1, at + places))
    job = queue.pop(at)
    if to != at:
        passed = queue[to] if to < at else queue[to - 1]
        job = replace(job, priority=passed.priority)
    queue.insert(to, job)
    return [replace(job, position=p) for job, p in zip(queue, positions, strict=True)]
