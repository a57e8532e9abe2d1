"""Which points lie inside a drawn polygon."""

import numpy as np
import pytest

from core.workflows.data.picture_map.lasso import inside

SQUARE = np.array([(0, 0), (10, 0), (10, 10), (0, 10)])


def test_points_inside_a_square_are_found_and_no_others() -> None:
    points = np.array([(5, 5), (11, 5), (-1, 5), (5, 11), (5, -1), (9.9, 0.1)])
    assert inside(points, SQUARE).tolist() == [True, False, False, False, False, True]


def test_the_hollow_of_a_polygon_is_not_inside() -> None:
    horseshoe = np.array([(0, 0), (9, 0), (9, 9), (6, 9), (6, 3), (3, 3), (3, 9), (0, 9)])
    assert inside(np.array([(4.5, 6), (1, 6), (8, 6), (4.5, 1)]), horseshoe).tolist() == [
        False,
        True,
        True,
        True,
    ]


def test_where_a_polygon_covers_itself_twice_is_not_inside() -> None:
    """As SVG's even-odd rule fills it, which is what the browser shows."""
    turn = np.arange(5) * 4 / 5 * np.pi  # a star, drawn in one line
    star = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    assert inside(np.array([(0.0, 0.0), (0.8, 0.0)]), star).tolist() == [False, True]


def test_it_is_the_share_of_random_points_that_the_area_says() -> None:
    points = np.random.default_rng(0).uniform(0, 1, (20_000, 2))
    triangle = np.array([(0, 0), (1, 0), (0, 1)])
    found = inside(points, triangle)
    assert np.array_equal(found, points.sum(axis=1) < 1)


@pytest.mark.parametrize("corners", [0, 1, 2])
def test_fewer_than_three_corners_hold_nothing(corners: int) -> None:
    assert not inside(np.array([(0, 0), (5, 0)]), SQUARE[:corners].reshape(-1, 2)).any()


def test_whole_numbers_without_a_sign_do_not_wrap_around() -> None:
    places = np.array([(40_000, 40_000), (10, 60_000)], np.uint16)
    around = np.array([(30_000, 30_000), (50_000, 30_000), (50_000, 50_000), (30_000, 50_000)])
    assert inside(places, around).tolist() == [True, False]
