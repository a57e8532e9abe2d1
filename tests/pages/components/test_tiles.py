"""Tiles show pictures without interpolation or cropping, at whole multiples."""

import numpy as np
import pytest

from app.components.tiles import DENSE, TILE_WIDTH, tile
from app.palette import TILE
from core.pictures import prepare_drawing, prepare_pixels

EDGE = TILE_WIDTH * DENSE


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def test_a_28_by_28_picture_is_enlarged_by_a_whole_factor() -> None:
    picture = noise(28, 28)
    shown = tile(picture)
    each = EDGE // 28
    assert shown.shape == (28 * each, 28 * each, 3) == (EDGE, EDGE, 3)
    squares = shown.reshape(28, each, 28, each, 3)
    assert (squares == picture[:, None, :, None, None]).all()


@pytest.mark.parametrize("shape", [(28, 11), (11, 28), (1, 28), (100, 60, 3), (512, 384, 4)])
def test_a_picture_of_any_shape_is_centred_on_a_dark_square(shape: tuple[int, ...]) -> None:
    shown = tile(np.full(shape, 255, np.uint8))
    assert shown.shape == (EDGE, EDGE, 3)
    bright = (shown == 255).all(axis=2)
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    assert abs(rows[0] - (EDGE - 1 - rows[-1])) <= 1
    assert abs(columns[0] - (EDGE - 1 - columns[-1])) <= 1
    assert (shown[~bright] == TILE).all()


def test_transparent_pixels_show_the_tile_colour() -> None:
    picture = np.zeros((28, 28, 4), np.uint8)
    picture[:14, :, 3] = 255
    shown = tile(picture)
    assert (shown[: EDGE // 2] == 0).all()
    assert (shown[EDGE // 2 :] == TILE).all()


def test_the_last_stage_of_pixels_and_drawings_is_the_model_input() -> None:
    paper = np.full((336, 336, 4), 255, np.uint8)
    paper[100:250, 120:220, :3] = 20
    for prepared in (prepare_pixels(noise(28, 28)), prepare_drawing(paper)):
        assert prepared.stages[-1].picture is prepared.pixels
