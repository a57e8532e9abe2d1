"""Maps as pictures: signs by colour, one scale, the outline and the dark ground."""

import numpy as np

from app.explain.drawing import AGAINST, FACTOR, FOR, drawn_map, framed, outline
from app.explain.on_photo import over

PICTURE = np.zeros((28, 28), np.uint8)
PICTURE[4:24, 8:20] = 200


def middle_of(image: np.ndarray, row: int, column: int) -> list[int]:
    place = row * FACTOR + FACTOR // 2, column * FACTOR + FACTOR // 2
    return [int(value) for value in image[place]]


def test_the_full_colours_are_those_of_the_scale() -> None:
    found = np.zeros((28, 28), np.float32)
    found[10, 10], found[10, 12], found[10, 14] = 0.5, -0.5, 0.1
    image = drawn_map(PICTURE, found, scale=0.5)
    assert image.shape == (280, 280, 3)
    assert middle_of(image, 10, 10) == list(FOR)
    assert middle_of(image, 10, 12) == list(AGAINST)
    weak, none = middle_of(image, 10, 14), middle_of(image, 10, 16)
    assert len(set(none)) == 1  # grey: the dimmed picture
    assert none[0] < weak[0] < FOR[0]


def test_the_same_value_is_weaker_on_a_larger_scale() -> None:
    found = np.full((28, 28), 0.2, np.float32)
    small, large = (middle_of(drawn_map(PICTURE, found, scale), 10, 10) for scale in (0.2, 2.0))
    assert small[0] > large[0]


def test_a_map_of_zeros_is_the_picture_itself() -> None:
    image = drawn_map(PICTURE, np.zeros((28, 28), np.float32), scale=0)
    assert middle_of(image, 10, 10)[0] > middle_of(image, 1, 1)[0]


def test_the_outline_runs_between_inside_and_outside() -> None:
    lines = outline(PICTURE > 0)
    assert lines[4 * FACTOR, 10 * FACTOR]
    assert not lines[10 * FACTOR + 5, 10 * FACTOR + 5]


def test_the_hidden_square_is_black_and_framed() -> None:
    image = framed(PICTURE, top=8, left=10, edge=4)
    assert max(middle_of(image, 9, 11)) < 30
    assert [int(value) for value in image[8 * FACTOR, 11 * FACTOR]] == list(FOR)
    assert middle_of(image, 20, 12) == [200, 200, 200]


def test_the_map_lies_over_a_grey_photo_that_is_scaled_down() -> None:
    photo = np.full((1000, 500, 3), (200, 100, 0), np.uint8)
    laid = np.zeros((1000, 500), np.float32)
    laid[:500] = 1
    image = over(photo, laid, scale=1)
    assert image.shape == (560, 280, 3)
    np.testing.assert_allclose(image[10, 10], FOR)
    assert len(set(image[-1, -1].tolist())) == 1
