"""From doubtful labels to a model trained on corrected ones, promoted and rolled back."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.data.quality.findings import Audits, Findings
from core.data.quality.verdicts import standing
from core.data.versions.pictures import Part, picture_name
from core.data.versions.store import Versions
from core.settings import Settings
from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage, checked_app
from tests.e2e.labels.test_label_court import case, saved, verdicts
from tests.e2e.steps import button, choose, go_to, no_exception, settled

KEYS = ("1", "2", "3", "4", "5", "0", "Space", "x", "6", "u", "7", "Space")  # ten cases, one undone
TRAINED = 600_000  # milliseconds: beside other tests, at low priority


@pytest.fixture
def accused() -> list[int]:
    """The numbers of the pictures before the court, in order; filled by `audited`."""
    return []


@pytest.fixture
def audited(prepared_home: Path, tmp_path: Path, accused: list[int]) -> Iterator[App]:
    """An app whose audit accuses pictures of the validation split, then of the training split."""
    settings = Settings(home=shutil.copytree(prepared_home, tmp_path / "home", symlinks=True))
    pictures = Versions(settings).pictures("v1")
    for part in (Part.VALIDATION, Part.TRAIN):
        accused.extend(pictures.members(part)[:6].tolist())
    numbers = np.sort(np.array(accused, np.int32))
    rank = np.array([accused.index(one) for one in numbers.tolist()])
    found = Findings(numbers, (rank / 20).astype(np.float32), np.full(len(numbers), 6, np.uint8))
    Audits(settings).save(Versions(settings).load("v1").hash, found)
    with checked_app(settings.home) as running:
        yield running


def judge(page: Page, accused: list[int]) -> None:
    """Judge ten pictures by keys alone."""
    place = 0
    for key in KEYS:
        expect(case(page)).to_have_text(re.compile(rf"^{picture_name(accused[place])}\b"))
        page.keyboard.press(key)
        place += -1 if key == "u" else 1
    assert place == 10
    saved(page)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has_text=name).filter(visible=True).first


@pytest.mark.timeout(1500)
def test_ten_verdicts_become_a_version_a_model_and_a_champion_and_are_rolled_back(
    audited: App, accused: list[int], open_page: OpenPage
) -> None:
    page = open_page(audited, "/labels")
    settled(page)
    judge(page, accused)
    assert list(standing(verdicts(audited))) == accused[:10]

    button(page, "Publish as a new version").click()
    expect(page.get_by_text("v2 is published.")).to_be_visible()
    changes = Versions(Settings(home=audited.home)).changes("v2")
    assert changes.excluded == {accused[7]}

    settled(page)
    choose(page, "Recipe", "Logistic regression")
    button(page, "Train on the corrected labels").click()
    sentence = page.get_by_text(
        re.compile(r"model v2 is right [\d.]+ points (more|less) often than model v1")
    )
    expect(sentence).to_have_count(2, timeout=TRAINED)  # of the test and the validation split
    settled(page)
    expect(sentence.first).to_contain_text("chance")
    expect(page.get_by_text(re.compile("no label was changed here"))).to_be_visible()  # in test
    for column in (
        "by the old labels, Fashion-MNIST",
        "by the corrected labels, Fashion-MNIST, v2",
    ):
        expect(page.get_by_role("columnheader", name=f"right {column}", exact=True)).to_be_visible()
    expect(row(page, "model v2")).to_contain_text("±")
    page.get_by_text("Test split, class by class").click()
    expect(row(page, "Ankle boot")).to_contain_text(" to ")

    expect(button(page, "Train the same on Fashion-MNIST")).to_be_visible()

    page.get_by_role("button", name="Make v2 the champion").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What gets worse")).to_be_visible()
    dialog.get_by_role("button", name="Promote v2").click()
    expect(page.get_by_role("link", name="Champion v2")).to_be_visible()

    go_to(page, "Models")
    page.get_by_role("button", name="Roll back to v1").click()
    page.get_by_role("textbox", name="Why?").fill("Logistic regression is weaker.")
    page.get_by_role("textbox", name="Why?").press("Tab")
    page.get_by_role("dialog").get_by_role("button", name="Roll back to v1").click()
    expect(page.get_by_role("heading", name="Champion: v1")).to_be_visible()
    no_exception(page)
