"""Open files after 20 trainings in one process, and after 100 sessions of the app.

Each opened page is a session that is closed at once; the first ones open what all share.
"""

from dataclasses import dataclass
from threading import Event
from typing import Any

import psutil

from benchmarks.harness.figure import Figure
from benchmarks.harness.visitor import visitor
from benchmarks.harness.warm import Warm, warm
from core.training import config_for
from tools.app_server import running_app

TRAININGS, SESSIONS, WARM_UP = 20, 100, 8
SETTLED = 60.0  # seconds after which a new app has loaded MLflow, which keeps two files open
TARGET = "0 more than before, of trainings and of sessions"
PAGES = ("", "train", "runs", "models")
READINGS, BETWEEN = 10, 0.2  # the fewest count: a page that is still running has files open


@dataclass(frozen=True)
class Grown:
    """How many more files are open than before."""

    by_trainings: int
    by_sessions: int


def measure() -> dict[str, Any]:
    with warm() as made:
        return figure(Grown(by_trainings(made), by_sessions(made))).as_line()


def by_trainings(made: Warm) -> int:
    this = psutil.Process()
    before = open_files(this)
    for seed in range(TRAININGS):
        made.train(config_for("quick", data="tiny", epochs=1, seed=seed))
    return open_files(this) - before


def by_sessions(made: Warm) -> int:
    with running_app(made.settings.home) as app:
        process = psutil.Process(app.process.pid)
        visit(app.address, WARM_UP)
        Event().wait(SETTLED)
        before = open_files(process)
        visit(app.address, SESSIONS)
        return open_files(process) - before


def visit(address: str, sessions: int) -> None:
    for number in range(sessions):
        with visitor(address) as one:
            one.open(PAGES[number % len(PAGES)])


def open_files(process: psutil.Process) -> int:
    counts, pause = [], Event()
    for _ in range(READINGS):
        counts.append(int(process.num_fds()))
        pause.wait(BETWEEN)
    return min(counts)


def figure(grown: Grown) -> Figure:
    return Figure(
        benchmark="open_descriptors",
        value=float(grown.by_trainings + grown.by_sessions),
        unit="more open files",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=grown.by_trainings <= 0 and grown.by_sessions <= 0,
        data=f"{TRAININGS} trainings of quick on tiny, {SESSIONS} sessions of four pages",
        extra={"by_trainings": grown.by_trainings, "by_sessions": grown.by_sessions},
    )
