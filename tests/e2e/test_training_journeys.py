"""Training journeys in a real browser: queue, reorder, stop, resume, compare, promote."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.app_server import App, running_app
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import choose, click, go_to, no_exception, queue, set_number, settled

LONG = 200  # epochs, so that no run ends during the test
SOON = 150_000  # milliseconds until a training run has reached a state


def under_way(page: Page) -> Locator:
    """The progress line of an epoch after the first: there is a checkpoint."""
    return page.get_by_text(re.compile(rf"Epoch ([2-9]|\d\d+) of {LONG}"))


def titles_in_queue(page: Page) -> list[str]:
    return page.get_by_text(re.compile(r"^Quick on Tiny, seed \d$")).all_inner_texts()


def test_three_runs_are_reordered_stopped_and_resumed_after_a_restart(
    fresh_app: App, open_page: OpenPage
) -> None:
    page = open_page(fresh_app, "/train")
    settled(page)
    queue(page, "Tiny", LONG, 0, 1, 2)
    expect(page.get_by_text("Waiting for 2 jobs")).to_be_visible()
    assert titles_in_queue(page) == [f"Quick on Tiny, seed {seed}" for seed in (0, 1, 2)]
    page.get_by_role("button", name="Later", exact=True).first.click()
    expect(page.get_by_text(re.compile("^Quick on Tiny, seed")).nth(1)).to_have_text(
        "Quick on Tiny, seed 2"
    )

    expect(under_way(page)).to_be_visible(timeout=SOON)
    page.reload()
    settled(page)
    expect(under_way(page)).to_be_visible()
    click(page, "Stop the training")  # seed 0; seed 2 was moved before seed 1
    expect(page.get_by_text(re.compile("^Quick on Tiny, seed")).first).to_have_text(
        "Quick on Tiny, seed 2"
    )
    expect(under_way(page)).to_be_visible(timeout=SOON)
    page.close()
    fresh_app.kill()

    with running_app(fresh_app.home) as again:
        page = open_page(again, "/train")
        settled(page)
        expect(page.get_by_text("interrupted", exact=True).first).to_be_visible()
        expect(page.get_by_text("Waiting for")).to_have_count(0)  # nothing starts by itself
        page.get_by_role("button", name="Continue", exact=True).first.click()
        expect(under_way(page)).to_be_visible(timeout=SOON)
        click(page, "Stop the training")
        no_exception(page)
        page.close()


def test_curves_of_two_runs_are_overlaid_and_one_is_promoted(
    fresh_app: App, open_page: OpenPage
) -> None:
    page = open_page(fresh_app, "/train")
    settled(page)
    queue(page, "Tiny", 3, 0, 1)
    expect(page.get_by_text(re.compile("v3 is registered"))).to_be_visible(timeout=SOON)
    choose(page, "Compare learning curves", "Select all")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)

    go_to(page, "Runs")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    no_exception(page)
    go_to(page, "Models")
    page.get_by_role("button", name="Promote", exact=True).first.click()
    page.get_by_role("button", name="Promote v3").click()
    expect(page.get_by_role("heading", name="Champion: v3")).to_be_visible()


def test_a_sweep_runs_and_shows_its_best_trial(fresh_app: App, open_page: OpenPage) -> None:
    page = open_page(fresh_app, "/sweep")
    settled(page)
    choose(page, "Pictures to learn from", "Tiny")
    set_number(page, "Epochs", 1)
    click(page, "Start the search")
    expect(page.get_by_text(re.compile(r"Best: trial \d+, "))).to_be_visible(timeout=SOON)
    no_exception(page)
