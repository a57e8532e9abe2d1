"""Explain in a real browser: from Explore, for two classes, and for a drawing and a photo."""

import re
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import (
    TROUSERS,
    choose,
    draw,
    expect_answer,
    no_exception,
    nothing_is_cut,
    settled,
    source,
    upload,
)

VERDICTS = re.compile("Passed|With care|Do not rely on it|Not testable")


def expect_maps(page: Page, question: str) -> None:
    """Wait until the three maps are there, each with its line of trust."""
    expect(page.get_by_role("heading", name="Why does it say that?")).to_be_visible()
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    lines = page.locator(".maps p")
    expect(lines).to_have_count(3)
    for number in range(3):
        expect(lines.nth(number)).to_have_text(VERDICTS)
    settled(page)
    no_exception(page)


def test_a_picture_of_explore_is_explained_for_one_class_and_against_another(
    app: App, open_page: OpenPage
) -> None:
    page = open_page(app, "/explore?picture=60017")
    page.get_by_role("dialog").get_by_role("link", name="Explain").click()
    expect_maps(page, "Why Coat?")
    expect(page.get_by_text("Test 17, in the test split")).to_be_visible()
    choose(page, "and not", "Pullover")
    expect_maps(page, "Why Coat and not Pullover?")
    expect(page).to_have_url(re.compile("against=Pullover"))

    second = open_page(app, page.url.replace(app.address, ""), screen="phone", theme="dark")
    expect_maps(second, "Why Coat and not Pullover?")
    nothing_is_cut(second)


def test_a_drawing_is_explained_and_survives_a_reload(app: App, open_page: OpenPage) -> None:
    page = open_page(app)
    draw(page, *TROUSERS)
    expect_answer(page)
    settled(page)
    page.get_by_role("link", name="Why?").click()
    expect_maps(page, "Why Trouser?")
    expect(page.get_by_text("A drawing")).to_be_visible()
    page.reload()
    expect_maps(page, "Why Trouser?")


def test_the_map_lies_over_an_uploaded_photo(app: App, open_page: OpenPage, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 40, (400, 300, 3))
    photo = 150 + noise + np.linspace(0, 40, 300).astype(int)[:, None]
    photo[60:340, 90:210] = (40, 60, 120)
    Image.fromarray(photo.astype(np.uint8)).save(tmp_path / "dress.png")
    page = open_page(app)
    source(page, "Upload")
    upload(page, tmp_path / "dress.png")
    expect_answer(page)
    settled(page)
    page.get_by_role("link", name="Why?").click()
    expect_maps(page, "Why ")
    expect(page.get_by_alt_text("The photo with the map over it")).to_be_visible()
