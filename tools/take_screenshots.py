"""Take the README's screenshots from the real app: a drawing, a training run, the models."""

from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tools.app_server import ROOT, running_app, temporary_home
from tools.browser import chromium

FOLDER = ROOT / "docs" / "screenshots"
TRAINING = 900_000  # milliseconds; a busy computer may need them
SCREEN: ViewportSize = {"width": 1440, "height": 1000}
# A T-shirt in one stroke: shares of the canvas from the left and the top.
SHIRT = [(0.36, 0.1), (0.2, 0.17), (0.06, 0.4), (0.2, 0.48), (0.28, 0.38), (0.28, 0.9)]
SHIRT += [(0.72, 0.9), (0.72, 0.38), (0.8, 0.48), (0.94, 0.4), (0.8, 0.17), (0.64, 0.1)]
SHIRT += [(0.5, 0.18), (0.36, 0.1)]

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with temporary_home() as home, running_app(home) as app, chromium() as browser:
        train(browser, app.address)
        for theme in THEMES:
            try_it(browser, app.address, theme)
            models(browser, app.address, theme)


def opened(browser: Browser, address: str, theme: Theme) -> Page:
    page = browser.new_context(viewport=SCREEN, color_scheme=theme).new_page()
    page.set_default_timeout(120_000)
    page.goto(address, wait_until="load")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=60_000)
    return page


def shoot(page: Page, name: str) -> None:
    page.get_by_test_id("stApp").wait_for()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def try_it(browser: Browser, address: str, theme: Theme) -> None:
    page = opened(browser, address, theme)
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SHIRT]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()
    expect(page.get_by_text("What the model sees", exact=True).last).to_be_visible()
    expect(page.get_by_role("list", name="Probability of each")).to_be_visible()
    page.mouse.move(1400, 300)
    shoot(page, f"try-it-{theme}")


def train(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/train", "light")
    page.get_by_test_id("stMain").get_by_role("button", name="Train", exact=True).click()
    # After two epochs there is a curve.
    expect(page.get_by_text("Epoch 3 of")).to_be_visible(timeout=TRAINING)
    page.screenshot(path=FOLDER / "train-light.png")
    expect(page.get_by_text("done", exact=True).first).to_be_visible(timeout=TRAINING)


def models(browser: Browser, address: str, theme: Theme) -> None:
    page = opened(browser, f"{address}/models", theme)
    expect(page.get_by_text("Champion history")).to_be_visible()
    shoot(page, f"models-{theme}")


if __name__ == "__main__":
    main()
