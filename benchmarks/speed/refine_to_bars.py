"""Time from a stroke that refines a photo's mask to the new bars, in the browser, median.

Each stroke marks "not garment" across the middle of the photo, so that the mask always changes.
"""

import re
from typing import Any

import numpy as np
from playwright.sync_api import Page

from benchmarks.harness.figure import Figure
from benchmarks.harness.stopwatch import fresh_page, wait_until_at_rest
from benchmarks.speed.drawing_to_bars import CANVAS, drag, strokes_figure
from benchmarks.speed.photo_to_answer import HEIGHT, WIDTH, garment_photo
from tools.app_server import running_app, temporary_home
from tools.browser import chromium

MAX_MS = 600  # twice that of a drawn stroke: segmentation is added
TARGET = f"≤ {MAX_MS} ms"
PHOTOS, STROKES = 3, 6


def measure() -> dict[str, Any]:
    taken = []
    with temporary_home() as home, running_app(home) as app, chromium() as browser:
        for seed in range(PHOTOS + 1):  # the first one of a process loads code
            with fresh_page(browser) as page:
                page.goto(app.address)
                _open(page, garment_photo(seed))
                taken.append([_stroke(page, number) for number in range(STROKES)])
    return figure(taken).as_line()


def _open(page: Page, photo: bytes) -> None:
    """Upload a photo and put it on the canvas, with the brush for "not garment"."""
    wait_until_at_rest(page)
    page.get_by_test_id("stButtonGroup").get_by_text("Upload", exact=True).click()
    chooser = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    chooser.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo})
    page.get_by_role("button", name=re.compile("outline")).click()
    page.locator(CANVAS).wait_for()
    page.get_by_role("radio").filter(has_text="Not garment").click()
    wait_until_at_rest(page)


def _stroke(page: Page, number: int) -> float:
    """Draw one line from left to right; return milliseconds from release to bars."""
    box = page.locator(CANVAS).bounding_box()
    assert box, "the canvas has no place on the screen"
    across = box["x"] + np.linspace(0.3, 0.7, 4) * box["width"]
    down = box["y"] + (0.3 + 0.08 * number) * box["height"]
    return drag(page, [(float(place), down) for place in across])


def figure(photos: list[list[float]]) -> Figure:
    where = f"{len(photos) - 1} photos of {WIDTH}×{HEIGHT}"
    return strokes_figure("refine_to_bars", MAX_MS, photos, where, {})
