"""From strokes to 28×28: outlines are filled, even if they have gaps."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from core.errors import BadPicture
from core.pictures import Switches, prepare, prepare_drawing
from core.pictures.drawing import fill_outline

SQUARE = [(60, 60), (220, 60), (220, 220), (60, 220), (60, 60)]


def canvas(*strokes: list[tuple[int, int]], brush: int = 14) -> np.ndarray:
    """Black strokes on a transparent canvas, uint8 (280, 280, 4)."""
    rgba = np.zeros((280, 280, 4), np.uint8)
    for stroke in strokes:
        cv2.polylines(rgba, [np.array(stroke, np.int32)], False, (0, 0, 0, 255), brush)
    return rgba


def on_paper(rgba: np.ndarray, paper: int, ink: int) -> np.ndarray:
    flat = np.where(rgba[..., 3:] > 127, ink, paper).astype(np.uint8)
    return np.dstack([flat.repeat(3, axis=2), np.full(rgba.shape[:2], 255, np.uint8)])


def test_an_outline_is_filled() -> None:
    preparation = prepare_drawing(canvas(SQUARE))
    assert [s.name for s in preparation.stages] == ["flatten", "crop", "fill", "fit", "centre"]
    assert preparation.pixels[14, 14] > 100
    assert preparation.stages[-1].picture is preparation.pixels


def test_a_gap_in_the_outline_is_closed_before_filling() -> None:
    open_square = [(60, 60), (220, 60), (220, 220), (60, 220), (60, 100)]
    assert prepare_drawing(canvas(open_square)).pixels[14, 14] > 100


def test_the_gap_between_trouser_legs_stays_empty() -> None:
    legs = [(80, 40), (200, 40), (210, 240), (160, 240), (140, 110), (120, 240), (70, 240)]
    pixels = prepare_drawing(canvas([*legs, (80, 40)])).pixels
    assert pixels[26, 14] == 0
    assert pixels[5, 14] > 100


def test_filling_switched_off_leaves_the_outline() -> None:
    preparation = prepare_drawing(canvas(SQUARE), Switches(fill=False))
    assert preparation.pixels[14, 14] == 0
    assert [s.name for s in preparation.stages if not s.applied] == ["fill"]


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (0, 255), (240, 30)])
def test_the_background_and_ink_colours_do_not_matter(paper: int, ink: int) -> None:
    strokes = canvas(SQUARE)
    np.testing.assert_allclose(
        prepare_drawing(on_paper(strokes, paper, ink)).pixels.astype(int),
        prepare_drawing(strokes).pixels.astype(int),
        atol=2,
    )


@pytest.mark.parametrize("ground", ["transparent", "white"])
def test_an_empty_canvas_is_refused(ground: str) -> None:
    empty = np.zeros((280, 280, 4), np.uint8)
    if ground == "white":
        empty[:] = 255
    with pytest.raises(BadPicture, match="canvas is empty"):
        prepare_drawing(empty)


def test_one_dot_is_refused() -> None:
    dot = canvas()
    cv2.circle(dot, (140, 140), 7, (0, 0, 0, 255), -1)
    with pytest.raises(BadPicture, match="one dot"):
        prepare_drawing(dot)


def test_a_single_line_is_a_drawing() -> None:
    assert prepare_drawing(canvas([(40, 140), (240, 150)])).pixels.max() > 200


def test_a_filled_shape_stays_filled() -> None:
    solid = canvas(SQUARE)
    solid[60:220, 60:220] = 0, 0, 0, 255
    assert prepare_drawing(solid).pixels[14, 14] == 255


def test_filling_reaches_the_edge_of_the_picture() -> None:
    ink = np.zeros((50, 40), np.uint8)
    ink[[0, -1]] = ink[:, [0, -1]] = 255
    assert (fill_outline(ink) > 0).all()


def test_a_line_drawing_in_a_file_is_recognised_as_a_drawing() -> None:
    stream = io.BytesIO()
    Image.fromarray(on_paper(canvas(SQUARE), 255, 0)).convert("RGB").save(stream, "PNG")
    assert prepare(stream.getvalue()).kind == "drawing"


def file_of(rgba: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(rgba).save(stream, "PNG")
    return stream.getvalue()


def coloured(strokes: np.ndarray, ink: tuple[int, ...], under: int) -> np.ndarray:
    """The strokes in another colour, with any grey where nothing is to be seen."""
    flat = np.where(strokes[..., 3:] > 0, np.uint8(ink), np.uint8(under)).astype(np.uint8)
    return np.dstack([flat, strokes[..., 3]])


@pytest.mark.parametrize("ink", [(0, 0, 0), (90, 20, 160), (70, 70, 70)])
@pytest.mark.parametrize("under", [0, 128, 255])
def test_what_is_under_full_transparency_does_not_matter(
    ink: tuple[int, int, int], under: int
) -> None:
    clear = coloured(canvas(SQUARE), ink, under)
    white = np.where(clear[..., 3:] > 0, clear, np.uint8(255)).astype(np.uint8)
    found, expected = prepare(file_of(clear)), prepare(file_of(white))
    assert found.kind == expected.kind == "drawing"
    np.testing.assert_allclose(found.pixels.astype(int), expected.pixels.astype(int), atol=2)


def test_a_drawing_of_several_colours_on_clear_is_prepared_as_on_white() -> None:
    clear = coloured(canvas(SQUARE), (0, 0, 0), 0)
    clear[100:180, 100:180] = 200, 160, 40, 255
    white = np.where(clear[..., 3:] > 0, clear, np.uint8(255)).astype(np.uint8)
    np.testing.assert_array_equal(prepare(file_of(clear)).pixels, prepare(file_of(white)).pixels)


def test_white_ink_on_clear_is_a_drawing() -> None:
    found = prepare(file_of(coloured(canvas(SQUARE), (255, 255, 255), 255)))
    assert found.kind == "drawing"
    np.testing.assert_array_equal(found.pixels, prepare_drawing(canvas(SQUARE)).pixels)
