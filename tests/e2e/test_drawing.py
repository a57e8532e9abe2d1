"""Drawing: its tools, touch, and editing a test picture until the answer changes."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.components.canvas.board import INK, PAPER
from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage
from tests.e2e.sheets import examples, expect_colour, on_sheet, touch, widest_brush
from tests.e2e.steps import TROUSERS, canvas, draw, no_exception, nothing_is_cut, settled

PATIENCE = 30_000  # milliseconds, on two busy cores


def answer(page: Page, words: str) -> Locator:
    return page.get_by_role("heading", name=words, exact=True)


def test_undo_redo_mirror_eraser_and_clear_change_the_answer(page: Page) -> None:
    settled(page)
    draw(page, [point for stroke in TROUSERS for point in stroke])  # one stroke, one undo
    expect(answer(page, "Trouser")).to_be_visible(timeout=PATIENCE)
    nothing, trousers = examples(page).first, answer(page, "Trouser")
    for label, seen in (
        ("Undo", nothing),
        ("Redo", trousers),
        ("Mirror", trousers),
        ("Clear", nothing),
        ("Undo", trousers),
    ):
        expect(on_sheet(page, label)).to_be_enabled(timeout=PATIENCE)
        on_sheet(page, label).click()
        expect(seen).to_be_visible(timeout=PATIENCE)
        settled(page)
    page.get_by_test_id("stButtonGroup").get_by_text("Eraser", exact=True).click()
    draw(page, [(0.2, 0.5), (0.8, 0.5)])  # before the server can have answered the click
    expect_colour(page, 0.7, 0.5, PAPER)
    expect(page.locator(".dc-toolbar").first).to_be_hidden()
    settled(page)
    widest_brush(page)
    rows = [0.05 + 0.1 * row for row in range(10)]
    draw(page, [(x, y) for y in rows for x in (0.01, 0.99)])
    expect(page.get_by_text("The canvas is empty")).to_be_visible(timeout=PATIENCE)
    no_exception(page)


def test_a_drawing_by_touch_is_answered_below_the_canvas_on_a_phone(phone: Page) -> None:
    settled(phone)
    expect(canvas(phone)).to_be_visible()
    for stroke in TROUSERS:
        touch(phone, stroke)
    expect(phone.locator(".echo")).to_have_text(re.compile("^Trouser"), timeout=PATIENCE)
    expect(phone.locator(".echo")).to_be_in_viewport()
    nothing_is_cut(phone)
    no_exception(phone)


def test_a_test_picture_is_edited_until_the_answer_flips(app: App, open_page: OpenPage) -> None:
    page = open_page(app)
    settled(page)
    page.get_by_role("button", name="Start from a test picture").click()
    expect(page.get_by_text("see when the answer flips")).to_be_visible(timeout=PATIENCE)
    expect(canvas(page)).to_be_visible()
    settled(page)
    widest_brush(page)
    rows = [0.05 + 0.1 * row for row in range(10)]
    draw(page, [(x, y) for y in rows for x in (0.2, 0.8)])
    expect(page.get_by_text(re.compile("^It flipped: from Ankle boot to"))).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.get_by_text(re.compile(r"with \d+ of 784 pixels changed"))).to_be_visible()
    on_sheet(page, "Start over", "over").click()
    expect(page.get_by_text("see when the answer flips")).to_be_visible(timeout=PATIENCE)
    no_exception(page)


def test_a_step_is_disabled_and_all_are_enabled_again(page: Page) -> None:
    settled(page)
    draw(page, *TROUSERS)
    expect(answer(page, "Trouser")).to_be_visible(timeout=PATIENCE)
    page.get_by_test_id("stButtonGroup").get_by_text("Fill the outline").click()
    expect(page.locator(".stages .off")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".bars")).to_be_in_viewport(ratio=1)
    settled(page)
    page.get_by_role("button", name="All on").click()
    expect(page.locator(".stages .off")).to_have_count(0, timeout=PATIENCE)
    no_exception(page)


@pytest.mark.parametrize("example", ["shop", "test", "drawing"])
def test_picture_answer_and_stages_are_in_view_together(page: Page, example: str) -> None:
    settled(page)
    page.locator(f".st-key-example-{example}-0 button").first.click()
    expect(page.locator(".bars")).to_be_visible(timeout=PATIENCE)
    settled(page)
    picture = canvas(page) if example == "drawing" else page.locator(".large")
    parts = (picture, page.get_by_role("heading", level=2), page.locator(".bars .track"))
    sides = []
    for width, height in ((1440, 900), (1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        for part in (*parts, page.locator(".stages figure")):
            assert part.count()
            for one in part.all():
                expect(one).to_be_in_viewport(ratio=0.99)
        box = page.locator(".stages img").last.bounding_box()
        assert box
        sides.append(box["width"])
    assert sides[2] > sides[0]
    no_exception(page)


def test_a_reload_keeps_the_drawing_in_its_own_tab_only(app: App, open_page: OpenPage) -> None:
    page = open_page(app)
    settled(page)
    draw(page, [point for stroke in TROUSERS for point in stroke])
    expect(answer(page, "Trouser")).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(answer(page, "Trouser")).to_be_visible(timeout=PATIENCE)
    settled(page)
    expect_colour(page, 0.5, 0.08, INK)
    other = page.context.new_page()
    other.goto(app.address)
    expect(examples(other).first).to_be_visible(timeout=PATIENCE)
    on_sheet(page, "Undo").click()
    expect(examples(page).first).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(examples(page).first).to_be_visible(timeout=PATIENCE)
    no_exception(page)
