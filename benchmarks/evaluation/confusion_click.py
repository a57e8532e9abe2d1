"""A click on a cell of the confusion matrix until its pictures; baseline: an empty fragment."""

from typing import Any

from playwright.sync_api import Browser, Locator, Page

from benchmarks.harness.figure import Figure, p50, p95
from benchmarks.harness.stopwatch import fresh_page, wait_for_time, wait_until_at_rest
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.evaluate.chosen import Chosen
from core.workflows.evaluate.job import evaluate_on
from tools.app_server import RunningApp, running_app, temporary_home
from tools.browser import chromium

MAX_RATIO = 1.5
TARGET = f"≤ {MAX_RATIO} × an empty fragment rerun, p50"
CLICKS, ROUNDS = 12, 4  # in each round, clicks on each of the two pages
EMPTY = """import streamlit as st


@st.fragment
def empty():
    st.session_state.setdefault("pressed", 0)
    st.button("Press", on_click=lambda: st.session_state.update(
        pressed=st.session_state.pressed + 1))
    st.html(f'<div class="answer" id="answer-{st.session_state.pressed}">answer</div>')


empty()
"""
# What the page shows of an answer: the first picture's link, or the number of presses.
SHOWN = (
    """() => stopwatch.find(".cells a")?.getAttribute("href") ?? stopwatch.find(".answer")?.id"""
)
CLICK = f"""() => {{
  const shown = {SHOWN};
  const before = shown();
  stopwatch.times = {{}};
  addEventListener("click", event => {{
    stopwatch.times.clicked = event.timeStamp;
    stopwatch.when("answered", () => shown() !== before);
  }}, {{capture: true, once: true}});
}}"""


def measure() -> dict[str, Any]:
    """Click in turns; a first round, not counted, encodes the pictures and warms both processes."""
    ours, empty = [], []
    with temporary_home() as home, chromium() as browser:
        settings = Settings(home=home)
        evaluate_on(settings, Registry(settings).shipped(), Chosen(), Silent())
        script = home / "empty_fragment.py"
        script.write_text(EMPTY, "utf-8")
        with running_app(home) as app, running_app(home, script) as plain:
            for number in range(ROUNDS + 1):
                now, then = click_cells(browser, app), click_empty(browser, plain)
                if number:
                    ours += now
                    empty += then
    return figure(ours, empty).as_line()


def click_cells(browser: Browser, app: RunningApp) -> list[float]:
    """Press twelve different wrong cells; return milliseconds."""
    with fresh_page(browser) as page:
        page.goto(f"{app.address}/evaluate")
        cells = page.locator(".confusion button.wrong:enabled[aria-pressed=false]")
        cells.first.wait_for()
        wait_until_at_rest(page)
        names = cells.evaluate_all("cells => cells.map(cell => cell.dataset.cell)")[:CLICKS]
        place = page.locator(".confusion")
        return [_timed(page, place.locator(f'button[data-cell="{name}"]')) for name in names]


def click_empty(browser: Browser, app: RunningApp) -> list[float]:
    with fresh_page(browser) as page:
        page.goto(app.address)
        press = page.get_by_role("button", name="Press")
        press.wait_for()
        wait_until_at_rest(page)
        return [_timed(page, press) for _ in range(CLICKS)]


def _timed(page: Page, target: Locator) -> float:
    target.scroll_into_view_if_needed()
    page.evaluate(CLICK)
    target.click()
    took = wait_for_time(page, "answered") - wait_for_time(page, "clicked")
    wait_until_at_rest(page)
    return took


def figure(ours: list[float], empty: list[float]) -> Figure:
    """Milliseconds of each click on a cell, and on the button of an empty fragment."""
    value, baseline = p50(ours), p50(empty)
    return Figure(
        benchmark="confusion_click",
        value=value,
        unit="ms",
        baseline=baseline,
        ratio=value / baseline,
        target=TARGET,
        met=value / baseline <= MAX_RATIO,
        data=f"shipped model, 10,000 test pictures, {len(ours)} clicks on each page",
        extra={"p95_ms": p95(ours), "baseline_p95_ms": p95(empty)},
    )
