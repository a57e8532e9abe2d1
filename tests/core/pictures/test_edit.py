"""Strokes over a dataset picture are blended in by how much of each pixel they cover."""

import numpy as np
import pytest

from core.errors import BadPicture
from core.pictures import changed_pixels, cloth_ink, draw_over

FACTOR = 12
EDGE = 28 * FACTOR


def garment() -> np.ndarray:
    pixels = np.zeros((28, 28), np.uint8)
    pixels[4:24, 8:20] = 120
    return pixels


def strokes(rows: slice, columns: slice, ink: int) -> np.ndarray:
    """A rectangle of one ink, in canvas pixels: uint8 (h, w, 4)."""
    canvas = np.zeros((EDGE, EDGE, 4), np.uint8)
    canvas[rows, columns] = (ink, ink, ink, 255)
    return canvas


def test_without_strokes_the_picture_is_the_same_array() -> None:
    pixels = garment()
    made = draw_over(pixels, None)
    assert made.pixels is pixels
    assert not made.stages[-1].applied


def test_ink_over_whole_pixels_replaces_them_and_nothing_else() -> None:
    made = draw_over(garment(), strokes(slice(0, 2 * FACTOR), slice(0, 3 * FACTOR), 200))
    assert (made.pixels[:2, :3] == 200).all()
    assert changed_pixels(garment(), made.pixels) == 6
    assert made.stages[-1].picture is made.pixels


def test_an_eraser_leaves_black() -> None:
    made = draw_over(garment(), strokes(slice(0, EDGE), slice(10 * FACTOR, 12 * FACTOR), 0))
    assert made.pixels[:, 10:12].max() == 0
    assert (made.pixels[4:24, 12:20] == 120).all()


def test_a_half_covered_pixel_is_blended_half_and_half() -> None:
    made = draw_over(garment(), strokes(slice(FACTOR * 8, FACTOR * 9), slice(96, 102), 220))
    assert made.pixels[8, 8] == (120 + 220) // 2


def test_the_original_and_the_edited_picture_are_both_stages() -> None:
    made = draw_over(garment(), strokes(slice(0, 20), slice(0, 20), 90))
    assert [stage.name for stage in made.stages] == ["start", "edit"]
    assert (made.stages[0].picture == garment()).all()
    assert made.kind == "pixels"


def test_the_brush_has_the_typical_brightness_of_the_garment() -> None:
    assert cloth_ink(garment()) == 120
    assert cloth_ink(np.zeros((28, 28), np.uint8)) == 255


def test_an_array_of_another_shape_is_refused() -> None:
    with pytest.raises(BadPicture, match="28, 28"):
        draw_over(np.zeros((30, 30), np.uint8), None)
