"""The shell around every page: it opens, it fits, and it keeps to this computer."""

import pytest

from tests.e2e.app_server import App
from tests.e2e.browser import Screen, Theme
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import no_exception, nothing_is_cut, settled
from tests.network_guard.guard import attempts


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_the_first_page_opens_and_fits(
    app: App, open_page: OpenPage, screen: Screen, theme: Theme
) -> None:
    page = open_page(app, screen=screen, theme=theme)
    settled(page)
    no_exception(page)
    nothing_is_cut(page)


def test_opening_the_first_page_asks_no_other_computer(app: App, open_page: OpenPage) -> None:
    settled(open_page(app))  # what the page itself asks is watched by open_page
    assert attempts(app.network_notes) == []
