"""Explore with answers and a map: odd sandals, a cluster by lasso, a leak, the wardrobe."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.input_kind import InputKind
from core.settings import Settings
from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage, checked_app
from tests.e2e.explore.explored import ODD, TEST, TRAIN, fill
from tests.e2e.explore.test_explore import pill
from tests.e2e.explore.test_map import draw_lasso, drawn
from tests.e2e.steps import button, choose, click, no_exception, nothing_is_cut, settled


@pytest.fixture(scope="module")
def explored(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app whose home has the champion's answers, a map, and a report with one leak."""
    home = shutil.copytree(
        prepared_home, tmp_path_factory.mktemp("explored") / "home", symlinks=True
    )
    fill(home)
    with checked_app(home) as running:
        yield running


def names(page: Page) -> list[str]:
    """The names of the pictures that the gallery shows, in order."""
    return page.locator("button.tile").evaluate_all("tiles => tiles.map(t => t.ariaLabel)")


def tag_all(page: Page, name: str, words: str) -> None:
    """Tag what is selected, and show the tag."""
    click(page, "Tag")
    page.get_by_label("Name of the tag").fill(name)
    page.get_by_label("Name of the tag").press("Tab")
    click(page, f"Tag {words}")
    page.keyboard.press("Escape")
    button(page, "Tags").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Show").last.click()
    settled(page)


def test_odd_sandals_are_found_by_their_label_and_by_likeness_and_tagged(
    explored: App, open_page: OpenPage
) -> None:
    page = open_page(explored, "/explore")
    pill(page, "Sandal")
    choose(page, "Sort by", "Probability of the label")
    first = page.locator("button.tile").first
    expect(first).to_have_attribute("aria-label", f"train {ODD[0]}, Sandal")
    assert names(page)[:3] == [f"train {number}, Sandal" for number in ODD]
    first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("The most similar pictures of the training split")).to_be_visible()
    dialog.get_by_role("button", name="More like this").click()
    expect(page.get_by_text(f"Sorted by likeness to train {ODD[0]}")).to_be_visible()
    expect(first).to_have_attribute("aria-label", f"train {ODD[0]}, Sandal")
    settled(page)
    for number in range(4):
        page.locator(".tick").nth(number).click()
        expect(page.get_by_text(f"{number + 1} chosen")).to_be_visible()
    alike = names(page)[:4]
    tag_all(page, "odd sandals", "4 pictures")
    expect(page.get_by_text("1–4 of 4")).to_be_visible()
    assert sorted(names(page)) == sorted(alike)
    no_exception(page)


def test_a_cluster_is_lassoed_tagged_and_its_link_shows_it_in_a_second_browser(
    explored: App, open_page: OpenPage
) -> None:
    page = open_page(explored, "/explore?view=Map")
    canvas = drawn(page)
    page.get_by_role("button", name="Draw a lasso around pictures").click()
    turns = np.linspace(0, 2 * np.pi, 16)
    draw_lasso(page, canvas, [at_cluster(t) for t in turns])
    words = page.get_by_text(re.compile(r"^[\d,]+ pictures inside the lasso$")).last
    expect(words).to_be_visible()
    count = words.inner_text().removesuffix(" inside the lasso")
    expect(page.locator("button.tile")).to_have_count(60)
    inside = names(page)
    assert {name.split(", ")[1] for name in inside} == {"T-shirt/top"}
    tag_all(page, "round shirts", count)
    expect(page).to_have_url(re.compile(r"tag=round(\+|%20)shirts"))
    shown = page.get_by_text(f"1–60 of {count.removesuffix(' pictures')}")
    expect(shown).to_be_visible()
    assert names(page) == inside

    second = open_page(explored, page.url.replace(explored.address, ""), screen="phone")
    expect(second.get_by_text(f"1–60 of {count.removesuffix(' pictures')}")).to_be_visible()
    expect(second.locator("button.tile")).to_have_count(60)
    assert names(second) == inside
    nothing_is_cut(second)
    no_exception(second)


def at_cluster(turn: float) -> tuple[float, float]:
    """A place on a circle inside the cluster of the first class."""
    return 0.36 + 0.05 * float(np.cos(turn)), 0.05 * float(np.sin(turn))


def test_a_leak_between_train_and_test_is_opened_from_the_checks(
    explored: App, open_page: OpenPage
) -> None:
    checks = "/versions?view=Checks"
    page = open_page(explored, checks)
    pair = page.locator(".faults figure a")
    expect(pair).to_have_count(2)
    for place, (name, split) in enumerate(
        ((f"Test {TEST - 60_000}", "test"), (f"Train {TRAIN}", "train"))
    ):
        page.goto(checks)
        pair.nth(place).click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text(f"{name}, in the {split} split.")).to_be_visible()
        assert f"picture={(TEST, TRAIN)[place]}" in page.url
    no_exception(page)


def test_a_picture_of_the_wardrobe_leads_to_its_neighbours_in_the_dataset(
    explored: App, open_page: OpenPage
) -> None:
    original = np.random.default_rng(5).integers(0, 256, (60, 50, 3), np.uint8)
    item = Item(original[:28, :28, 0], 8, original, InputKind.PHOTO, "bag.jpg")
    id_ = Wardrobe(Settings(home=explored.home)).add(item)
    page = open_page(explored, "/explore")
    choose(page, "Pictures of", "Your wardrobe")
    expect(page).to_have_url(re.compile("data=wardrobe"))
    tile = page.locator("button.tile")
    expect(tile).to_have_count(1)
    tile.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("bag.jpg")).to_be_visible()
    expect(page).to_have_url(re.compile(f"picture={id_}"))
    near = dialog.locator("button.tile")
    expect(near).to_have_count(12)
    name = near.first.get_attribute("aria-label")
    assert name
    near.first.click()
    expect(dialog.get_by_text("in the train split.")).to_be_visible()
    expect(page).not_to_have_url(re.compile("data=wardrobe"))
    assert f"picture={name.split(',')[0].removeprefix('train ')}" in page.url
    page.keyboard.press("Escape")
    expect(page.get_by_text("1–60 of 70,000")).to_be_visible()
    no_exception(page)
