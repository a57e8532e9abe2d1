"""Trying the model in a real browser: a drawing, a photo among rubbish, a test picture."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.app_server import App
from tests.e2e.browser import Screen
from tests.e2e.conftest import OpenPage
from tests.e2e.sheets import examples
from tests.e2e.steps import (
    TROUSERS,
    choose,
    click,
    draw,
    expect_answer,
    go_to,
    nothing_is_cut,
    settled,
    source,
    upload,
)
from tests.pages.pictures import RUBBISH, jpeg


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_a_drawing_is_answered_survives_a_page_change_and_is_cleared(
    app: App, open_page: OpenPage, screen: Screen
) -> None:
    page = open_page(app, screen=screen)
    settled(page)
    expect(examples(page).first).to_be_visible()
    draw(page, *TROUSERS)
    expect_answer(page)
    expect(page.get_by_role("heading", name="Trouser")).to_be_visible()
    nothing_is_cut(page)

    go_to(page, "Train")
    go_to(page, "Try it")
    expect_answer(page)
    expect(page.get_by_role("heading", name="Trouser")).to_be_visible()

    click(page, "Clear")
    expect(examples(page).first).to_be_visible()


def test_the_answer_for_a_photo_stays_when_invalid_files_follow(
    app: App, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(app)
    settled(page)
    source(page, "Upload")
    photo = tmp_path / "shirt.jpg"
    photo.write_bytes(jpeg())
    upload(page, photo)
    expect_answer(page)
    expect(page.get_by_role("paragraph").filter(has_text="Find the garment").first).to_be_visible()
    for name, (content, words) in RUBBISH.items():
        if not content:
            continue  # the browser does not upload empty files
        bad = tmp_path / name
        bad.write_bytes(content)
        upload(page, bad)
        expect(page.get_by_role("alert")).to_contain_text(words)
        expect_answer(page)


def test_the_answer_for_a_test_picture_is_shown_beside_its_label(page: Page) -> None:
    settled(page)
    source(page, "Test picture")
    choose(page, "Kind of garment", "Trouser")
    click(page, "Another one")
    expect(page.get_by_text("True label: Trouser")).to_be_visible()
    expect_answer(page)
