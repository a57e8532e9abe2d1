"""First paint of *Try it* on a warm installation, beside a one-line Streamlit page.

The figure: from the start of navigation, in a fresh browser context and a server that runs, until
the page's title is visible. Beside it the same until the canvas can be seen, and both from the
start of the server's process, where the imports of the app are paid for.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.harness.chromium import chromium, fresh_page, wait_for_time
from benchmarks.harness.figure import Figure, p50
from benchmarks.harness.serve import APP, Running, home, one_line_page, serve

MOST = 1.6
TARGET = f"≤ {MOST} times the one-line page"
VISITS, STARTS = 9, 4  # of each of the two pages, turn by turn
TITLE, CANVAS = "h1", "canvas.upper-canvas"
LINE = "[data-testid=stMarkdownContainer] p"
PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Visit:
    """Seconds until the title and the canvas could be seen; the one-line page has no canvas."""

    title: float
    canvas: float

    def later(self, seconds: float) -> "Visit":
        return Visit(self.title + seconds, self.canvas + seconds)


@dataclass(frozen=True)
class Compared:
    """Visits of ours and of the one-line page, turn by turn."""

    ours: list[Visit]
    plain: list[Visit]


def measure() -> dict[str, Any]:
    with home() as place, one_line_page() as script, chromium() as browser:
        warm = _in_running_servers(browser, script, place)
        cold = _from_process_start(browser, script, place)
    return figure(warm, cold).as_line()


def _in_running_servers(browser: Browser, script: Path, place: Path) -> Compared:
    compared = Compared([], [])
    with serve(APP, place) as app, serve(script, place) as line:
        visit_ours(browser, app)  # the first visit of a process is counted elsewhere
        visit_plain(browser, line)
        for _ in range(VISITS):
            compared.plain.append(visit_plain(browser, line))
            compared.ours.append(visit_ours(browser, app))
    return compared


def _from_process_start(browser: Browser, script: Path, place: Path) -> Compared:
    compared = Compared([], [])
    for _ in range(STARTS):
        with serve(script, place) as line:
            compared.plain.append(visit_plain(browser, line, from_start=True))
        with serve(APP, place) as app:
            compared.ours.append(visit_ours(browser, app, from_start=True))
    return compared


def visit_ours(browser: Browser, app: Running, from_start: bool = False) -> Visit:
    return _visit(browser, app, TITLE, CANVAS, from_start)


def visit_plain(browser: Browser, app: Running, from_start: bool = False) -> Visit:
    return _visit(browser, app, LINE, LINE, from_start)


def _visit(browser: Browser, app: Running, title: str, canvas: str, from_start: bool) -> Visit:
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
        met=value / baseline <= MOST,
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
