"""Two shoes are one garment; a shoe and a heap of something else are not."""

import cv2
import numpy as np
import pytest

from core.pictures import prepare_photo
from core.pictures.segmentation.components import garment_pieces

HEIGHT, WIDTH = 120, 160
BROWN, BLUE, FLOOR = (110, 60, 30), (40, 60, 160), (205, 200, 190)


def shoe(middle: int, half_width: int = 18) -> np.ndarray:
    """An upright sole: bool (h, w)."""
    ground = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.ellipse(ground, (middle, 60), (half_width, 42), 0, 0, 360, 1, -1) > 0


def photo_of(*things: tuple[np.ndarray, tuple[int, int, int]]) -> np.ndarray:
    photo = np.full((HEIGHT, WIDTH, 3), FLOOR, np.float64)
    for mask, colour in things:
        photo[mask] = colour
    grain = np.random.default_rng(2).normal(0, 4, photo.shape)
    return np.clip(photo + grain, 0, 255).astype(np.uint8)


def test_both_shoes_of_a_pair_stay() -> None:
    pair = shoe(50) | shoe(110)
    assert (garment_pieces(pair, photo_of((pair, BROWN))) == pair).mean() > 0.99


@pytest.mark.parametrize(("half_width", "colour"), [(6, BROWN), (16, BLUE)])
def test_what_is_small_or_of_another_colour_goes(
    half_width: int, colour: tuple[int, int, int]
) -> None:
    one, other = shoe(50), shoe(120, half_width)
    kept = garment_pieces(one | other, photo_of((one, BROWN), (other, colour)))
    assert kept[one].mean() > 0.97
    assert not kept[other].any()


def test_what_is_marked_stays() -> None:
    one, other = shoe(50), shoe(120, 6)
    marked = np.zeros_like(one)
    marked[60, 120] = True
    kept = garment_pieces(one | other, photo_of((one, BROWN), (other, BLUE)), marked)
    assert kept[other].mean() > 0.9


def test_nothing_stays_nothing() -> None:
    nothing = np.zeros((HEIGHT, WIDTH), bool)
    assert not garment_pieces(nothing, photo_of()).any()


def test_a_photo_of_a_pair_shows_both_to_the_model() -> None:
    pair = shoe(50) | shoe(110)
    pixels = prepare_photo(photo_of((pair, BROWN))).pixels
    assert pixels[:, :10].max() > 60
    assert pixels[:, 18:].max() > 60
    assert pixels[14, 13:15].max() < 60, "the floor between them is ground"
