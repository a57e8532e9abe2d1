"""The ablation in a real browser: measuring a folder, and setting and undoing a threshold."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.core.workflows.photos.labelled_photos import write_photos
from tests.e2e.app_server import App
from tests.e2e.browser import Screen
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import button, click, no_exception, nothing_is_cut, settled

PATIENCE = 60_000  # milliseconds, for the ablation itself


def measure(page: Page, folder: Path) -> None:
    """Enter a folder and wait until every picture was predicted in every condition."""
    expect(page.get_by_role("heading", name="Which stage helps?")).to_be_visible()
    settled(page)
    place = page.get_by_role("textbox", name=re.compile("Path on this"))
    place.fill(str(folder))
    place.press("Enter")
    expect(page.get_by_text("7 files with 3 labels.")).to_be_visible()
    settled(page)
    button(page, "Measure the stages").click()
    see = button(page, "See every picture")
    expect(see).to_be_visible(timeout=PATIENCE)
    see.click()
    expect(page.get_by_role("heading", name="Picture by picture")).to_be_visible()
    settled(page)


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_a_folder_is_measured_and_the_result_survives_a_reload(
    app: App, open_page: OpenPage, tmp_path: Path, screen: Screen
) -> None:
    page = open_page(app, "/stages", screen=screen, theme="dark" if screen == "phone" else "light")
    measure(page, write_photos(tmp_path / "photos"))
    for _ in range(2):
        expect(page.get_by_text("no difference that 5 photos could show.")).to_be_visible()
        expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
        expect(page.locator("section.sample")).to_have_count(7)
        expect(page.get_by_role("img", name="What the model sees")).to_have_count(6)
        nothing_is_cut(page)
        no_exception(page)
        page.reload()
        expect(page.get_by_role("heading", name="Picture by picture")).to_be_visible()
        settled(page)


def test_a_threshold_is_set_by_the_slider_and_undone(
    app: App, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(app, "/stages")
    measure(page, write_photos(tmp_path / "others"))
    slider = page.get_by_role("slider")
    slider.focus()
    slider.press("End")
    expect(page.get_by_text("4 of 5 are answered")).to_be_visible()
    settled(page)
    if button(page, "Use this threshold").is_disabled():  # it is already in use
        slider.press("Home")
        expect(page.get_by_text("1 of 5 are answered")).to_be_visible()
        settled(page)
    click(page, "Use this threshold")
    expect(page.get_by_text("chosen on 7 pictures of others")).to_be_visible()
    page.get_by_role("button", name="Back to the model's own").click()
    expect(page.get_by_text("In use for photos: the model's own, ")).to_be_visible()
    settled(page)
    no_exception(page)
