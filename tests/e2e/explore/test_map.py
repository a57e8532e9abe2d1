"""The map of 70,000 pictures in a real browser: pointer, lasso, legend, keys and fingers."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.app_server import App
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import no_exception, settled
from tests.network_guard.guard import attempts, guarded
from tools import app_server
from tools.map_app import write_map_app

CLASSES = 10


@pytest.fixture(scope="module")
def map_app(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app of one page, the map."""
    folder = tmp_path_factory.mktemp("map")
    home = shutil.copytree(prepared_home, folder / "home", symlinks=True)
    notes = home / "network.txt"
    environment = guarded(app_server.at(home), notes)
    with app_server.running_app(home, write_map_app(folder), environment) as server:
        yield App(server, notes)
        assert not attempts(notes), "the app contacted another computer"


def drawn(page: Page) -> Locator:
    """Wait until the points are on the screen; return what takes the pointer and the keys."""
    expect(page.locator(".map[data-drawn]")).to_be_visible()
    settled(page)
    return page.locator(".map .keys")


def at(canvas: Locator, right: float, below: float) -> tuple[float, float]:
    """Return a place on the screen, in shares of the map's height from the middle of the canvas."""
    box = canvas.bounding_box()
    assert box
    side = min(box["width"], box["height"])
    return (
        box["x"] + box["width"] / 2 + right * side,
        box["y"] + box["height"] / 2 + below * side,
    )


def draw_lasso(page: Page, canvas: Locator, corners: list[tuple[float, float]]) -> None:
    first, *others = [at(canvas, *corner) for corner in corners]
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


RIGHT = [(0.05, -0.49), (0.49, -0.49), (0.49, 0.49), (0.05, 0.49)]


def selected(page: Page) -> int:
    """Return how many pictures Python says are selected."""
    answer = page.get_by_text(re.compile(r"^\d+ selected\.$"))
    expect(answer).to_be_visible()
    return int(answer.inner_text().split()[0])


def count_on_the_map(page: Page) -> int:
    words = page.locator(".map .status").inner_text()
    return int(words.split()[0].replace(",", ""))


def test_the_pointer_shows_the_picture_under_it(map_app: App, open_page: OpenPage) -> None:
    page = open_page(map_app)
    canvas = drawn(page)
    page.mouse.move(*at(canvas, 0.36, 0))  # the first class's cluster
    card = page.locator(".map .card[data-picture]")
    expect(card).to_contain_text("T-shirt/top")
    expect(card).to_contain_text("The model: ")
    page.mouse.move(*at(canvas, 0, 0))  # between the clusters
    expect(page.locator(".map .card")).to_be_hidden()
    no_exception(page)


def test_a_lasso_selects_what_both_sides_count_alike(map_app: App, open_page: OpenPage) -> None:
    page = open_page(map_app)
    canvas = drawn(page)
    expect(page.get_by_text("Nothing selected.")).to_be_visible()
    page.keyboard.down("Shift")
    draw_lasso(page, canvas, RIGHT)
    page.keyboard.up("Shift")
    everything = selected(page)
    assert 20_000 < everything < 50_000
    assert count_on_the_map(page) == everything

    page.get_by_role("button", name="T-shirt/top: 7,000 pictures").click()
    page.get_by_role("button", name="Draw a lasso around pictures").click()
    draw_lasso(page, canvas, RIGHT)
    expect(page.get_by_text(f"{everything} selected.")).to_have_count(0)
    without = selected(page)
    assert 6_000 < everything - without <= 7_000
    assert count_on_the_map(page) == without

    canvas.press("Escape")
    expect(page.get_by_text("Nothing selected.")).to_be_visible()
    no_exception(page)


def test_keys_alone_find_select_and_clear(map_app: App, open_page: OpenPage) -> None:
    page = open_page(map_app)
    canvas = drawn(page)
    canvas.focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".map .cursor")).to_be_visible()
    expect(page.locator(".map .status")).to_contain_text("T-shirt/top")
    page.keyboard.press("Enter")
    before = selected(page)
    assert before > 0
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{before} selected.")).to_have_count(0)
    assert 0 < selected(page) < before, "closer, the same circle holds fewer"
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nothing selected.")).to_be_visible()


def test_colours_are_chosen_without_asking_the_app(map_app: App, open_page: OpenPage) -> None:
    page = open_page(map_app)
    drawn(page)
    legend = page.locator(".map .legend button")
    expect(legend).to_have_count(CLASSES)
    expect(page.get_by_role("radio", name="Colour by label", exact=True)).to_be_checked()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_role("radio", name="Colour by right or wrong").click()
    expect(legend).to_have_count(2)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Colour by label quality")).to_be_checked()
    expect(page.get_by_role("radio", name="Colour by label quality")).to_be_focused()
    assert not sent


def test_far_in_the_points_are_pictures(map_app: App, open_page: OpenPage) -> None:
    page = open_page(map_app)
    canvas = drawn(page)
    shown = page.locator(".map[data-pictures]")
    expect(shown).to_have_count(0)
    page.mouse.move(*at(canvas, 0.36, 0))
    page.mouse.wheel(0, -250)
    expect(page.get_by_text("Click the map, or hold Ctrl, to zoom with the wheel")).to_be_visible()
    expect(page.locator(".map.zoomed")).to_have_count(0)
    page.mouse.click(*at(canvas, 0.36, 0))
    for _ in range(14):
        page.mouse.wheel(0, -250)
    expect(shown).to_be_visible()
    expect(page.locator(".map .wheel")).to_be_hidden()
    page.get_by_role("button", name="Show the whole map").click()
    expect(shown).to_have_count(0)
    no_exception(page)


def test_the_wheel_zooms_with_ctrl_held_and_scrolls_the_page_without(
    map_app: App, open_page: OpenPage
) -> None:
    page = open_page(map_app)
    canvas = drawn(page)
    page.set_viewport_size({"width": 1000, "height": 400})
    drawn(page)
    page.mouse.move(*at(canvas, 0, 0))
    before = canvas.bounding_box()
    assert before
    page.mouse.wheel(0, 120)
    expect(page.locator(".map .wheel")).to_be_visible()
    has_moved(page, canvas, before["y"])
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    expect(page.locator(".map.zoomed")).to_be_visible()


def test_a_finger_draws_a_lasso_and_otherwise_scrolls_past_the_whole_map(
    map_app: App, open_page: OpenPage
) -> None:
    page = open_page(map_app, screen="phone")
    canvas = drawn(page)
    canvas.scroll_into_view_if_needed()
    place = above(canvas)
    swipe(page, [at(canvas, 0, 0.2 - 0.1 * step) for step in range(5)])
    has_moved(page, canvas, place)
    expect(page.get_by_text("Nothing selected.")).to_be_visible()

    page.get_by_role("button", name="Draw a lasso around pictures").tap()
    canvas.scroll_into_view_if_needed()
    turns = np.linspace(0, 2 * np.pi, 24)
    swipe(page, [at(canvas, 0.36 + 0.11 * np.cos(t), 0.11 * np.sin(t)) for t in turns])
    everything = selected(page)
    assert everything > 1_000
    assert count_on_the_map(page) == everything
    no_exception(page)


def above(canvas: Locator) -> float:
    box = canvas.bounding_box()
    assert box
    return box["y"]


def has_moved(page: Page, canvas: Locator, place: float) -> None:
    """Wait until the page was scrolled: a frame at a time, until the test's time is over."""
    for _ in range(300):
        if above(canvas) < place - 5:
            return
        page.evaluate("() => new Promise(requestAnimationFrame)")
    raise AssertionError("the page was not scrolled")


def swipe(page: Page, places: list[tuple[float, float]]) -> None:
    """Draw with one finger, as a touch screen reports it."""
    session = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(places) - 1)]
    for kind, (x, y) in zip(kinds, places, strict=True):
        points = [{"x": float(x), "y": float(y)}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_tap_shows_a_picture_on_a_phone(map_app: App, open_page: OpenPage) -> None:
    page = open_page(map_app, screen="phone")
    canvas = drawn(page)
    canvas.scroll_into_view_if_needed()
    page.touchscreen.tap(*at(canvas, 0.33, 0))
    expect(page.locator(".map .card[data-picture]")).to_be_visible()
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 390
