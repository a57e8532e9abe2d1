"""Pieces of work for a runner, each under the test's control."""

import threading
from collections.abc import Mapping
from typing import Any

from core.jobs import JobContext, JobStopped

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
