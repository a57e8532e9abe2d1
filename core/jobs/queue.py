"""The order in which waiting jobs start: by priority, then by place."""

from collections.abc import Iterable
from dataclasses import replace

from core.jobs.job import Job


def in_order(waiting: Iterable[Job]) -> list[Job]:
    """Return jobs in the order in which they start."""
    return sorted(waiting, key=lambda job: (-job.priority, job.place, job.created))


def moved(waiting: Iterable[Job], job_id: str, places: int) -> list[Job]:
    """Return the line in its new order after one job moved; negative places are towards the front.

    The places that there were are dealt out anew. A job that passes one of another priority takes
    that one's, for otherwise it would fall back. A job that does not wait changes nothing.
    """
    line = in_order(waiting)
    ranks = sorted(job.place for job in line)
    at = next((index for index, job in enumerate(line) if job.id == job_id), None)
    if at is None:
        return line
    to = max(0, min(len(line) - 1, at + places))
    job = line.pop(at)
    if to != at:
        passed = line[to] if to < at else line[to - 1]
        job = replace(job, priority=passed.priority)
    line.insert(to, job)
    return [replace(job, place=rank) for job, rank in zip(line, ranks, strict=True)]
