"""Publish a version with 1,000 changes, and load it again, beside loading v1."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.harness.figure import Figure
from core.data import load
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.settings import Settings
from tools.app_server import temporary_home

CHANGES = 1000
TIMES = 5
MAX_SECONDS, MAX_RATIO = 2.0, 1.2
TARGET = f"publish <= {MAX_SECONDS:g} s; load <= {MAX_RATIO:g} times v1"


def measure() -> dict[str, Any]:
    with temporary_home() as home:
        settings = Settings(home=home)
        load("v1", settings)  # the files are in the page cache from here on
        published, first, later = [], [], []
        for number in range(TIMES):
            changes = Changes({one: (one + number) % 10 for one in range(CHANGES)})
            published.append(_seconds(lambda c=changes: Versions(settings).publish("v1", c, "")))  # type: ignore[misc]
            first.append(_seconds(lambda: load("v1", settings)))
            name = Versions(settings).names()[-1]
            later.append(_seconds(lambda n=name: load(n, settings)))  # type: ignore[misc]
    return figure(median(published), median(first), median(later)).as_line()


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def figure(published: float, first: float, later: float) -> Figure:
    """Return the figure from the median seconds to publish, to load v1 and to load the version."""
    ratio = later / first
    return Figure(
        benchmark="publish_version",
        value=published,
        unit="s",
        baseline=first,
        ratio=ratio,
        target=TARGET,
        met=published <= MAX_SECONDS and ratio <= MAX_RATIO,
        data=f"{CHANGES:,} labels of v1 changed, median of {TIMES}",
        extra={"load_again": round(later, 3)},
    )
