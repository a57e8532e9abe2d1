"""Training journeys in a real browser: queue, stop, kill, resume, compare, promote, fine-tune."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.input_kind import InputKind
from core.settings import Settings
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


@pytest.mark.timeout(600)
def test_runs_are_reordered_reloaded_stopped_killed_and_resumed(
    fresh_app: App, open_page: OpenPage
) -> None:
    page = open_page(fresh_app, "/train")
    settled(page)
    queue(page, "Tiny", LONG, 0, 1, 2)
    expect(page.get_by_text("Waiting for 2 jobs")).to_be_visible()
    assert titles_in_queue(page) == [f"Quick on Tiny, seed {seed}" for seed in (0, 1, 2)]
    jobs = page.get_by_text(re.compile("^Quick on Tiny, seed"))
    page.get_by_role("button", name="Later", exact=True).first.click()
    expect(jobs.nth(1)).to_have_text("Quick on Tiny, seed 2")
    page.get_by_role("button", name="Remove from queue").last.click()
    expect(page.get_by_text("Waiting for 1 job")).to_be_visible()

    expect(under_way(page)).to_be_visible(timeout=SOON)
    page.reload()
    expect(under_way(page)).to_be_visible()
    go_to(page, "Try it")
    go_to(page, "Train")
    expect(under_way(page)).to_be_visible()
    click(page, "Stop the training")
    expect(page.get_by_text("stopped", exact=True).first).to_be_visible(timeout=SOON)
    expect(jobs.first).to_have_text("Quick on Tiny, seed 2")
    expect(under_way(page)).to_be_visible(timeout=SOON)
    page.close()  # otherwise it would log connection errors
    fresh_app.kill()

    with running_app(fresh_app.home) as again:
        page = open_page(again, "/train")
        settled(page)
        expect(page.get_by_text("interrupted", exact=True).first).to_be_visible()
        expect(page.get_by_text("closed or killed while this ran").first).to_be_visible()
        expect(page.get_by_text("Waiting for")).to_have_count(0)  # nothing starts by itself
        page.get_by_role("button", name="Continue", exact=True).first.click()
        queue(page, "Tiny", 2, 3)
        expect(page.get_by_text(re.compile("v3 is registered"))).to_be_visible(timeout=2 * SOON)
        go_to(page, "Models")
        expect(page.get_by_role("heading", name="Champion: v1")).to_be_visible()
        no_exception(page)
        page.close()


def test_two_runs_are_compared_and_one_is_promoted_and_fine_tuned(
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

    fill(Wardrobe(Settings(home=fresh_app.home)))
    go_to(page, "Wardrobe")
    click(page, "Fine-tune the model")
    keep = page.get_by_role("button", name=re.compile("Make v. champion"))
    expect(keep).to_be_visible(timeout=SOON)
    for title in ("Your held-out pictures", "Validation split", "Test split"):
        expect(page.get_by_text(title, exact=True)).to_be_visible()
    keep.click()
    expect(
        page.get_by_text("is the champion now. You can roll back on the Models page.")
    ).to_be_visible(timeout=60_000)
    go_to(page, "Models")
    expect(page.get_by_text("Tiny and the wardrobe").first).to_be_visible()
    no_exception(page)


def fill(wardrobe: Wardrobe) -> None:
    """Add four pictures of each of two classes to the wardrobe."""
    for number in range(8):
        pixels = np.zeros((28, 28), np.uint8)
        rows, columns = (slice(2, 26), slice(9, 19)) if number % 2 else (slice(9, 19), slice(2, 26))
        pixels[rows, columns] = 90 + 10 * number
        wardrobe.add(Item(pixels, 3 if number % 2 else 8, pixels, InputKind.PIXELS))


def test_a_sweep_runs_and_shows_its_best_trial(fresh_app: App, open_page: OpenPage) -> None:
    page = open_page(fresh_app, "/sweep")
    settled(page)
    choose(page, "Pictures to learn from", "Tiny")
    set_number(page, "Epochs", 1)
    click(page, "Start the search")
    expect(page.get_by_text(re.compile(r"Best: trial \d+, "))).to_be_visible(timeout=SOON)
    no_exception(page)
