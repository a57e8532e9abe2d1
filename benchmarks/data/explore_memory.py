"""Memory of the app with Explore and its map open; baseline: the same app with *Try it* open.

Resident memory of the app's process, read when it has been at rest, in one process: first on Try
it, then after Explore's pictures, its dialog, its class cards and its map were opened.
"""

from dataclasses import dataclass
from threading import Event
from typing import Any

import psutil
from playwright.sync_api import Page

from benchmarks.harness.explored import make_map
from benchmarks.harness.figure import Figure
from benchmarks.harness.stopwatch import fresh_page, wait_until_at_rest
from tools.app_server import running_app, temporary_home
from tools.browser import chromium

MAX_MORE = 450  # MB
TARGET = f"≤ {MAX_MORE} MB more"
SETTLED = 45.0  # seconds after which a new app has loaded MLflow in the background
READINGS, BETWEEN = 10, 0.5  # the least counts: a run of a page needs memory for a moment
MB = 1e6
TILE, MAP, TRY_IT = "button.tile", ".map[data-drawn]", "canvas.upper-canvas"


@dataclass(frozen=True)
class Memory:
    """Resident megabytes, after each page was opened."""

    try_it: float
    pictures: float
    dialog: float
    classes: float
    map: float


def measure() -> dict[str, Any]:
    with temporary_home() as home:
        make_map(home)
        with chromium() as browser, running_app(home) as app, fresh_page(browser) as page:
            process = psutil.Process(app.process.pid)
            opened = _Opened(page, process, app.address)
            first = opened.megabytes("/", TRY_IT, SETTLED)
            memory = Memory(
                first,
                opened.megabytes("/explore", TILE),
                opened.megabytes("/explore?picture=7", "[role=dialog] .gallery"),
                opened.megabytes("/explore?view=Classes", TILE),
                opened.megabytes("/explore?view=Map", MAP),
            )
    return figure(memory).as_line()


@dataclass(frozen=True)
class _Opened:
    page: Page
    process: psutil.Process
    address: str

    def megabytes(self, path: str, selector: str, pause: float = 0.0) -> float:
        """Open a page; return how much memory the app has when it is at rest."""
        self.page.goto(f"{self.address}{path}", wait_until="commit")
        self.page.locator(selector).first.wait_for()
        wait_until_at_rest(self.page)
        clock = Event()
        clock.wait(pause)
        readings = []
        for _ in range(READINGS):
            clock.wait(BETWEEN)
            readings.append(self.process.memory_info().rss / MB)
        return float(min(readings))


def figure(memory: Memory) -> Figure:
    more = memory.map - memory.try_it
    return Figure(
        benchmark="explore_memory",
        value=memory.map,
        unit="MB",
        baseline=memory.try_it,
        ratio=memory.map / memory.try_it,
        target=TARGET,
        met=more <= MAX_MORE,
        data="one process: Try it, then all of Explore",
        extra={
            "more_mb": more,
            "with_pictures_mb": memory.pictures,
            "with_dialog_mb": memory.dialog,
            "with_classes_mb": memory.classes,
        },
    )
