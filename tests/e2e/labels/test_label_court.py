"""The label court in a real browser: keys alone, fast, none lost and none twice; two courts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.data.quality.findings import Audits, Findings
from core.data.quality.verdicts import Decision, Verdict, Verdicts, standing
from core.data.versions.changes import Changes
from core.data.versions.original import original
from core.data.versions.store import Versions
from core.settings import Settings
from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage, checked_app
from tests.e2e.steps import button, no_exception, nothing_is_cut, settled

ACCUSED = 40


@pytest.fixture
def audited(prepared_home: Path, tmp_path: Path) -> Iterator[App]:
    """An app whose home has an audit that accuses the first training pictures, in order."""
    home = shutil.copytree(prepared_home, tmp_path / "home", symlinks=True)
    dataset = original(Settings(home=home))
    numbers = np.arange(ACCUSED, dtype=np.int32)
    quality = np.linspace(0, 0.5, ACCUSED).astype(np.float32)
    Audits(Settings(home=home)).save(
        dataset.hash, Findings(numbers, quality, np.full(ACCUSED, 6, np.uint8))
    )
    with checked_app(home) as running:
        yield running


def verdicts(app: App) -> tuple[Verdict, ...]:
    return Verdicts(Settings(home=app.home)).all()


def case(page: Page) -> Locator:
    """The line that names the case."""
    return page.locator(".court .where")


def shows(page: Page, number: int) -> None:
    expect(case(page)).to_have_text(re.compile(rf"^train {number}\b"))


def saved(page: Page) -> None:
    expect(page.locator(".court[data-waiting='0']")).to_be_visible()
    settled(page)


def open_court(open_page: OpenPage, app: App, number: int = 0) -> Page:
    page = open_page(app, "/labels")
    shows(page, number)
    settled(page)
    return page


def test_ten_labels_are_judged_by_keys_alone_and_published(
    audited: App, open_page: OpenPage
) -> None:
    page = open_court(open_page, audited)
    for key in "1234567890":
        page.keyboard.press(key)
    shows(page, 10)
    saved(page)
    found = verdicts(audited)
    assert [one.picture for one in found] == list(range(10))
    pressed = [one.label if one.relabelled is None else one.relabelled for one in found]
    assert pressed == list(range(10))

    page.keyboard.press("u")
    shows(page, 9)
    page.keyboard.press("x")
    shows(page, 10)
    page.keyboard.press("l")
    page.locator("input.why").fill("Hooded")
    page.locator("input.why").press("x")  # typed, not pressed
    page.locator("input.why").press("Enter")
    page.keyboard.press("Space")
    shows(page, 12)
    saved(page)
    found = verdicts(audited)
    assert [(one.picture, one.decision) for one in found[10:]] == [
        (9, Decision.UNDONE),
        (9, Decision.EXCLUDE),
        (10, Decision.OPEN),
        (11, Decision.KEEP),
    ]
    assert found[-1].reason == "Hoodedx"
    expect(page.get_by_text("11 decided, 1 left open.")).to_be_visible()

    page.get_by_role("textbox", name="Reason").fill("The first ten")
    button(page, "Publish as a new version").click()
    expect(page.get_by_text("v2 is published.")).to_be_visible()
    expect(page.get_by_role("heading", name="Train on it")).to_be_visible()
    expect(page.get_by_role("combobox", name="Made from")).to_have_value("Fashion-MNIST, v2")
    changes = Versions(Settings(home=audited.home)).changes("v2")
    relabelled = {one.picture: one.relabelled for one in found[:9] if one.relabelled is not None}
    assert changes == Changes(relabelled, frozenset({9}))

    page.reload()
    shows(page, 12)
    no_exception(page)


def test_two_courts_at_once_keep_both_verdicts_and_see_each_other(
    audited: App, open_page: OpenPage
) -> None:
    ada, bea = (open_court(open_page, audited) for _ in range(2))
    ada.keyboard.press("1")
    saved(ada)
    shows(bea, 0)  # what she sees stays until she decides
    bea.keyboard.press("2")
    shows(bea, 1)
    saved(bea)
    assert [(one.picture, one.relabelled) for one in verdicts(audited)] == [(0, 0), (0, 1)]
    assert standing(verdicts(audited))[0].relabelled == 1
    bea.keyboard.press("u")
    shows(bea, 0)
    ada.keyboard.press("l")
    saved(ada)
    saved(bea)
    assert standing(verdicts(audited)).keys() == {1}


def test_what_two_tabs_decide_in_turns_is_all_kept_and_nothing_twice(
    audited: App, open_page: OpenPage
) -> None:
    first = open_court(open_page, audited)
    second = first.context.new_page()  # of the same browser, which shares what it stores
    second.goto("/labels?picture=20")
    shows(second, 20)
    settled(second)
    for key in "123":
        first.keyboard.press(key)
        second.keyboard.press("Space")
    saved(first)
    saved(second)
    first.reload()  # what waited in the browser would be sent again
    settled(first)
    found = verdicts(audited)
    assert len({one.id for one in found}) == len(found) == 6
    relabelled = [one.picture for one in found if one.relabelled is not None]
    assert relabelled == [0, 1, 2]
    assert next(one.picture for one in found if one.relabelled is None) == 20


def test_a_key_that_is_held_down_or_pressed_in_a_menu_decides_once_or_nothing(
    audited: App, open_page: OpenPage
) -> None:
    page = open_court(open_page, audited)
    for _ in range(4):
        page.keyboard.down("3")  # repeats, as long as it is not released
    page.keyboard.up("3")
    shows(page, 1)
    button(page, "Cases").click()
    page.get_by_role("textbox", name="Your name").fill("Ada 3 x")
    page.get_by_role("textbox", name="Your name").press("Enter")
    page.keyboard.press("Escape")
    saved(page)
    assert [one.picture for one in verdicts(audited)] == [0]


def test_on_a_phone_a_label_is_judged_with_a_finger(audited: App, open_page: OpenPage) -> None:
    page = open_page(audited, "/labels", screen="phone", theme="dark")
    shows(page, 0)
    page.locator(".court").get_by_role("button", name="Bag").tap()
    shows(page, 1)
    saved(page)
    nothing_is_cut(page)
    (one,) = verdicts(audited)
    assert (one.picture, one.relabelled) == (0, 8)
