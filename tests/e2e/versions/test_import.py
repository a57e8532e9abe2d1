"""Import a folder with three bad files in a real browser: preview, publish, offered on Train."""

import re
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.data.versions.store import Versions
from core.settings import Settings
from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import button, go_to, no_exception, nothing_is_cut, settled


def png(seed: int) -> bytes:
    """A picture of the dataset's own kind, as a file."""
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 6:22] = np.random.default_rng(seed).integers(60, 250, (20, 16))
    done, file = cv2.imencode(".png", picture)
    assert done
    return file.tobytes()


FILES = {
    "Coat/1.png": png(1),
    "Coat/2.png": png(2),
    "ankle boot/3.png": png(3),
    "Coat/notes.jpg": b"Dear diary, no photo at all.\n" * 9,
    "Sombrero/4.png": png(4),
    "Coat/the same.png": png(1),
    "Coat/.DS_Store": b"x",
}
REASONS = {
    "Mine/Coat/notes.jpg": "holds text, not a picture",
    "Mine/Sombrero/4.png": "“Sombrero” is no class. Use one of: T-shirt/top",
    "Mine/Coat/the same.png": "It is the same picture as Mine/Coat/1.png.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Mine"
    for name, content in FILES.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(content)
    return made


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    made = tmp_path / "mine.zip"
    with zipfile.ZipFile(made, "w") as opened:
        for name in ("Coat/1.png", "Sombrero/4.png"):
            opened.writestr(name, FILES[name])
    return made


def choose_files(page: Page, path: Path) -> None:
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(path)
    expect(button(page, "Preview")).to_be_visible()
    settled(page)


def preview(page: Page, path: Path) -> None:
    choose_files(page, path)
    button(page, "Preview").click()
    expect(button(page, "Discard")).to_be_visible()
    settled(page)


def refused(page: Page) -> dict[str, str]:
    """The files that are not taken, with the reasons."""
    rows = page.get_by_role("region", name="Files that are not taken").locator("tbody tr")
    expect(rows.first).to_be_visible()
    texts = [row.locator("td").all_inner_texts() for row in rows.all()]
    return {cells[0]: cells[1] for cells in texts}


def test_a_folder_with_three_bad_files_becomes_a_version_that_train_offers(
    fresh_app: App, open_page: OpenPage, folder: Path
) -> None:
    page = open_page(fresh_app, "/versions?view=Import")
    preview(page, folder)
    expect(page.get_by_text("3 pictures to add to the training split")).to_be_visible()
    found = refused(page)
    assert found.keys() == REASONS.keys()
    for file, reason in REASONS.items():
        assert reason in found[file]
    expect(page.get_by_role("img", name="Mine/Coat/2.png")).to_be_visible()

    page.reload()  # the preview is kept
    settled(page)
    assert refused(page) == found
    nothing_is_cut(page)

    page.get_by_role("textbox", name="Why").fill("My own")
    page.get_by_role("textbox", name="Who").fill("Ada")
    page.keyboard.press("Tab")
    settled(page)
    button(page, "Publish as a new version").click()
    expect(page.get_by_text("Fashion-MNIST, v2 is published.")).to_be_visible()
    made = Versions(Settings(home=fresh_app.home)).get("v2")
    assert (made.parent, made.reason, made.author, made.counts.added) == ("v1", "My own", "Ada", 3)

    page.goto("/versions")
    expect(page.get_by_text("Against v1: 3 pictures added.")).to_be_visible()
    expect(page.get_by_text("My own", exact=True)).to_be_visible()
    settled(page)
    go_to(page, "Train")
    page.get_by_role("combobox", name=re.compile("Pictures to learn from")).click()
    expect(page.get_by_role("option", name="Fashion-MNIST, v2", exact=True)).to_be_visible()
    no_exception(page)


def test_a_preview_in_two_tabs_is_published_once(
    fresh_app: App, open_page: OpenPage, archive: Path
) -> None:
    first = open_page(fresh_app, "/versions?view=Import", screen="phone")
    first.get_by_role("radio", name="Zip").click()
    expect(first.locator("input[type=file][webkitdirectory]")).to_have_count(0)
    expect(first.get_by_test_id("stFileUploader")).to_have_count(1)
    settled(first)
    preview(first, archive)
    nothing_is_cut(first)
    second = open_page(fresh_app, "/versions?view=Import")
    expect(button(second, "Publish as a new version")).to_be_visible()
    settled(second)
    button(first, "Publish as a new version").click()
    expect(first.get_by_text("Fashion-MNIST, v2 is published.")).to_be_visible()
    button(second, "Publish as a new version").click()
    expect(second.get_by_text("it was published or discarded")).to_be_visible()
    assert Versions(Settings(home=fresh_app.home)).names() == ("v2",)
