"""Scripted work that replaces the work of a job kind."""

import threading
from collections.abc import Callable
from dataclasses import replace

from core.jobs import AnyKind, JobContext, JobStopped

Kinds = dict[str, AnyKind]  # by name
Script = Callable[[JobContext], object]


def script(kinds: Kinds, kind: AnyKind, work: Script) -> None:
    """Replace the work of a job kind by `work`, which returns the result."""
    kinds[kind.name] = replace(kind, work=lambda place, parameters, context: work(context))


def stop(context: JobContext) -> object:
    raise JobStopped


class Blocking:
    """Writes a file so that it can be resumed, reports progress, and blocks until it is stopped."""

    def __init__(self, progress: object, message: str = "Half of it") -> None:
        self._progress, self._message = progress, message
        self.under_way, self.released = threading.Event(), threading.Event()
        self.stoppable = True

    def __call__(self, context: JobContext) -> object:
        (context.folder / "begun").touch()
        context.report(0.5, self._message, self._progress)
        self.under_way.set()
        while not self.released.wait(0.01):
            if self.stoppable and context.should_stop():
                break
        raise JobStopped
