import json

import numpy as np
import pytest

from core.errors import BadPicture
from core.pictures import prepare_drawing
from core.pictures.strokes import draw_strokes, read_strokes

SHIRT = [[[60, 200, 200, 60, 60], [60, 60, 220, 220, 60]], [[60, 20], [60, 120]]]


def line(drawing: object) -> str:
    return json.dumps({"word": "t-shirt", "drawing": drawing})


def test_a_line_is_read_as_strokes_of_points() -> None:
    strokes = read_strokes(line(SHIRT))
    assert [stroke.shape for stroke in strokes] == [(5, 2), (2, 2)]
    assert strokes[1].tolist() == [[60, 60], [20, 120]]


def test_the_timing_list_of_a_stroke_is_ignored() -> None:
    assert read_strokes(line([[[1, 2], [3, 4], [0, 17]]]))[0].tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize("others", [[], [17], [17, 0.5]])
def test_strokes_may_be_lists_of_points(others: list[float]) -> None:
    points = [[[x, y, *others] for x, y in zip(*stroke, strict=True)] for stroke in SHIRT]
    for found, expected in zip(read_strokes(line(points)), read_strokes(line(SHIRT)), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_short_strokes_are_lists_of_x_and_y() -> None:
    three = [[[1, 2, 3], [4, 5, 6], [0, 7, 9]], [[1, 2], [3, 4]]]
    assert [stroke.tolist() for stroke in read_strokes(line(three))] == [
        [[1, 4], [2, 5], [3, 6]],
        [[1, 3], [2, 4]],
    ]


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "garment",
        "[]",
        "null",
        "5",
        "{}",
        '{"drawing": null}',
        '{"drawing": 5}',
        '{"drawing": "abc"}',
        line([]),
        line([[]]),
        line([[[], []]]),
        line([[1, 2]]),
        line([[[1, 2], [3, 4], [0, 7], [1, 1], [2, 2], [1, 2, 3, 4, 5]]]),
        line([[[1, 2], [3, 4], [5, 6], [7]]]),
        line([[[1, 2], [3, 4], [5, 6], [7, "a"]]]),
        line([[[1, 2]]]),
        line([[[1, 2], [3]]]),
        line([[["a"], ["b"]]]),
        line([[[None], [1]]]),
        line([{"x": [1], "y": [2]}]),
        line([[[[1]], [[2]]]]),
        line([[[10**400], [1]]]),
        '{"drawing": [[[NaN], [1]]]}',
        '{"drawing": [[[Infinity], [1]]]}',
        '{"drawing": [[[1e999], [1]]]}',
        '{"drawing": ' + "[" * 100_000 + "]" * 100_000 + "}",
        "9" * 10_000,
        '{"drawing": "' + "a" * 1_000_001 + '"}',
    ],
)
def test_a_line_that_is_not_a_drawing_is_refused(bad: str) -> None:
    with pytest.raises(BadPicture, match=r"not a drawing: it must be|leave the grid"):
        read_strokes(bad)


@pytest.mark.parametrize("value", [-1, 256])
def test_strokes_beyond_the_grid_are_refused(value: int) -> None:
    with pytest.raises(BadPicture, match="leave the grid of 0 to 255"):
        read_strokes(line([[[0, value], [0, 10]]]))


def test_far_too_many_points_are_refused() -> None:
    with pytest.raises(BadPicture, match="far too many"):
        read_strokes(line([[[1] * 100_001, [1] * 100_001]]))


def test_strokes_are_drawn_as_black_on_transparent() -> None:
    canvas = draw_strokes(read_strokes(line(SHIRT)))
    assert canvas.shape == (280, 280, 4)
    assert canvas.dtype == np.uint8
    assert canvas[..., :3].max() == 0
    assert canvas[..., 3].max() == 255
    assert 0.05 < (canvas[..., 3] > 0).mean() < 0.5


def test_strokes_at_the_edge_of_the_grid_are_drawn_completely() -> None:
    alpha = draw_strokes(read_strokes(line([[[0, 255, 255, 0, 0], [0, 0, 255, 255, 0]]])))[..., 3]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    for found in (rows, columns):
        assert 0 < found[0] < 14
        assert 280 - 14 <= found[-1] < 279


def test_a_stroke_drawing_becomes_a_filled_model_input() -> None:
    made = prepare_drawing(draw_strokes(read_strokes(line(SHIRT))))
    assert made.pixels.shape == (28, 28)
    assert made.pixels.dtype == np.uint8
    assert (made.pixels > 0).mean() > 0.3  # the outline is filled


def test_a_stroke_of_one_point_is_drawn_as_a_dot() -> None:
    alpha = draw_strokes(read_strokes(line([*SHIRT, [[130], [140]]])))[..., 3]
    without = draw_strokes(read_strokes(line(SHIRT)))[..., 3]
    rows, columns = np.nonzero(alpha != without)
    assert alpha[alpha != without].max() == 255
    for found in (rows, columns):
        assert np.ptp(found) == pytest.approx(14, abs=3)


def test_a_drawing_of_a_single_dot_is_refused() -> None:
    with pytest.raises(BadPicture, match="one dot"):
        prepare_drawing(draw_strokes(read_strokes(line([[[100], [100]]]))))
