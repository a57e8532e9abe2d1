"""Time from the end of a stroke on the canvas to the new bars, in the browser, median.

The mouse is really moved. Timing starts at the page's own mouseup event and stops in the first
frame whose ten bars differ from those before.
"""

from typing import Any

import numpy as np
from playwright.sync_api import FloatRect, Page

from benchmarks.harness.figure import Figure, p50, p95
from benchmarks.harness.stopwatch import fresh_page, wait_for_time, wait_until_at_rest
from tools.app_server import running_app, temporary_home
from tools.browser import chromium

MAX_MS = 300
TARGET = f"≤ {MAX_MS} ms"
DRAWINGS, STROKES = 6, 6  # each drawing on a fresh page
CANVAS = "canvas.upper-canvas"

# Runs in the page before a stroke. A bar's style contains its length with three decimals.
WATCH = """() => {
  const bars = () => {
    const found = document.querySelectorAll(".bars .bar");
    return found.length < 10 ? "" : [...found].map(bar => bar.style.width).join();
  };
  stopwatch.times = {};
  addEventListener("mouseup", event => {
    const before = bars();
    stopwatch.times.released = event.timeStamp;
    stopwatch.when("bars", () => bars() && bars() !== before);
  }, {capture: true, once: true});
}"""


def measure() -> dict[str, Any]:
    drawings = []
    with temporary_home() as home, running_app(home) as app, chromium() as browser:
        for seed in range(DRAWINGS + 1):  # the first drawing of a process loads its code
            with fresh_page(browser) as page:
                page.goto(app.address)
                drawings.append(draw(page, seed))
    return figure(drawings).as_line()


def draw(page: Page, seed: int) -> list[float]:
    """Draw strokes one after another; return the milliseconds from release to bars of each."""
    page.locator(CANVAS).wait_for()
    wait_until_at_rest(page)
    random = np.random.default_rng(seed)
    return [stroke(page, random) for _ in range(STROKES)]


def stroke(page: Page, random: np.random.Generator) -> float:
    box = page.locator(CANVAS).bounding_box()
    assert box, "the canvas has no place on the screen"
    return drag(page, [_on_screen(box, point) for point in random.uniform(0.1, 0.9, (4, 2))])


def drag(page: Page, points: list[tuple[float, float]]) -> float:
    """Draw one stroke through points in CSS pixels; return milliseconds from release to bars."""
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.evaluate(WATCH)
    page.mouse.up()
    took = wait_for_time(page, "bars") - wait_for_time(page, "released")
    wait_until_at_rest(page)
    return took


def _on_screen(box: FloatRect, point: np.ndarray) -> tuple[float, float]:
    """Convert shares of the canvas (2,) to CSS pixels."""
    return box["x"] + float(point[0]) * box["width"], box["y"] + float(point[1]) * box["height"]


def figure(drawings: list[list[float]]) -> Figure:
    """Summarise milliseconds of strokes; the first drawing of the process is excluded."""
    where = f"{len(drawings) - 1} drawings, each on a fresh page"
    firsts = {"first_stroke_p50_ms": p50([drawing[0] for drawing in drawings[1:]])}
    return strokes_figure("drawing_to_bars", MAX_MS, drawings, where, firsts)


def strokes_figure(
    name: str, max_ms: float, sheets: list[list[float]], where: str, extra: dict[str, float]
) -> Figure:
    """Summarise milliseconds of strokes by sheet; the first sheet is reported separately."""
    strokes = [taken for sheet in sheets[1:] for taken in sheet]
    return Figure(
        benchmark=name,
        value=p50(strokes),
        unit="ms",
        baseline=None,
        ratio=None,
        target=f"≤ {max_ms} ms",
        met=p50(strokes) <= max_ms,
        data=f"{len(strokes)} strokes in {where}",
        extra={"p95_ms": p95(strokes), **extra, "first_of_process_ms": sheets[0][0]},
    )
