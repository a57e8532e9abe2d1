"""A page change while a training runs, 95th percentile, beside the same with none running.

From the click in the navigation until the new page's title is visible. The training is started on
the page as a person would. Half of the changes begin with it, while TensorFlow is imported, the
other half once batches are learned.
"""

from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from playwright.sync_api import Page

from benchmarks.harness.chromium import chromium, fresh_page, wait_for_time, wait_until_at_rest
from benchmarks.harness.figure import Figure, NotMeasurable, p50, p95
from benchmarks.harness.serve import APP, home, serve

MOST_S = 1.5
TARGET = f"≤ {MOST_S} s"
ROUNDS, IDLE, BUSY = 2, 24, 24  # page changes in each part of a round; multiples of the pages
LEARNING = "Right on the latest pictures"  # what the page says once batches are learned
START = 300_000  # milliseconds that a busy computer may need to import TensorFlow
EPOCHS = 200  # more than is waited for: the training is stopped
PAGES = ("Models", "Try it", "Train")

# Runs in the page before the click; the title that is left is told from the one that comes.
WATCH = """() => {
  const title = () => document.querySelector("h1")?.textContent;
  const left = title();
  const changed = () => title() && title() !== left;
  stopwatch.times = {};
  addEventListener("click", event => {
    stopwatch.times.clicked = event.timeStamp;
    stopwatch.when("title", () => changed() && stopwatch.visible("h1"));
    stopwatch.when("rest", () => changed() && stopwatch.atRest());
  }, {capture: true, once: true});
}"""


@dataclass(frozen=True)
class Change:
    """Seconds from the click to the title, and to the whole page with no script running."""

    title: float
    rest: float


def measure() -> dict[str, Any]:
    idle: list[Change] = []
    busy: list[Change] = []
    with (
        home() as place,
        serve(APP, place) as app,
        chromium() as browser,
        fresh_page(browser) as page,
    ):
        page.goto(app.address)
        wait_until_at_rest(page)
        changes(page, len(PAGES))  # each page once, to load its code
        for number in range(ROUNDS):
            idle += changes(page, IDLE)
            start_training(page)
            busy += changes(page, BUSY)
            page.get_by_text(LEARNING).wait_for(timeout=START)
            busy += changes(page, BUSY)
            stop_training(page, number)
    return figure(idle, busy).as_line()


def changes(page: Page, times: int) -> list[Change]:
    """Walk through the pages, ending on Train."""
    return [change_to(page, name) for name in islice(cycle(PAGES), times)]


def change_to(page: Page, name: str) -> Change:
    page.evaluate(WATCH)
    page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
    title, rest = wait_for_time(page, "title"), wait_for_time(page, "rest")
    clicked = wait_for_time(page, "clicked")
    return Change((title - clicked) / 1000, (rest - clicked) / 1000)


def start_training(page: Page) -> None:
    page.get_by_role("spinbutton", name="Epochs").fill(str(EPOCHS))
    page.get_by_role("button", name="Train").click()
    page.get_by_role("button", name="Stop training").wait_for()


def stop_training(page: Page, before: int) -> None:
    """Stop it, where `before` were stopped already; had it ended by itself, there is no figure."""
    button = page.get_by_role("button", name="Stop training")
    if not button.count():
        raise NotMeasurable("The training ended before the page changes did.")
    button.click()
    page.get_by_text("stopped", exact=True).nth(before).wait_for(timeout=START)
    wait_until_at_rest(page)


def figure(idle: list[Change], busy: list[Change]) -> Figure:
    value = p95([change.title for change in busy])
    baseline = p95([change.title for change in idle])
    return Figure(
        benchmark="page_change_while_training",
        value=value,
        unit="s",
        baseline=baseline,
        ratio=value / baseline,
        target=TARGET,
        met=value <= MOST_S,
        data=f"recipe quick on v1; {len(busy)} changes while training, {len(idle)} without",
        extra={
            "p50_s": p50([change.title for change in busy]),
            "baseline_p50_s": p50([change.title for change in idle]),
            "whole_page_p95_s": p95([change.rest for change in busy]),
            "whole_page_baseline_p95_s": p95([change.rest for change in idle]),
        },
    )
