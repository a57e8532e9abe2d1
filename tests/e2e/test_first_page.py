"""The pages open, fit the screen, are reachable, and contact no other computer."""

import re

import pytest
from playwright.sync_api import expect

from core.settings import REPOSITORY as ROOT
from tests.e2e.app_server import App
from tests.e2e.browser import Screen, Theme
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import QUESTIONS, go_to, no_exception, nothing_is_cut, settled
from tests.network_guard.guard import attempts

NAVIGATION = (ROOT / "app" / "navigation.py").read_text("utf-8")
FILES = re.findall(r'_FOLDER / "(\w+)\.py", title="(.+?)"', NAVIGATION)
# The first page is the default one, without a name in its address.
ADDRESSES = {title: "/" if name == "try_it" else f"/{name}" for name, title in FILES}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_the_first_page_opens_and_fits_the_screen(
    app: App, open_page: OpenPage, screen: Screen, theme: Theme
) -> None:
    page = open_page(app, screen=screen, theme=theme)
    settled(page)
    no_exception(page)
    nothing_is_cut(page)


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_every_page_is_reachable_by_the_navigation(
    app: App, open_page: OpenPage, screen: Screen
) -> None:
    page = open_page(app, screen=screen)
    settled(page)
    assert set(ADDRESSES) == set(QUESTIONS)
    first, *others = ADDRESSES
    for title in (*others, first):
        address = ADDRESSES[title]
        go_to(page, title)
        # A page may append its settings as query parameters.
        expect(page).to_have_url(re.compile(rf"^{re.escape(app.address + address)}(\?|$)"))
        no_exception(page)
        nothing_is_cut(page)


def test_opening_the_first_page_contacts_no_other_computer(app: App, open_page: OpenPage) -> None:
    settled(open_page(app))  # requests of the page itself are checked by open_page
    assert attempts(app.network_notes) == []
