"""Drawings stored as strokes (ndjson, one drawing per line) -> a canvas, as if drawn by hand."""

import json

import cv2
import numpy as np
import numpy.typing as npt

from core.errors import BadPicture

CANVAS, BRUSH = 280, 14  # pixels: the canvas and brush of the live page
GRID = 255  # largest coordinate of a stroke
MAX_LINE, MAX_POINTS = 1_000_000, 100_000
MAX_LINES = 5_000  # per file: millions of empty ones would fill the memory
FINE = 8  # fractional bits that cv2 draws with, so that strokes do not snap to pixels


def numbered_lines(content: bytes) -> list[tuple[int, str]]:
    """Return the non-empty lines of a file, each with its number from 1.

    Raises BadPicture if it is not UTF-8 text, has no such line, or has more than 5,000 lines.
    """
    try:
        lines = content.decode("utf-8-sig").split("\n", MAX_LINES)
    except UnicodeDecodeError as error:
        raise BadPicture("This file is not UTF-8 text.") from error
    if len(lines) > MAX_LINES and lines.pop().strip():
        raise BadPicture(f"This file has more than {MAX_LINES:,} lines. Split it.")
    drawings = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not drawings:
        raise BadPicture("This file contains no drawings.")
    return drawings


def read_strokes(line: str) -> list[npt.NDArray[np.float64]]:
    """Parse one line: an object with "drawing", a list of strokes, each [[x…], [y…]], 0-255.

    Strokes may also be lists of points, each [x, y]. Time and pressure may follow in both forms;
    they are ignored. Returns one float (n, 2) array per stroke. Raises BadPicture for anything
    else.
    """
    try:
        if len(line) > MAX_LINE:
            raise ValueError("too long")
        drawing = json.loads(line)["drawing"]
        read = _points if _is_of_points(drawing) else _columns
        strokes = [np.array(read(stroke), np.float64) for stroke in drawing]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise BadPicture(_WRONG) from error
    if not strokes or any(s.ndim != 2 or s.shape[1] != 2 or not len(s) for s in strokes):
        raise BadPicture(_WRONG)
    points = np.concatenate(strokes)
    if len(points) > MAX_POINTS or not ((points >= 0) & (points <= GRID)).all():
        raise BadPicture("The strokes leave the grid of 0 to 255, or have far too many points.")
    return strokes


def _is_of_points(drawing: list[list[list[float]]]) -> bool:
    """Return whether strokes are lists of points, not one list of x and one of y.

    A stroke of two or three points could be either; longer ones in the same drawing decide.
    """
    sizes = {len(part) for stroke in drawing for part in stroke}
    return sizes <= {2, 3, 4} and any(len(stroke) > max(3, *sizes) for stroke in drawing)


def _points(stroke: list[list[float]]) -> list[list[float]]:
    return [point[:2] for point in stroke]


def _columns(stroke: list[list[float]]) -> list[tuple[float, float]]:
    x, y, *others = stroke  # time and pressure, if any
    if len(others) > 2 or any(len(other) != len(x) for other in others):
        raise ValueError("neither lists of x and y nor points")
    return list(zip(x, y, strict=True))


def draw_strokes(strokes: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.uint8]:
    """Draw strokes with a round brush: black on transparent, uint8 (280, 280, 4)."""
    alpha = np.zeros((CANVAS, CANVAS), np.uint8)
    scale, margin = (CANVAS - 2 * BRUSH) / GRID, BRUSH
    for stroke in strokes:
        points = np.rint((stroke * scale + margin) * 2**FINE).astype(np.int32)
        ends = points if len(points) > 1 else points.repeat(2, axis=0)  # one point is a dot
        cv2.polylines(alpha, [ends[:, None]], False, 255, BRUSH, cv2.LINE_AA, FINE)
    rgba = np.zeros((CANVAS, CANVAS, 4), np.uint8)
    rgba[..., 3] = alpha
    return rgba


_WRONG = (
    "This line is not a drawing: it must be a JSON object with “drawing”, a list of strokes, each "
    "[[x…], [y…]] or [[x, y], …], with numbers from 0 to 255."
)
