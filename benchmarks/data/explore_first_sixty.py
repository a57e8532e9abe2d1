"""From a filter or a sort on Explore to its first 60 pictures; baseline: a rerun that changes none.

In a real browser, on all 70,000 pictures with the champion's answers. Timed from the click (the
browser's own time of the event) until the gallery shows 60 pictures of which the first rows differ
from before. The baseline is a rerun of the same fragment of the same page
that changes no picture: one is ticked, timed until the gallery has its answer and marks it.
"""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from benchmarks.harness.explored import answer_pictures
from benchmarks.harness.figure import Figure, p50, p95
from benchmarks.harness.stopwatch import fresh_page, wait_for_time, wait_until_at_rest
from tools.app_server import running_app, temporary_home
from tools.browser import chromium

MAX_RATIO, MAX_MS = 1.4, 250
TARGET = f"≤ {MAX_RATIO} times a rerun without change; ≤ {MAX_MS} ms on a quiet machine"
ROUNDS = 4  # each filters by four classes, sorts by three columns, and ticks as often
CLASSES = ("Sandal", "Bag", "Coat", "Shirt")
ORDERS = ("Brightness", "Ink area", "Probability of the answer")
FIRST = 24  # pictures, two rows of a laptop: what must differ

ARM = """() => {
  stopwatch.times = {};
  addEventListener("click", event => stopwatch.times.clicked = event.timeStamp, {capture: true});
}"""
# A tile's name has the number of its picture, which is drawn together with it.
SHOWN = f"""() => {{
  let gallery = stopwatch.find(".gallery");
  const pictures = () => {{
    if (!gallery?.isConnected) gallery = stopwatch.find(".gallery");
    return gallery ? [...gallery.querySelectorAll("button.tile")] : [];
  }};
  const first = found => found.slice(0, {FIRST}).map(one => one.ariaLabel).join();
  const before = first(pictures());
  stopwatch.when("answered", () => {{
    const found = pictures();
    return found.length === 60 && first(found) !== before;
  }});
}}"""
MARKED = """count => {
  const gallery = stopwatch.find(".gallery");
  stopwatch.when("answered", () => gallery.querySelectorAll(".chosen").length === count);
}"""


@dataclass(frozen=True)
class Times:
    """Milliseconds of each filter, of each sort, and of each rerun without change."""

    filters: list[float]
    sorts: list[float]
    reruns: list[float]


def measure() -> dict[str, Any]:
    times = Times([], [], [])
    with temporary_home() as home:
        answer_pictures(home)
        with chromium() as browser, running_app(home) as app, fresh_page(browser) as page:
            page.goto(f"{app.address}/explore", wait_until="commit")
            page.locator("button.tile").nth(59).wait_for()
            wait_until_at_rest(page)
            _round(page, Times([], [], []))  # the first time, columns are computed
            for _ in range(ROUNDS):
                _round(page, times)
    return figure(times).as_line()


def _round(page: Page, times: Times) -> None:
    for name in CLASSES:
        pill = page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True)
        times.filters.append(_timed(page, pill, SHOWN))
        tick = page.locator(".tick").first
        times.reruns.extend(_timed(page, tick, MARKED, count) for count in (1, 0))
        times.filters.append(_timed(page, pill, SHOWN))  # all classes again
    for name in ORDERS:
        page.get_by_role("combobox", name="Sort by").click()
        option = page.get_by_role("option", name=name, exact=True)
        times.sorts.append(_timed(page, option, SHOWN))


def _timed(page: Page, target: Locator, condition: str, argument: int | None = None) -> float:
    page.evaluate(ARM)
    page.evaluate(condition, argument)
    target.click()
    took = wait_for_time(page, "answered") - wait_for_time(page, "clicked")
    wait_until_at_rest(page)
    return took


def figure(times: Times) -> Figure:
    value, baseline = p50([*times.filters, *times.sorts]), p50(times.reruns)
    return Figure(
        benchmark="explore_first_sixty",
        value=value,
        unit="ms",
        baseline=baseline,
        ratio=value / baseline,
        target=TARGET,
        met=value / baseline <= MAX_RATIO and value <= MAX_MS,
        data=f"{len(times.filters)} filters and {len(times.sorts)} sorts of 70,000 pictures, "
        f"{len(times.reruns)} reruns without change",
        extra={
            "filter_p50_ms": p50(times.filters),
            "sort_p50_ms": p50(times.sorts),
            "p95_ms": p95([*times.filters, *times.sorts]),
            "baseline_p95_ms": p95(times.reruns),
        },
    )
