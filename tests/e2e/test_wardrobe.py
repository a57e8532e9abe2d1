"""The wardrobe in a real browser: labelling, adding and deleting pictures."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.app_server import App
from tests.e2e.browser import Screen
from tests.e2e.conftest import OpenPage, app_on_a_copy
from tests.e2e.steps import (
    TROUSERS,
    button,
    choose,
    click,
    draw,
    go_to,
    no_exception,
    nothing_is_cut,
    settled,
    upload,
)
from tests.pages.pictures import shirt_on_wood


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Iterator[App]:
    """An app whose wardrobe is used by this module only."""
    with app_on_a_copy(prepared_home, tmp_path_factory.mktemp("wardrobe")) as running:
        yield running


def photos(folder: Path, count: int) -> list[Path]:
    """Write photos of a shirt, each slightly different."""
    made = []
    for number in range(count):
        path = folder / f"shirt-{number}.png"
        Image.fromarray(np.roll(shirt_on_wood(), 3 * number, axis=1)).save(path)
        made.append(path)
    return made


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_a_drawing_is_labelled_added_as_a_case_and_both_are_undone(
    own_app: App, open_page: OpenPage, screen: Screen
) -> None:
    page = open_page(own_app, screen=screen)
    settled(page)
    # In one stroke: after the first of two, another picture would already have an answer.
    draw(page, [point for stroke in TROUSERS for point in stroke])
    expect(page.get_by_role("heading", name="Trouser")).to_be_visible()
    page.get_by_role("button", name="No, it is …").click()
    page.get_by_test_id("stPopoverBody").get_by_text("Dress", exact=True).click()
    expect(page.get_by_text("In the wardrobe as Dress")).to_be_visible()
    settled(page)
    click(page, "Keep as a case")
    expect(page.get_by_text("A case: every later model must answer Dress.")).to_be_visible()
    nothing_is_cut(page)
    go_to(page, "Models")
    page.get_by_role("button", name="passes 0 of 1 case").first.click()
    expect(page.get_by_text("not Dress").first).to_be_visible()
    page.keyboard.press("Escape")
    go_to(page, "Try it")
    click(page, "Remove case")
    click(page, "Remove")
    expect(page.get_by_role("button", name="No, it is …")).to_be_visible()
    no_exception(page)


def test_photos_are_added_viewed_deleted_and_restored(
    own_app: App, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(own_app)
    go_to(page, "Wardrobe")
    if not button(page, "Add them").is_visible():
        page.get_by_text("Add pictures").click()
    choose(page, "Label of all pictures", "Shirt")
    upload(page, *photos(tmp_path, 2))
    click(page, "Add them")
    expect(page.get_by_text("2 of 2 pictures added.")).to_be_visible()
    tiles = page.locator("button.tile")
    expect(tiles).to_have_count(2)
    tiles.first.click()
    expect(page.get_by_text("The original, scaled down")).to_be_visible()
    click(page, "Delete")
    expect(page.get_by_text("Deleted 1 picture.")).to_be_visible()
    expect(tiles).to_have_count(1)
    click(page, "Undo")
    expect(tiles).to_have_count(2)
    no_exception(page)
