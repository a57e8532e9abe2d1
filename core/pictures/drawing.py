"""A drawing -> 28×28: outlines are filled, since the dataset shows fabric, not lines."""

import cv2
import numpy as np

from core.errors import BadPicture
from core.input_kind import InputKind
from core.pictures.fit import bounding_box, fitted_size, place, shrink
from core.pictures.stages import ALL_ON, Preparation, Recorder, Switches
from core.pictures.tone import on_white

CLEAR = 0.05  # share of transparent pixels from which the background is transparent
ONE_COLOUR = 48  # grey levels that the ink of a sketch may vary
STROKE = 64  # ink from which a pixel counts as drawn
MIN_INK = 0.07  # the longest side of the ink, as a share of the canvas
GAPS = (0.0, 0.04, 0.08, 0.14, 0.22, 0.32)  # of the longest edge
FAIR_PART = 0.5  # of the drawing's convex hull
CLOTH = 140  # ink of the filling: darker than the strokes, like fabric between its seams


def prepare_drawing(
    rgba: np.ndarray, switches: Switches = ALL_ON, record: Recorder | None = None
) -> Preparation:
    """Prepare a drawing uint8 (h, w, 4) for the model.

    Strokes on a transparent or uniform background. Raises BadPicture for an empty canvas or a dot.
    """
    record = record or Recorder()
    ink = flatten(rgba)
    _refuse_nothing(ink)
    record.add("flatten", ink)
    if switches.crop:
        ink = ink[bounding_box(ink > STROKE)]
    record.add("crop", ink, switches.crop)
    if switches.fill:
        ink = fill_outline(ink)
    record.add("fill", ink, switches.fill)
    fitted = shrink(ink, fitted_size(ink.shape, switches.fit))
    record.add("fit", fitted, switches.fit)
    pixels = place(fitted, switches.centre)
    record.add("centre", pixels, switches.centre)
    return record.finish(InputKind.DRAWING, pixels)


def flatten(rgba: np.ndarray) -> np.ndarray:
    """Return the ink as uint8 (h, w): how far each pixel is from the background, 0-255."""
    if is_sketch_on_clear(rgba, CLEAR):
        return np.asarray((rgba[..., 3].astype(np.float32) / 255 * 255).astype(np.uint8))
    rgb = on_white(rgba).astype(np.float32)
    edge = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    distance = np.abs(rgb - np.median(edge, axis=0)).max(axis=2)
    top = float(distance.max())
    return np.asarray((distance * (255 / top if top > 30 else 0)).astype(np.uint8))


def is_sketch_on_clear(rgba: np.ndarray, clear: float) -> bool:
    """Return whether ink of one colour, even white, is on a ground of which `clear` is transparent.

    `rgba` is uint8 (h, w, 4), `clear` a share of all its pixels.
    """
    seen = rgba[..., 3] > 127
    drawn = rgba[seen, :3]
    one_colour = not len(drawn) or int(np.ptp(drawn, axis=0).max()) < ONE_COLOUR
    return bool(one_colour and 1 - seen.mean() > clear)


def _refuse_nothing(ink: np.ndarray) -> None:
    mark = ink > STROKE
    if not mark.any():
        raise BadPicture("The canvas is empty. Draw the outline of a garment.")
    rows, columns = bounding_box(mark)
    longest = max(rows.stop - rows.start, columns.stop - columns.start)
    if longest < max(MIN_INK * max(ink.shape), 3):
        raise BadPicture("That is one dot, too little to recognise. Draw a whole garment.")


def fill_outline(ink: np.ndarray) -> np.ndarray:
    """Fill what the strokes enclose in cropped ink uint8 (h, w) with mid-grey; strokes stay bright.

    People leave gaps. They are bridged step by step, and the narrowest bridging that encloses a
    fair part of the drawing wins: a wide one would also fill the space between two trouser legs.
    """
    rows, columns = np.nonzero(ink > STROKE)
    hull = cv2.convexHull(np.stack([columns, rows], axis=1).astype(np.int32))
    for gap in GAPS:
        inside = enclosed(ink, gap)
        if inside.sum() > FAIR_PART * cv2.contourArea(hull):
            break
    return np.asarray(np.maximum(ink, inside * np.uint8(CLOTH)), np.uint8)


def enclosed(ink: np.ndarray, gap: float) -> np.ndarray:
    """Return bool (h, w): strokes and what they enclose, gaps bridged up to a share of the edge."""
    reach = round(gap * max(ink.shape) / 2)
    pad = 2 * reach + 2
    mark = np.pad((ink > STROKE).astype(np.uint8), pad)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    closed = cv2.morphologyEx(mark, cv2.MORPH_CLOSE, disc)
    outside = closed.copy()
    cv2.floodFill(outside, None, (0, 0), 1)
    rim = slice(pad, -pad)
    return np.asarray(((closed > 0) | (outside == 0))[rim, rim])
