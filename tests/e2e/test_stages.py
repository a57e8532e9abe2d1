"""Which stage helps, in a real browser: name a folder, measure, look, set a threshold, undo it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.core.workflows.photos.labelled_photos import put_photos
from tests.e2e.app_server import App
from tests.e2e.browser import Screen
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import button, click, no_exception, nothing_is_cut, settled

PATIENCE = 60_000  # milliseconds, for the measuring itself


def measure(page: Page, folder: Path) -> None:
    """Name a folder and wait until every picture was answered in every way."""
    expect(page.get_by_role("heading", name="Which stage helps?")).to_be_visible()
    settled(page)
    place = page.get_by_role("textbox", name=re.compile("Its place"))
    place.fill(str(folder))
    place.press("Enter")
    expect(page.get_by_text("7 files in 3 labels.")).to_be_visible()
    settled(page)
    button(page, "Measure the stages").click()
    see = button(page, "See every picture")
    expect(see).to_be_visible(timeout=PATIENCE)
    see.click()
    expect(page.get_by_role("heading", name="Picture by picture")).to_be_visible()
    settled(page)


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_a_folder_is_measured_and_found_again_after_a_reload(
    app: App, open_page: OpenPage, tmp_path: Path, screen: Screen
) -> None:
    page = open_page(app, "/stages", screen=screen, theme="dark" if screen == "phone" else "light")
    measure(page, put_photos(tmp_path / "photos"))
    for _ in range(2):
        expect(page.get_by_text("no difference that 5 photos could show.")).to_be_visible()
        expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
        expect(page.locator("section.look")).to_have_count(7)
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
    measure(page, put_photos(tmp_path / "others"))
    slider = page.get_by_role("slider")
    slider.focus()
    slider.press("End")
    expect(page.get_by_text("4 of 5 are answered")).to_be_visible()
    settled(page)
    if button(page, "Use this threshold").is_disabled():  # it is the one in use already
        slider.press("Home")
        expect(page.get_by_text("1 of 5 are answered")).to_be_visible()
        settled(page)
    click(page, "Use this threshold")
    expect(page.get_by_text("chosen on 7 pictures of others")).to_be_visible()
    page.get_by_role("button", name="Back to the model's own").click()
    expect(page.get_by_text("the model's own, ")).to_be_visible()
    settled(page)
    no_exception(page)
