"""Refining the outline of a photo in a real browser: strokes, a box, undo."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.try_it.outline import GROUND
from tests.e2e.app_server import App
from tests.e2e.browser import Screen
from tests.e2e.conftest import OpenPage
from tests.e2e.sheets import expect_colour, on_sheet, widest_brush
from tests.e2e.steps import canvas, draw, go_to, no_exception, nothing_is_cut, settled, upload
from tests.pages.pictures import saved, shirt_on_wood

REFINED = "The outline is as you painted it."
PATIENCE = 30_000  # milliseconds, on two busy cores


def shirt_beside_a_cushion() -> bytes:
    """A PNG of a shirt and a green cushion, which must not be part of the outline."""
    photo = shirt_on_wood()
    cv2.rectangle(photo, (250, 300), (400, 500), (40, 140, 60), -1)
    return saved(np.ascontiguousarray(photo), "PNG")


def tool(page: Page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(name).last.click()
    settled(page)


def open_the_photo(page: Page, tmp_path: Path) -> None:
    settled(page)
    page.get_by_test_id("stButtonGroup").get_by_text("Upload", exact=True).click()
    photo = tmp_path / "shirt.png"
    photo.write_bytes(shirt_beside_a_cushion())
    upload(page, photo)
    page.get_by_role("button", name="Refine the outline").first.click()
    expect(on_sheet(page, "Undo", "outline")).to_be_visible(timeout=PATIENCE)
    expect(canvas(page)).to_be_visible()
    settled(page)


def test_strokes_refine_the_outline_and_survive_done_and_a_page_change(
    app: App, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(app)
    open_the_photo(page, tmp_path)
    page.get_by_test_id("stButtonGroup").get_by_text("Not garment").last.click()
    draw(page, [(0.8, 0.6), (0.8, 0.9)])  # before the server can have answered the click
    expect_colour(page, 0.8, 0.75, GROUND)
    expect(page.get_by_text(REFINED)).to_be_visible(timeout=PATIENCE)
    expect(on_sheet(page, "Undo", "outline")).to_be_enabled()

    on_sheet(page, "Undo", "outline").click()
    expect(page.get_by_text(REFINED)).to_have_count(0, timeout=PATIENCE)
    on_sheet(page, "Redo", "outline").click()
    expect(page.get_by_text(REFINED)).to_be_visible(timeout=PATIENCE)

    page.get_by_role("button", name="Done", exact=True).click()
    expect(canvas(page)).to_have_count(0)
    expect(page.get_by_text(REFINED)).to_be_visible()
    go_to(page, "Train")
    go_to(page, "Try it")
    page.get_by_test_id("stButtonGroup").get_by_text("Upload", exact=True).click()
    expect(page.get_by_text(REFINED)).to_be_visible(timeout=PATIENCE)
    no_exception(page)


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_a_box_refines_the_outline_until_starting_over(
    app: App, open_page: OpenPage, tmp_path: Path, screen: Screen
) -> None:
    page = open_page(app, screen=screen)
    open_the_photo(page, tmp_path)
    tool(page, "Box")
    draw(page, [(0.05, 0.05), (0.5, 0.5), (0.95, 0.9)])
    expect(page.get_by_text(REFINED)).to_be_visible(timeout=PATIENCE)
    nothing_is_cut(page)
    on_sheet(page, "Start over", "outline").click()
    expect(page.get_by_text(REFINED)).to_have_count(0, timeout=PATIENCE)
    no_exception(page)


def test_strokes_that_remove_the_garment_are_reported_and_can_be_undone(
    app: App, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(app)
    open_the_photo(page, tmp_path)
    tool(page, "Not garment")
    widest_brush(page)
    rows = [0.02 + 0.06 * row for row in range(17)]
    draw(page, [(x, y) for y in rows for x in (0.01, 0.99)])
    expect(page.get_by_text("leave nothing of the garment")).to_be_visible(timeout=PATIENCE)
    expect(canvas(page)).to_be_visible()
    on_sheet(page, "Undo", "outline").click()
    expect(page.get_by_text("leave nothing of the garment")).to_have_count(0, timeout=PATIENCE)
    no_exception(page)
