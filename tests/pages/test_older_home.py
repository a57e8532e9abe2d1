"""Every page can show a home written by an earlier version."""

import pytest

from core.settings import Settings
from tests.older_home import unpack
from tests.pages.conftest import OpenPage
from tools.app_test import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_on_an_older_home(
    name: str, settings: Settings, dataset: None, open_page: OpenPage
) -> None:
    unpack(settings.home)
    page = open_page(name)
    assert not page.exception, [error.message for error in page.exception]
    assert not page.error, [error.value for error in page.error]
