"""Descriptors that 100 closed sessions leave open in the app; each had opened the first page.

Counted in /proc, so on Linux only; the app runs nothing else meanwhile.
"""

import sys
from pathlib import Path
from threading import Event
from typing import Any

from benchmarks.harness.figure import Figure, NotMeasurable
from benchmarks.harness.visitor import visitor
from tools.app_server import RunningApp, running_app, temporary_home

SESSIONS, WARM_UP = 100, 5
REST = 3.0  # seconds until the last connections are closed
TARGET = "0 more after 100 sessions"


def measure() -> dict[str, Any]:
    if sys.platform != "linux":
        raise NotMeasurable("Open descriptors are counted in /proc, which only Linux has.")
    with temporary_home() as home, running_app(home) as app:
        visit(app, WARM_UP)
        before = open_in(app)
        visit(app, SESSIONS)
        return figure(before, open_in(app)).as_line()


def visit(app: RunningApp, sessions: int) -> None:
    for _ in range(sessions):
        with visitor(app.address) as one:
            one.open()


def open_in(app: RunningApp) -> int:
    Event().wait(REST)
    return len(list(Path(f"/proc/{app.process.pid}/fd").iterdir()))


def figure(before: int, after: int) -> Figure:
    return Figure(
        benchmark="open_descriptors",
        value=float(after - before),
        unit="descriptors more",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=after <= before,
        data=f"{SESSIONS} sessions, one after the other, each with the first page",
        extra={"before": before, "after": after},
    )
