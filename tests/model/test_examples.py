"""The shipped model on the project's own example drawings."""

from core.examples import drawings
from core.pictures import prepare_drawing
from core.pictures.strokes import draw_strokes
from core.predictor import Predictor


def test_it_reads_every_example_drawing(champion: Predictor) -> None:
    for drawing in drawings():
        found = champion.predict(prepare_drawing(draw_strokes(list(drawing.strokes))))
        assert (found.label, found.known) == (drawing.label, True)
