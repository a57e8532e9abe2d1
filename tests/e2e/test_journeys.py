"""User journeys in a real browser, from the first stroke to a new champion."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.app_server import App, running_app
from tests.e2e.browser import Screen
from tests.e2e.conftest import OpenPage
from tests.e2e.sheets import examples
from tests.e2e.steps import (
    TROUSERS,
    button,
    choose,
    click,
    draw,
    expect_answer,
    go_to,
    nothing_is_cut,
    queue,
    settled,
    source,
    upload,
)
from tests.pages.pictures import RUBBISH, jpeg


def badge(page: Page, words: str) -> None:
    expect(page.get_by_text(words, exact=True).first).to_be_visible(timeout=150_000)


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


def test_a_training_survives_a_reload_a_second_is_queued_and_both_can_be_stopped(
    fresh_app: App, open_page: OpenPage
) -> None:
    page = open_page(fresh_app, "/train")
    settled(page)
    queue(page, "Tiny", 200, 0)
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 200"))).to_be_visible(timeout=60_000)
    button(page, "Train").click()
    expect(page.get_by_text("Waiting for 1 job")).to_be_visible()

    page.reload()
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 200"))).to_be_visible()
    go_to(page, "Try it")
    go_to(page, "Train")
    page.get_by_role("button", name="Remove from queue").click()
    expect(page.get_by_text("Waiting for 1 job")).to_have_count(0)
    stop = page.get_by_role("button", name="Stop the training", exact=True)
    stop.click()
    expect(stop).to_have_count(0)
    badge(page, "stopped")


def test_a_killed_training_is_shown_as_interrupted_and_another_can_be_run(
    fresh_app: App, open_page: OpenPage
) -> None:
    page = open_page(fresh_app, "/train")
    settled(page)
    queue(page, "Tiny", 200, 0)
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 200"))).to_be_visible(timeout=60_000)
    page.close()  # otherwise it would log connection errors
    fresh_app.kill()
    with running_app(fresh_app.home) as again:
        page = open_page(again, "/train")
        settled(page)
        badge(page, "interrupted")
        expect(page.get_by_text("closed or killed while this ran")).to_be_visible()
        queue(page, "Tiny", 2, 0)
        badge(page, "done")
        go_to(page, "Models")
        expect(page.get_by_role("heading", name="Champion: v1")).to_be_visible()
        page.close()
