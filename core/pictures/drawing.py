"""A drawing -> 28×28: outlines are filled, since the dataset shows cloth, not lines."""

import cv2
import numpy as np

from core.errors import BadPicture
from core.pictures.fit import bounding_box, fitted_size, place, shrink
from core.pictures.stages import ALL_ON, Preparation, Recorder, Switches

LEAST_INK = 0.05  # the longest side of the ink, as a share of the canvas


def prepare_drawing(
    rgba: np.ndarray, switches: Switches = ALL_ON, record: Recorder | None = None
) -> Preparation:
    """Make a drawing uint8 (h, w, 4) ready for the model.

    Strokes on a transparent or on any flat ground. Raises BadPicture for an empty canvas or a dot.
    """
    record = record or Recorder()
    ink = flatten(rgba)
    _refuse_nothing(ink)
    record.add("flatten", ink)
    if switches.crop:
        ink = ink[bounding_box(ink > 64)]
    record.add("crop", ink, switches.crop)
    if switches.fill:
        ink = fill_outline(ink)
    record.add("fill", ink, switches.fill)
    fitted = shrink(ink, fitted_size(ink.shape, switches.fit))
    record.add("fit", fitted, switches.fit)
    pixels = place(fitted, switches.centre)
    record.add("centre", pixels, switches.centre)
    return record.finish("drawing", pixels)


def flatten(rgba: np.ndarray) -> np.ndarray:
    """Return the ink as uint8 (h, w): how far each pixel is from the ground, 0-255."""
    alpha = rgba[..., 3].astype(np.float32) / 255
    if (alpha < 0.5).mean() > 0.05:
        return np.asarray((alpha * 255).astype(np.uint8))
    rgb = rgba[..., :3].astype(np.float32)
    edge = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    distance = np.abs(rgb - np.median(edge, axis=0)).max(axis=2)
    top = float(distance.max())
    return np.asarray((distance * (255 / top if top > 30 else 0)).astype(np.uint8))


def _refuse_nothing(ink: np.ndarray) -> None:
    mark = ink > 64
    if not mark.any():
        raise BadPicture("The canvas is empty. Draw the outline of a garment.")
    rows, columns = bounding_box(mark)
    longest = max(rows.stop - rows.start, columns.stop - columns.start)
    if longest < max(LEAST_INK * max(ink.shape), 3):
        raise BadPicture("That is one dot, too little to recognise. Draw a whole garment.")


def fill_outline(ink: np.ndarray, gap: float = 0.1) -> np.ndarray:
    """Fill what the strokes enclose in ink uint8 (h, w); gaps up to a share of the edge close."""
    reach = max(1, round(gap * max(ink.shape) / 2))
    mark = np.pad((ink > 64).astype(np.uint8), 2 * reach + 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    closed = cv2.morphologyEx(mark, cv2.MORPH_CLOSE, disc)
    outside = closed.copy()
    cv2.floodFill(outside, None, (0, 0), 1)
    rim = slice(2 * reach + 1, -2 * reach - 1)
    inside = ((closed > 0) | (outside == 0))[rim, rim]
    return np.asarray(np.maximum(ink, inside * np.uint8(200)), np.uint8)
