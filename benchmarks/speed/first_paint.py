"""First paint of *Try it* on a warm installation; baseline: a one-line Streamlit page.

Measured from the start of navigation, in a fresh browser context and a running server, until the
page's title is visible. Also measured: until the canvas is visible, and both from the start of the
server process, which includes the app's imports.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.harness.figure import Figure, p50
from benchmarks.harness.stopwatch import fresh_page, wait_for_time
from tools.app_server import RunningApp, running_app, temporary_home
from tools.browser import chromium

MAX_RATIO = 1.6
TARGET = f"≤ {MAX_RATIO} times the one-line page"
VISITS, STARTS = 9, 4  # of each of the two pages, in turns
TITLE, CANVAS = "h1", "canvas.upper-canvas"
LINE = "[data-testid=stMarkdownContainer] p"
ONE_LINE = 'import streamlit as st; st.write("One line.")\n'


@dataclass(frozen=True)
class Visit:
    """Seconds until the title and the canvas were visible; the one-line page has no canvas."""

    title: float
    canvas: float

    def later(self, seconds: float) -> "Visit":
        return Visit(self.title + seconds, self.canvas + seconds)


@dataclass(frozen=True)
class Compared:
    """Visits to our page and to the one-line page, in turns."""

    ours: list[Visit]
    plain: list[Visit]


def measure() -> dict[str, Any]:
    with temporary_home() as home, chromium() as browser:
        script = home / "one_line.py"  # the baseline: the smallest page that Streamlit can serve
        script.write_text(ONE_LINE, "utf-8")
        warm = _in_running_servers(browser, script, home)
        cold = _from_process_start(browser, script, home)
    return figure(warm, cold).as_line()


def _in_running_servers(browser: Browser, script: Path, home: Path) -> Compared:
    compared = Compared([], [])
    with running_app(home) as app, running_app(home, script) as line:
        visit_ours(browser, app)  # the first visit of a process is measured separately
        visit_plain(browser, line)
        for _ in range(VISITS):
            compared.plain.append(visit_plain(browser, line))
            compared.ours.append(visit_ours(browser, app))
    return compared


def _from_process_start(browser: Browser, script: Path, home: Path) -> Compared:
    compared = Compared([], [])
    for _ in range(STARTS):
        with running_app(home, script) as line:
            compared.plain.append(visit_plain(browser, line, from_start=True))
        with running_app(home) as app:
            compared.ours.append(visit_ours(browser, app, from_start=True))
    return compared


def visit_ours(browser: Browser, app: RunningApp, from_start: bool = False) -> Visit:
    return _visit(browser, app, TITLE, CANVAS, from_start)


def visit_plain(browser: Browser, app: RunningApp, from_start: bool = False) -> Visit:
    return _visit(browser, app, LINE, LINE, from_start)


def _visit(browser: Browser, app: RunningApp, title: str, canvas: str, from_start: bool) -> Visit:
    watch = "".join(
        f"stopwatch.when('{name}', () => stopwatch.visible('{selector}'));"
        for name, selector in (("title", title), ("canvas", canvas))
    )
    with fresh_page(browser, watch) as page:
        before = app.seconds_since_start()
        page.goto(app.address, wait_until="commit")
        seen = Visit(wait_for_time(page, "title") / 1000, wait_for_time(page, "canvas") / 1000)
    return seen.later(before) if from_start else seen


def figure(warm: Compared, cold: Compared) -> Figure:
    value, baseline = _title(warm.ours), _title(warm.plain)
    return Figure(
        benchmark="first_paint",
        value=value,
        unit="s",
        baseline=baseline,
        ratio=value / baseline,
        target=TARGET,
        met=value / baseline <= MAX_RATIO,
        data=f"title visible in a running server, {len(warm.ours)} visits of each page; "
        f"from process start {len(cold.ours)} of each",
        extra={
            "canvas_s": _canvas(warm.ours),
            "canvas_ratio": _canvas(warm.ours) / baseline,
            "from_start_s": _title(cold.ours),
            "from_start_baseline_s": _title(cold.plain),
            "from_start_ratio": _title(cold.ours) / _title(cold.plain),
            "from_start_canvas_s": _canvas(cold.ours),
            "from_start_canvas_ratio": _canvas(cold.ours) / _title(cold.plain),
        },
    )


def _title(visits: list[Visit]) -> float:
    return p50([visit.title for visit in visits])


def _canvas(visits: list[Visit]) -> float:
    return p50([visit.canvas for visit in visits])
