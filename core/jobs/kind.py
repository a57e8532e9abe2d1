"""A kind of job: its name in the record, its types of input and output, and the work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.jobs.context import JobContext

P = TypeVar("P")  # parameters
G = TypeVar("G")  # progress
R = TypeVar("R")  # result


@dataclass(frozen=True)
class NoProgress:
    """Progress of work that reports no figures, only the fraction done."""


def leaves_nothing(workplace: object, job_id: str) -> None:
    """Remove nothing: the work leaves nothing outside the job's folder that goes with the job."""


@dataclass(frozen=True)
class JobKind(Generic[P, G, R]):
    """A kind of job. `parameters`, `progress` and `result` are frozen dataclasses.

    They are recorded through `core.records`, so that a later process can read them. `work` gets the
    workplace of its runner, the parameters and a JobContext; its result is recorded. Reports come
    at an even rate up to the fraction `even_until`; the rest takes about `closing` seconds,
    whatever the size of the work. `clear` removes what a job that is deleted left outside its
    folder, given the workplace and the job's id.
    """

    name: str
    parameters: type[P]
    progress: type[G]
    result: type[R]
    work: Callable[[Any, P, JobContext], R]
    even_until: float = 1.0
    closing: float = 0.0
    clear: Callable[[Any, str], None] = leaves_nothing


AnyKind = JobKind[Any, Any, Any]
Kinds = Mapping[str, AnyKind]  # by name
