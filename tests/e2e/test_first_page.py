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


@pytest.mark.parametrize(("screen", "theme"), [("wide", "dark"), ("phone", "light")])
def test_the_first_page_opens_fits_the_screen_and_contacts_no_other_computer(
    app: App, open_page: OpenPage, screen: Screen, theme: Theme
) -> None:
    page = open_page(app, screen=screen, theme=theme)
    settled(page)
    no_exception(page)
    nothing_is_cut(page)
    assert attempts(app.network_notes) == []  # requests of the page are checked by open_page


# The themes that the test above leaves out: the first page is seen in both on both screens.
@pytest.mark.parametrize(("screen", "theme"), [("wide", "light"), ("phone", "dark")])
def test_every_page_is_reachable_by_the_navigation_and_fits_the_screen(
    app: App, open_page: OpenPage, screen: Screen, theme: Theme
) -> None:
    page = open_page(app, screen=screen, theme=theme)
    settled(page)
    no_exception(page)
    nothing_is_cut(page)
    assert set(ADDRESSES) == set(QUESTIONS)
    first, *others = ADDRESSES
    for title in (*others, first):
        address = ADDRESSES[title]
        go_to(page, title)
        # A page may append its settings as query parameters.
        expect(page).to_have_url(re.compile(rf"^{re.escape(app.address + address)}(\?|$)"))
        no_exception(page)
        nothing_is_cut(page)
