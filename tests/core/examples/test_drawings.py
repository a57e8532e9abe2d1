"""The example drawings: one of each class, read as any file of drawings is."""

from core.data import CLASS_NAMES
from core.examples import drawings
from core.examples.drawings import FILE
from core.pictures import prepare_drawing
from core.pictures.strokes import draw_strokes, numbered_lines


def test_there_is_one_drawing_of_each_class() -> None:
    assert sorted(drawing.label for drawing in drawings()) == sorted(CLASS_NAMES)


def test_every_drawing_can_be_prepared() -> None:
    for drawing in drawings():
        assert prepare_drawing(draw_strokes(list(drawing.strokes))).pixels.any()


def test_the_file_is_one_that_many_at_once_accepts() -> None:
    lines = [line for _, line in numbered_lines(FILE.read_bytes())]
    assert lines == [drawing.line for drawing in drawings()]
