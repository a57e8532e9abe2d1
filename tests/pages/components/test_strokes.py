"""Strokes rendered without a browser look as those that were drawn in it."""

from typing import Any

import numpy as np

from app.components.canvas.board import INK, PAPER, Board
from app.components.canvas.strokes import as_path, render
from core.examples import drawings
from core.pictures import prepare_drawing

SIZE = 100, 60  # width and height


def inked(*objects: dict[str, Any]) -> np.ndarray:
    return render(objects, SIZE, PAPER)[..., 0] < 128


def line(*points: tuple[float, float], colour: str = INK) -> dict[str, Any]:
    return as_path(np.array(points, np.float64), colour, 6)


def test_a_stroke_lies_where_its_points_are_and_is_as_wide_as_its_brush() -> None:
    ink = inked(line((20, 30), (80, 30)))
    rows, columns = np.flatnonzero(ink[:, 50]), np.flatnonzero(ink[30])
    assert abs(len(rows) - 6) <= 1
    assert abs(rows.mean() - 30) <= 0.5
    assert abs(columns[0] - 17) <= 1
    assert abs(columns[-1] - 83) <= 1


def test_one_point_is_a_dot() -> None:
    assert 20 <= inked(line((50, 30))).sum() <= 50


def test_the_eraser_removes_what_lies_below_it_only() -> None:
    stroke, eraser = line((20, 30), (80, 30)), line((50, 10), (50, 50), colour=PAPER)
    assert not inked(stroke, eraser)[30, 50]
    assert inked(eraser, stroke)[30, 50]


def test_a_curve_bends_away_from_the_straight_line() -> None:
    stroke = line((20, 10), (80, 10)) | {"path": [["M", 20, 10], ["Q", 50, 70, 80, 10]]}
    ink = inked(stroke | {"top": 25.0, "left": 50.0})
    assert ink[40, 50]
    assert not ink[10, 50]


def test_a_mirrored_stroke_is_turned_around_where_it_lies() -> None:
    slope = line((20, 10), (80, 50))
    assert (inked(slope | {"flipX": True}) == inked(slope)[:, ::-1][:, :]).mean() > 0.97


def test_an_example_on_the_canvas_can_be_prepared() -> None:
    board = Board("a-board-of-this-test")
    for example in drawings():
        strokes = tuple(as_path(points + 40, INK, 17) for points in example.strokes)
        picture = board.drawn_from(strokes).picture()
        assert picture is not None
        assert prepare_drawing(picture).pixels.any()
