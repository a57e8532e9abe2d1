"""Words from outside, full of markup, on every page of a real browser: no request, no element."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from benchmarks.robustness.hostile_home import fill
from benchmarks.robustness.hostile_words import BEGIN, SITE, hostile_words
from benchmarks.robustness.markup import PARAMETERS
from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage, checked_app
from tests.e2e.steps import no_exception, settled
from tests.older_home import unpack
from tools.app_test import PAGES

SEED = 27
LINKS = {name: PARAMETERS[name] for name in ("train", "explore", "evaluate", "explain")}
LINKS["try_it"] = ["a"]
OPENED = 3  # popovers of a page
# In the document and in the components' shadow roots: what could be clicked or fetched there.
FOREIGN = """site => {
  const all = root => [...root.querySelectorAll("*")].flatMap(
    one => one.shadowRoot ? [one, ...all(one.shadowRoot)] : [one]);
  const points = one => ["src", "href", "srcset", "action", "onload", "onerror", "style"].some(
    name => one.getAttribute(name)?.includes(site));
  return all(document).filter(one => points(one)).map(one => one.outerHTML.slice(0, 200));
}"""


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Iterator[App]:
    """An app whose home records hostile words wherever it records words."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    unpack(home)
    shutil.copytree(prepared_home / "data" / "raw", home / "data" / "raw", symlinks=True)
    words = hostile_words(SEED)
    fill(home, lambda: next(words))
    with checked_app(home) as running:
        yield running


def test_words_from_outside_fetch_nothing_and_become_no_element(
    hostile_app: App, open_page: OpenPage
) -> None:
    page, words = open_page(hostile_app, "/stages"), hostile_words(SEED + 1)
    shown = 0
    for name in PAGES:
        link = "&".join(f"{one}={quote(next(words))}" for one in LINKS.get(name, ()))
        page.goto(f"/{name if name != 'try_it' else ''}?{link}")
        look(page)
        open_everything(page)
        shown += BEGIN in page.inner_text("body")
    assert shown >= len(PAGES) / 2, "hardly any page showed a word"


def look(page: Page) -> None:
    """Nothing on this page points elsewhere; `open_page` checks what it requested."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)
    no_exception(page)
    assert page.evaluate(FOREIGN, SITE) == []


def open_everything(page: Page) -> None:
    """Open the first popovers, and the first picture of a gallery: in a dialog but on Explain."""
    for button in page.get_by_test_id("stPopoverButton").all()[:OPENED]:
        if button.is_visible() and button.is_enabled():
            button.click()
            look(page)
            page.keyboard.press("Escape")
    tile = page.locator("button.tile").first
    if tile.count():
        tile.click()
        expect(page.get_by_role("dialog")).to_be_visible(visible="/explain" not in page.url)
        look(page)
