"""Evaluate in a real browser: press a confusion, see its pictures, open one in Explore."""

import re

from playwright.sync_api import expect

from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import button, no_exception, nothing_is_cut, settled


def test_a_confusion_leads_to_its_pictures_and_a_picture_to_explore(
    app: App, open_page: OpenPage
) -> None:
    page = open_page(app, "/evaluate")
    start = button(page, "Evaluate v1 on 10,000 pictures")
    start.click()
    expect(page.get_by_role("heading", name=re.compile("93.2.% right"))).to_be_visible()
    settled(page)
    cell = page.get_by_role("button", name=re.compile("^Pullover answered as Coat: "))
    count = re.search(r": (\d+) pictures", cell.get_attribute("aria-label") or "")
    assert count
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text(f"Pullover, answered as Coat: {count[1]} pictures")).to_be_visible()
    expect(page).to_have_url(re.compile("cell=24"))
    expect(page.locator(".cells a")).to_have_count(min(30, int(count[1])))
    no_exception(page)

    phone = open_page(app, page.url.replace(app.address, ""), screen="phone", theme="dark")
    expect(phone.get_by_text(f"Pullover, answered as Coat: {count[1]}")).to_be_visible()
    settled(phone)
    nothing_is_cut(phone)

    name = page.locator(".cells a").first.locator("span").first.inner_text()
    page.locator(".cells a").first.click()
    opened = page.get_by_role("dialog")
    expect(opened.get_by_role("heading", name="Pullover")).to_be_visible()
    expect(opened.get_by_text(re.compile(f"^{name}, in the test split", re.I))).to_be_visible()
    no_exception(page)
