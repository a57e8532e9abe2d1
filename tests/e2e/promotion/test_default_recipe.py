"""A model of the default recipe, from the first click to its promotion and back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import (
    TROUSERS,
    button,
    click,
    draw,
    expect_answer,
    go_to,
    set_number,
    settled,
    source,
    upload,
)
from tests.pages.pictures import jpeg

FEW_EPOCHS = 1  # of the default recipe's ten; enough for trousers
TRAINED = 600_000  # milliseconds: beside other tests, at low priority
MAX_CLICKS = 5  # from a fresh page to a trained and promoted model, ready to be drawn for


def press(found: Locator, pressed: list[Locator]) -> None:
    found.click()
    pressed.append(found)


@pytest.mark.timeout(1200)
def test_a_training_of_the_default_recipe_is_promoted_answers_and_is_rolled_back(
    fresh_app: App, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(fresh_app)
    settled(page)
    draw(page, *TROUSERS)
    expect(page.get_by_role("heading", name="Trouser")).to_be_visible()
    expect(page.get_by_role("link", name="Model v1")).to_be_visible()
    click(page, "Clear")

    pressed: list[Locator] = []
    press(page.get_by_role("link", name="Train a model of your own"), pressed)
    expect(page.get_by_role("heading", name="Train a model")).to_be_visible()
    set_number(page, "Epochs", FEW_EPOCHS)  # no click of the journey: it keeps the test short
    press(button(page, "Train"), pressed)
    expect(page.get_by_text(re.compile(r"Epoch \d+ of \d+"))).to_be_visible(timeout=TRAINED)
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible(timeout=TRAINED)
    promotion = page.get_by_role("button", name="Make v2 the champion")
    expect(promotion).to_be_visible(timeout=TRAINED)
    press(promotion, pressed)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What gets worse")).to_be_visible()
    expect(dialog.get_by_role("row").filter(has_text="hoto").first).to_be_visible()
    press(dialog.get_by_role("button", name="Promote v2"), pressed)
    press(page.get_by_role("link", name="Try v2"), pressed)
    assert len(pressed) <= MAX_CLICKS
    settled(page)
    draw(page, *TROUSERS)
    expect(page.get_by_role("heading", name="Trouser")).to_be_visible()
    expect(page.get_by_role("link", name="Model v2")).to_be_visible()

    source(page, "Upload")
    photo = tmp_path / "shirt.jpg"
    photo.write_bytes(jpeg())
    upload(page, photo)
    expect_answer(page)

    go_to(page, "Models")
    page.get_by_role("button", name="Roll back to v1").click()
    page.get_by_role("textbox", name="Why?").fill("The shipped one knows more photos.")
    page.get_by_role("textbox", name="Why?").press("Tab")
    page.get_by_role("dialog").get_by_role("button", name="Roll back to v1").click()
    expect(page.get_by_role("heading", name="Champion: v1")).to_be_visible()
    expect(page.get_by_text("The shipped one knows more photos.")).to_be_visible()
