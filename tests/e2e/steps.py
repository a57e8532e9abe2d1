"""Steps on a page, and waiting until it is ready. Nothing waits a fixed time."""

import re
from itertools import count
from pathlib import Path

from playwright.sync_api import Locator, Page, Response, TimeoutError, expect

Point = tuple[float, float]  # 0-1 from the left and the top of the canvas


def settled(page: Page) -> None:
    """Wait until the page is rendered and no script runs."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def no_exception(page: Page) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)


# The heading of each page, by its name in the navigation.
QUESTIONS = {
    "Try it": "What is it?",
    "Many at once": "What are all these?",
    "Explain": "Why does it say that?",
    "Explore": "What is in the data?",
    "Wardrobe": "What have you taught it?",
    "Label court": "Is this label right?",
    "Versions": "Which data did it learn from?",
    "Evaluate": "How good is it?",
    "Stages": "Which stage helps?",
    "Train": "Train a model",
    "Sweep": "Which settings are best?",
    "Runs": "Which run was best?",
    "Models": "Which model answers?",
}

# The group of each page: a menu in the top bar, a heading on a phone.
GROUPS = {
    "Try it": "Try",
    "Many at once": "Try",
    "Explain": "Try",
    "Explore": "Data",
    "Wardrobe": "Data",
    "Label court": "Data",
    "Versions": "Data",
    "Evaluate": "Judge",
    "Stages": "Judge",
    "Train": "Train",
    "Sweep": "Train",
    "Runs": "Train",
    "Models": "Models",
}


def go_to(page: Page, title: str) -> None:
    """Choose a page in the navigation, which is collapsed on a phone.

    Wait for the heading of the page: just after the click no script runs yet.
    """
    settled(page)
    name = re.compile(rf"^\W*{re.escape(title)}$")
    opener = page.get_by_test_id("stExpandSidebarButton")
    if opener.is_visible():
        opener.click()
        page.get_by_role("link", name=name).first.click()
    else:
        page.get_by_test_id("stTopNav").get_by_role("button", name=GROUPS[title]).click()
        page.get_by_role("menuitem", name=name).click()
    expect(page.get_by_role("heading", name=QUESTIONS[title])).to_be_visible()
    settled(page)


def button(page: Page, label: str) -> Locator:
    """A button of the page or of a dialog: menus in the top bar have such names too."""
    found = page.get_by_role("button", name=label, exact=True)
    return found.and_(page.locator(":not([data-testid=stTopNav] *)"))


def click(page: Page, label: str) -> None:
    button(page, label).click()
    settled(page)


def tab(page: Page, label: str) -> Locator:
    return page.get_by_role("tab", name=label)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box by its text; try again if a rerun closes the list."""
    box = page.get_by_role("combobox", name=re.compile(re.escape(label)))
    there = page.get_by_role("option", name=option, exact=True)
    box.click()
    try:
        there.click(timeout=5_000)
    except TimeoutError:
        box.click()
        there.click()
    settled(page)


def set_number(page: Page, label: str, value: float) -> None:
    box = page.get_by_role("spinbutton", name=re.compile(label)).first
    box.fill(str(value))
    box.press("Tab")
    settled(page)


def queue(page: Page, pictures: str, epochs: int, *seeds: int) -> None:
    """Queue training runs of `quick`, one per seed."""
    choose(page, "Recipe", "Quick")
    # Its own settings are shown then: until that, a number would go to the recipe before.
    expect(page).to_have_url(re.compile("recipe=quick"))
    settled(page)
    choose(page, "Pictures to learn from", pictures)
    set_number(page, "Epochs", epochs)
    for seed in seeds:
        set_number(page, "Seed", seed)
        click(page, "Train")
        # The next change of a setting would interrupt a run of the page that the click began.
        expect(page.get_by_text(re.compile(rf", seed {seed}$")).first).to_be_visible()


def upload(page: Page, *files: Path) -> None:
    """Choose files, and wait until the server has them all: a form sent before has none."""
    numbers = count(1)

    def is_last(response: Response) -> bool:
        return response.request.method == "PUT" and next(numbers) == len(files)

    with page.expect_response(is_last):
        page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(files)
    settled(page)


def canvas(page: Page) -> Locator:
    """The layer of the drawing canvas that receives mouse events."""
    return page.locator("canvas.upper-canvas").first


def draw(page: Page, *strokes: list[Point]) -> None:
    """Draw with real mouse moves, with the button held during each stroke."""
    surface = canvas(page)
    surface.scroll_into_view_if_needed()
    expect(surface).to_be_visible()
    box = surface.bounding_box()
    assert box, "the canvas is not visible"
    for stroke in strokes:
        on_screen = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*on_screen[0])
        page.mouse.down()
        for point in on_screen[1:]:
            page.mouse.move(*point, steps=8)
        page.mouse.up()


def nothing_is_cut(page: Page) -> None:
    """Assert that nothing is wider than the screen: no horizontal scrolling."""
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, f"the page is {wider} pixels wider than the screen"


def source(page: Page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
    settled(page)


def expect_answer(page: Page) -> None:
    expect(
        page.get_by_text("What the model sees", exact=True).last
    ).to_be_visible()  # an older one may be leaving
    expect(
        page.get_by_role("list", name="Probability of each").get_by_role("listitem")
    ).to_have_count(10)
    no_exception(page)


TROUSERS: list[list[Point]] = [
    [(0.30, 0.08), (0.70, 0.08), (0.74, 0.92), (0.56, 0.92), (0.50, 0.38)],
    [(0.50, 0.38), (0.44, 0.92), (0.26, 0.92), (0.30, 0.08)],
]
