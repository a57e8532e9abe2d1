"""Take the README's pictures: the real app on a home of its own, a drawing, a short training."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from benchmarks.harness.chromium import chromium
from benchmarks.harness.serve import APP, home, serve

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
WIDE = {"width": 1440, "height": 1000}
# A T-shirt in one stroke: parts of the canvas from the left and the top.
SHIRT = [(0.36, 0.1), (0.2, 0.17), (0.06, 0.4), (0.2, 0.48), (0.28, 0.38), (0.28, 0.9)]
SHIRT += [(0.72, 0.9), (0.72, 0.38), (0.8, 0.48), (0.94, 0.4), (0.8, 0.17), (0.64, 0.1)]
SHIRT += [(0.5, 0.18), (0.36, 0.1)]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with home() as place, serve(APP, place) as app, chromium() as browser:
        train(browser, app.address)
        for theme in ("light", "dark"):
            try_it(browser, app.address, theme)
            models(browser, app.address, theme)


def opened(browser: Browser, address: str, theme: str, title: str) -> Page:
    page = browser.new_context(viewport=WIDE, color_scheme=theme).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(120_000)
    page.goto(address, wait_until="load")
    expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=60_000)
    return page


def shoot(page: Page, name: str) -> None:
    page.get_by_test_id("stApp").wait_for()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def try_it(browser: Browser, address: str, theme: str) -> None:
    page = opened(browser, address, theme, "What is it?")
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SHIRT]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()
    expect(page.get_by_text("What the model sees")).to_be_visible()
    expect(page.get_by_role("list", name="Probability of each")).to_be_visible()
    page.mouse.move(1400, 300)
    shoot(page, f"try-it-{theme}")


def train(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/train", "light", "Teach a model")
    page.get_by_role("button", name="Train", exact=True).click()
    # The curve has begun once two epochs are told; then the page is worth a picture.
    expect(page.get_by_text("Epoch 3 of")).to_be_visible(timeout=120_000)
    page.screenshot(path=FOLDER / "train-light.png")
    expect(page.get_by_text("done", exact=True).first).to_be_visible(timeout=240_000)


def models(browser: Browser, address: str, theme: str) -> None:
    page = opened(browser, f"{address}/models", theme, "Which model answers?")
    expect(page.get_by_text("Changes of champion")).to_be_visible()
    shoot(page, f"models-{theme}")


if __name__ == "__main__":
    main()
