"""Batches in a real browser: a zip of a hundred files, filtered, corrected, exported, deleted."""

import csv
import io
import re
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.data.user_pictures.wardrobe import Wardrobe
from core.settings import Settings
from tests.e2e.app_server import App
from tests.e2e.browser import Screen
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import button, click, no_exception, nothing_is_cut, settled, upload

PATIENCE = 90_000  # milliseconds for a hundred pictures on a busy computer
EVIL = "![a](http://example.invalid/a.png).jpg"
JOINER = "\u2060"  # invisible; keeps the browser from making a link of it
SHOWN = re.compile(f"{JOINER}?".join(re.escape(sign) for sign in EVIL))


def trousers(seed: int) -> bytes:
    """A PNG of dark trousers on a bright background, slightly different for each seed."""
    chance = np.random.default_rng(seed)
    photo = np.full((100, 80, 3), 225, np.uint8) + chance.integers(0, 9, (100, 80, 3), np.uint8)
    waist, hem = chance.integers(24, 30, 2)
    outline = [(waist, 8), (80 - waist, 8), (80 - hem + 8, 92), (46, 92), (40, 40), (34, 92)]
    cv2.fillPoly(photo, [np.array([*outline, (hem - 8, 92)])], (60, 50, 40))
    return cv2.imencode(".png", photo)[1].tobytes()


@pytest.fixture
def hundred(tmp_path: Path) -> Path:
    path = tmp_path / "hundred.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(97):
            archive.writestr(f"trousers/{number:02}.png", trousers(number))
        archive.writestr(EVIL, b"nothing")
        archive.writestr("../../climbs.png", trousers(1))
        archive.writestr("bomb.bmp", bytes(9_000_000), zipfile.ZIP_DEFLATED)
    return path


def tiles(page: Page) -> Locator:
    return page.locator("button.tile")


def radio(page: Page, name: str) -> Locator:
    """A filter: by its text, since Streamlit covers the input itself."""
    return page.get_by_role("radiogroup").get_by_text(name, exact=True)


def erase_deleted(page: Page) -> None:
    page.get_by_text(re.compile(r"^Deleted \(")).click()
    click(page, "Delete for good")
    expect(button(page, "Delete for good")).to_have_count(0)


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_a_zip_of_a_hundred_files_is_predicted_filtered_corrected_and_exported(
    app: App, open_page: OpenPage, hundred: Path, screen: Screen
) -> None:
    page = open_page(app, "/batch", screen=screen)
    settled(page)
    upload(page, hundred)
    button(page, "Get answers").click()
    expect(page.get_by_role("heading", name="hundred.zip")).to_be_visible()
    expect(radio(page, "All 100")).to_be_visible(timeout=PATIENCE)
    expect(tiles(page)).to_have_count(60)
    nothing_is_cut(page)

    radio(page, "Could not be read 3").click()
    expect(tiles(page)).to_have_count(3)
    tiles(page).first.click()
    expect(page.get_by_role("dialog").get_by_text(SHOWN)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    radio(page, "All 100").click()
    expect(tiles(page)).to_have_count(60)
    tiles(page).first.click()
    opened = page.get_by_role("dialog")
    expect(opened.get_by_text("What the model sees")).to_be_visible()
    opened.get_by_role("radio", name="Coat").click()
    expect(opened.get_by_text("Added to the wardrobe.")).to_be_visible()
    nothing_is_cut(page)
    settled(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(tiles(page).first).to_contain_text("corrected")
    (stored,) = Wardrobe(Settings(home=app.home)).items()
    assert (stored.name, stored.file) == ("Coat", "trousers/00.png")

    with page.expect_download() as download:
        button(page, "CSV").click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 100
    assert rows[0]["corrected"] == "Coat"
    Wardrobe(Settings(home=app.home)).delete(stored.id)

    page.reload()
    expect(tiles(page)).to_have_count(60)
    button(page, "Delete").click()
    click(page, "Delete this batch")
    expect(page.get_by_text("No pictures yet")).to_be_visible()
    erase_deleted(page)
    no_exception(page)


def test_examples_are_answered_filtered_turned_labelled_deleted_and_restored(
    app: App, open_page: OpenPage
) -> None:
    page = open_page(app, "/batch")
    settled(page)
    click(page, "Answer 40 examples")
    expect(radio(page, "All 40")).to_be_visible(timeout=PATIENCE)
    expect(tiles(page)).to_have_count(40)
    radio(page, "Could not be read 1").click()
    expect(tiles(page)).to_have_count(1)
    page.reload()
    expect(tiles(page)).to_have_count(1)  # the filter is in the address

    radio(page, "All 40").click()
    expect(tiles(page)).to_have_count(40)
    tiles(page).first.click()
    opened = page.get_by_role("dialog")
    expect(opened.get_by_text("picture-000.png")).to_be_visible()
    settled(page)  # a key pressed while the dialog is drawn anew is missed
    page.keyboard.press("ArrowRight")
    expect(opened.get_by_text("picture-001.png")).to_be_visible()
    settled(page)
    page.keyboard.press("ArrowLeft")
    expect(opened.get_by_text("picture-000.png")).to_be_visible()
    settled(page)
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)

    for number in (0, 1):
        page.locator(".tick").nth(number).click()
        expect(page.get_by_text(f"{number + 1} chosen")).to_be_visible()
    click(page, "They are …")
    click(page, "Coat")
    expect(page.get_by_text("corrected")).to_have_count(2, timeout=PATIENCE)
    wardrobe = Wardrobe(Settings(home=app.home))
    assert [one.name for one in wardrobe.items()] == ["Coat", "Coat"]
    click(page, "Undo")
    expect(page.get_by_text("corrected")).to_have_count(0, timeout=PATIENCE)
    assert wardrobe.items() == ()

    click(page, "Delete")
    click(page, "Delete this batch")
    expect(page.get_by_text("No pictures yet")).to_be_visible()
    click(page, "Undo")
    expect(tiles(page)).to_have_count(40)
    no_exception(page)
    click(page, "Delete")
    click(page, "Delete this batch")
    erase_deleted(page)
