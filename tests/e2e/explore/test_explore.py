"""Explore in a real browser: filter, tick, tag, and open the link in a second browser."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import button, choose, click, no_exception, nothing_is_cut, settled


def pill(page: Page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
    settled(page)


def test_odd_sandals_are_found_tagged_and_their_link_opens_in_a_second_browser(
    app: App, open_page: OpenPage
) -> None:
    page = open_page(app, "/explore")
    expect(page.get_by_text("1–60 of 70,000")).to_be_visible()
    pill(page, "Sandal")
    expect(page.get_by_text("1–60 of 7,000")).to_be_visible()
    tiles = page.locator("button.tile")
    unsorted = tiles.first.get_attribute("aria-label") or ""
    choose(page, "Sort by", "Ink area")
    expect(tiles.first).not_to_have_attribute("aria-label", unsorted)
    expect(tiles).to_have_count(60)
    for number in range(3):
        page.locator(".tick").nth(number).click()
        expect(page.get_by_text(f"{number + 1} chosen")).to_be_visible()
    first = tiles.first.get_attribute("aria-label")
    click(page, "Tag")
    page.get_by_label("Name of the tag").fill("odd sandals")
    page.get_by_label("Name of the tag").press("Tab")
    click(page, "Tag 3 pictures")
    page.keyboard.press("Escape")
    button(page, "Tags").click()
    click(page, "Show")
    expect(page.get_by_text("1–3 of 3")).to_be_visible()
    expect(page).to_have_url(re.compile(r"tag=odd(\+|%20)sandals"))

    second = open_page(app, page.url.replace(app.address, ""), screen="phone", theme="dark")
    expect(second.get_by_text("1–3 of 3")).to_be_visible()
    nothing_is_cut(second)
    expect(second.locator("button.tile")).to_have_count(3)
    labels = second.locator("button.tile").evaluate_all("tiles => tiles.map(t => t.ariaLabel)")
    assert first in labels
    second.locator("button.tile").first.click()
    opened = second.get_by_role("dialog")
    expect(opened.get_by_text("The most similar pictures of the training split")).to_be_visible()
    nothing_is_cut(second)
    no_exception(second)
