"""The map laid back over the photo: each part is where it came from."""

import numpy as np
import pytest

from core.pictures import Switches, prepare_pixels
from core.pictures.photo import prepare_photo
from core.workflows.explain.photo import on_photo

HEIGHT, WIDTH = 300, 420
GARMENT = slice(60, 260), slice(240, 340)  # right of the middle


def photo() -> np.ndarray:
    """A photo with a transparent ground, so that the outline is known."""
    rgba = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    rgba[GARMENT] = (30, 40, 120, 255)
    return rgba


@pytest.mark.parametrize("off", ["", "crop", "fit", "centre"])
def test_what_is_on_the_garment_in_28x28_lies_on_it_in_the_photo(off: str) -> None:
    made = prepare_photo(photo(), Switches(**({off: False} if off else {})))
    laid = on_photo(made, (made.pixels > 0).astype(np.float32))
    assert laid is not None
    assert laid.shape == (HEIGHT, WIDTH)
    inside = np.zeros(laid.shape, bool)
    inside[GARMENT] = True
    # With crop off, a pixel of 28×28 is 16 pixels of the photo: as much may spill at the edges.
    near = np.zeros(laid.shape, bool)
    near[44:276, 224:356] = True
    assert laid[inside].mean() > 0.9
    assert laid[~near].mean() < 0.01


def test_the_upper_left_stays_in_the_upper_left() -> None:
    made = prepare_photo(photo())
    found = np.zeros((28, 28), np.float32)
    rows, columns = np.nonzero(made.pixels)
    found[rows.min() : rows.min() + 6, columns.min() : columns.min() + 6] = 1
    laid = on_photo(made, found)
    assert laid is not None
    down, across = np.unravel_index(int(laid.argmax()), laid.shape)
    assert 60 <= down < 140
    assert 240 <= across < 290


def test_a_picture_that_was_no_photo_has_none() -> None:
    assert on_photo(prepare_pixels(np.ones((28, 28), np.uint8)), np.ones((28, 28))) is None
