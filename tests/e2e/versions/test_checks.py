"""The checks in a real browser: started with a press, followed until the report is there."""

import re

from playwright.sync_api import expect

from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import button, no_exception, settled

PATIENCE = 120_000  # milliseconds: near-duplicates take 10 to 30 seconds


def test_a_check_is_followed_until_its_report_is_there(fresh_app: App, open_page: OpenPage) -> None:
    page = open_page(fresh_app, "/versions?view=Checks")
    settled(page)  # the report of the first fetch
    expect(page.get_by_text("Near-duplicates were not searched.")).to_be_visible()
    button(page, "Check again").click()
    expect(page.get_by_text(re.compile("13 of 14 checks passed"))).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".faults figure").first).to_be_visible()
    expect(page.get_by_text("1 earlier report")).to_be_visible()
    no_exception(page)
