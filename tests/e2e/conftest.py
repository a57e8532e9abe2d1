"""The real app in a real browser. Every test here is marked `browser`.

A test also fails if there is an error in the browser's console, or if page or app contact another
computer. Screenshots of failed tests are written to test-results/.
"""

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.app_server import App, running_app
from tests.e2e.browser import Screen, Theme, Watch, launch, open_context, screenshot
from tests.made_once import made_once
from tests.network_guard.guard import attempts
from tools.app_server import prepare_home

OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=30_000)  # a busy computer may need them


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with dataset and champion. No app runs on it: every app gets a copy."""
    made = made_once(tmp_path_factory, "prepared", lambda folder: prepare_home(folder / "home"))
    return made / "home"


@contextmanager
def checked_app(home: Path) -> Iterator[App]:
    """Run an app, and assert at the end that it contacted no other computer."""
    with running_app(home) as running:
        yield running
        assert not attempts(running.network_notes), "the app contacted another computer"


@contextmanager
def app_on_a_copy(prepared_home: Path, folder: Path) -> Iterator[App]:
    """Run an app on its own copy of the home; see `checked_app`."""
    with checked_app(shutil.copytree(prepared_home, folder / "home", symlinks=True)) as running:
        yield running


@pytest.fixture(scope="session")
def app(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The running app, shared by all tests: changes persist between them. See `fresh_app`."""
    with app_on_a_copy(prepared_home, tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture
def fresh_app(prepared_home: Path, tmp_path: Path) -> Iterator[App]:
    """An app with its own home, for tests that kill it or change the champion."""
    with app_on_a_copy(prepared_home, tmp_path) as running:
        yield running


@pytest.fixture
def open_page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[OpenPage]:
    """A function that opens a page: open_page(app, "/train", screen="phone", theme="dark")."""
    watch, contexts, pages = Watch(), [], []

    def open_(
        running: App, path: str = "/", screen: Screen = "wide", theme: Theme = "light"
    ) -> Page:
        context = open_context(chromium, screen, theme, running.address)
        watch.over(context)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.goto(path)
        return page

    yield open_
    if request.node.stash.get(FAILED, True):
        for number, page in enumerate(page for page in pages if not page.is_closed()):
            screenshot(page, f"{re.sub(r'[^a-z0-9]+', '-', request.node.name.lower())}-{number}")
    for context in contexts:
        context.close()
    assert not watch.left, "a page contacted another computer"
    assert not watch.errors, "there are errors in the browser's console"


@pytest.fixture
def page(app: App, open_page: OpenPage) -> Page:
    """The first page on a laptop's screen, with the light theme."""
    return open_page(app)


@pytest.fixture
def phone(app: App, open_page: OpenPage) -> Page:
    """The first page on a phone of 390 by 844 pixels, with touch."""
    return open_page(app, screen="phone")
