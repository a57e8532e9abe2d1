"""Using the canvas: its buttons, its brush, and touch."""

from itertools import pairwise

from playwright.sync_api import Locator, Page, expect

from tests.e2e.steps import Point, canvas, settled

FRAME, FRAMES = 20, 100  # milliseconds; at most two seconds


def on_sheet(page: Page, label: str, board: str = "drawing") -> Locator:
    """The page's own button, because the canvas component also has an Undo."""
    return page.locator(f".st-key-{label.replace(' ', '-')}-{board} button")


def examples(page: Page) -> Locator:
    """The buttons of the empty page that fill it with an example."""
    return page.locator("[class*=st-key-example-] button")


def expect_colour(page: Page, x: float, y: float, colour: str) -> None:
    """Wait until the strokes have a colour, #RRGGBB, at a point of the canvas, 0-1.

    A stroke is drawn on its layer in a frame after the one in which it ends.
    """
    for _ in range(FRAMES):
        if colour_at(page, x, y) == colour:
            return
        page.wait_for_timeout(FRAME)
    assert colour_at(page, x, y) == colour


def colour_at(page: Page, x: float, y: float) -> str:
    """The colour of the strokes at a point of the canvas, 0-1, as #RRGGBB."""
    pixel: list[int] = page.locator("canvas.lower-canvas").last.evaluate(
        """(sheet, [x, y]) => [...sheet.getContext("2d").getImageData(
            Math.round(x * sheet.width), Math.round(y * sheet.height), 1, 1).data]""",
        [x, y],
    )
    return "#" + "".join(f"{part:02X}" for part in pixel[:3])


def widest_brush(page: Page) -> None:
    page.get_by_role("slider", name="Brush width").press("End")
    expect(page.get_by_test_id("stSliderThumbValue")).to_have_text("45")
    page.get_by_role("heading", name="What is it?").scroll_into_view_if_needed()
    settled(page)


def touch(page: Page, stroke: list[Point]) -> None:
    """Draw one stroke with touch events dispatched by the browser itself."""
    box = canvas(page).bounding_box()
    assert box, "the canvas is not visible"
    finger = page.context.new_cdp_session(page)

    def send(kind: str, *points: Point) -> None:
        there = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points
        ]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": there})

    send("touchStart", stroke[0])
    for (x0, y0), (x1, y1) in pairwise(stroke):
        for step in range(1, 9):
            send("touchMove", (x0 + (x1 - x0) * step / 8, y0 + (y1 - y0) * step / 8))
    send("touchEnd")
