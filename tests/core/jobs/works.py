"""Pieces of work for a runner, each under the test's control."""

import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.jobs import Job, JobContext, JobStopped, JobStore, Runner, Work

LIMIT = 20.0  # seconds after which a wait is a failure


class Patient:
    """Works until it is let go, and gives up in good order when asked to."""

    def __init__(self) -> None:
        self.started, self.let_go = threading.Event(), threading.Event()

    def __call__(self, context: JobContext) -> Mapping[str, Any]:
        self.started.set()
        while not self.let_go.wait(0.005):
            if context.should_stop():
                raise JobStopped
        return {"patient": True}


def nothing(context: JobContext) -> Mapping[str, Any]:
    return {}


class Noting:
    """Notes that it ran, and in which order."""

    def __init__(self, notes: list[int], number: int) -> None:
        self.notes, self.number = notes, number

    def __call__(self, context: JobContext) -> Mapping[str, Any]:
        self.notes.append(self.number)
        return {}


_works: dict[str, Work] = {}


def _by_name(context: JobContext) -> Mapping[str, Any]:
    return _works[context.parameters["work"]](context)


KINDS = {"test": _by_name}


def runner_at(path: Path) -> Runner:
    return Runner(JobStore(path), KINDS)


def submit(runner: Runner, work: Work, title: str = "A job", priority: int = 0) -> Job:
    """Queue a function: the record holds a name for it that this process alone understands."""
    name = uuid.uuid4().hex
    _works[name] = work
    return runner.submit("test", title, {"work": name}, priority)


def ended(runner: Runner, job: Job) -> Job:
    return runner.wait(job.id, LIMIT)


def running(runner: Runner) -> tuple[Job, Patient]:
    work = Patient()
    job = submit(runner, work)
    assert work.started.wait(LIMIT)
    return job, work
