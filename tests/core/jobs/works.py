"""Work for the jobs of a runner, controlled by the test."""

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.jobs import AnyJob, JobContext, JobKind, JobStopped, JobStore, Runner
from core.jobs.kind import Kinds

LIMIT = 20.0  # seconds after which a wait is a failure


@dataclass(frozen=True)
class Values:
    """Parameters, progress or result of a job under test: any values by name."""

    values: Mapping[str, Any] = field(default_factory=dict)


Work = Callable[[JobContext], Mapping[str, Any]]


class Blocking:
    """Blocks until it is released, and stops when asked to."""

    def __init__(self) -> None:
        self.started, self.release = threading.Event(), threading.Event()

    def __call__(self, context: JobContext) -> Mapping[str, Any]:
        self.started.set()
        while not self.release.wait(0.005):
            if context.should_stop():
                raise JobStopped
        return {"patient": True}


def nothing(context: JobContext) -> Mapping[str, Any]:
    return {}


class Recording:
    """Appends its number to a list when it runs."""

    def __init__(self, notes: list[int], number: int) -> None:
        self.notes, self.number = notes, number

    def __call__(self, context: JobContext) -> Mapping[str, Any]:
        self.notes.append(self.number)
        return {}


_works: dict[str, Work] = {}


def _by_name(place: object, parameters: Values, context: JobContext) -> Values:
    return Values(_works[parameters.values["work"]](context))


TEST = JobKind("test", Values, Values, Values, _by_name)
KINDS: Kinds = {TEST.name: TEST}


def kinds_of(work: Work) -> Kinds:
    """Return the kind of the tests with `work` in place of its own."""
    return {TEST.name: replace(TEST, work=lambda place, values, context: Values(work(context)))}


def runner_at(path: Path, kinds: Kinds = KINDS) -> Runner:
    return Runner(JobStore(path, kinds), kinds)


def submit(runner: Runner, work: Work, title: str = "A job", priority: int = 0) -> AnyJob:
    """Queue a function: its parameters name it, which only this process can resolve."""
    name = uuid.uuid4().hex
    _works[name] = work
    return runner.submit(TEST, title, Values({"work": name}), priority)


def ended(runner: Runner, job: AnyJob) -> AnyJob:
    return runner.wait(job.id, LIMIT)


def running(runner: Runner) -> tuple[AnyJob, Blocking]:
    work = Blocking()
    job = submit(runner, work)
    assert work.started.wait(LIMIT)
    return job, work


def remove_database(path: Path) -> None:
    """Remove a database and what SQLite keeps beside it, which may go by itself meanwhile."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
