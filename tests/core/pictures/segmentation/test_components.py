"""Which connected components of a mask are the garment: both shoes of a pair, but no clutter."""

import cv2
import numpy as np
import pytest

from core.pictures import prepare_photo
from core.pictures.segmentation.components import garment_components

HEIGHT, WIDTH = 120, 160
BROWN, BLUE, FLOOR = (110, 60, 30), (40, 60, 160), (205, 200, 190)


def shoe(middle: int, half_width: int = 18) -> np.ndarray:
    """The sole of a shoe, from above: bool (h, w)."""
    blank = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.ellipse(blank, (middle, 60), (half_width, 42), 0, 0, 360, 1, -1) > 0


def photo_of(*objects: tuple[np.ndarray, tuple[int, int, int]]) -> np.ndarray:
    photo = np.full((HEIGHT, WIDTH, 3), FLOOR, np.float64)
    for mask, colour in objects:
        photo[mask] = colour
    grain = np.random.default_rng(2).normal(0, 4, photo.shape)
    return np.clip(photo + grain, 0, 255).astype(np.uint8)


def test_both_shoes_of_a_pair_are_kept() -> None:
    pair = shoe(50) | shoe(110)
    assert (garment_components(pair, photo_of((pair, BROWN))) == pair).mean() > 0.99


@pytest.mark.parametrize(("half_width", "colour"), [(6, BROWN), (16, BLUE)])
def test_components_that_are_small_or_of_another_colour_are_removed(
    half_width: int, colour: tuple[int, int, int]
) -> None:
    one, other = shoe(50), shoe(120, half_width)
    left = garment_components(one | other, photo_of((one, BROWN), (other, colour)))
    assert left[one].mean() > 0.97
    assert not left[other].any()


def test_a_component_marked_by_the_user_is_kept() -> None:
    one, other = shoe(50), shoe(120, 6)
    marked = np.zeros_like(one)
    marked[60, 120] = True
    left = garment_components(one | other, photo_of((one, BROWN), (other, BLUE)), marked)
    assert left[other].mean() > 0.9


def test_an_empty_mask_stays_empty() -> None:
    nothing = np.zeros((HEIGHT, WIDTH), bool)
    assert not garment_components(nothing, photo_of()).any()


def test_both_shoes_of_a_pair_are_in_the_model_input() -> None:
    pair = shoe(50) | shoe(110)
    pixels = prepare_photo(photo_of((pair, BROWN))).pixels
    assert pixels[:, :10].max() > 60
    assert pixels[:, 18:].max() > 60
    assert pixels[14, 13:15].max() < 60, "the floor between them is background"
