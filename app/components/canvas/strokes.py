"""Strokes as the canvas knows them: made from points, and rendered without a browser."""

from collections.abc import Iterable, Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]  # (n, 2): x and y in CSS pixels
FINE = 6  # fractional bits that OpenCV draws with, so that strokes do not snap to pixels
STEPS = 6  # straight pieces per curve of a stroke


def as_path(points: Points, colour: str, width: int) -> dict[str, Any]:
    """Return a stroke through points as the canvas's own object."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, size = (low + high) / 2, high - low
    (start, *others) = points.tolist()
    return {
        "type": "Path",
        "originX": "center",
        "originY": "center",
        "left": float(middle[0]),
        "top": float(middle[1]),
        "width": float(size[0]),
        "height": float(size[1]),
        "fill": None,
        "stroke": colour,
        "strokeWidth": width,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
        "path": [["M", *start], *(["L", *point] for point in others or [start])],
    }


def render(objects: Iterable[dict[str, Any]], size: tuple[int, int], paper: str) -> Picture:
    """Render strokes on paper as the browser does: uint8 (h, w, 4). Other objects are left out."""
    width, height = size
    picture = np.full((height, width, 4), (*_rgb(paper), 255), np.uint8)
    for thing in objects:
        if thing["type"] == "Path":
            _draw(picture, thing)
    return picture


def _draw(picture: Picture, stroke: dict[str, Any]) -> None:
    points = np.rint(_placed(_flattened(stroke["path"]), stroke) * 2**FINE).astype(np.int32)
    colour = (*_rgb(stroke["stroke"]), 255)
    thick = max(1, round(stroke["strokeWidth"]))
    cv2.polylines(picture, [points[:, None]], False, colour, thick, cv2.LINE_AA, FINE)


def _flattened(path: Sequence[Sequence[Any]]) -> Points:
    """Return the points of lines and quadratic curves, the curves in short straight pieces."""
    points: list[Points] = []
    for command, *numbers in path:
        pairs = np.array(numbers, np.float64).reshape(-1, 2)
        if command == "Q":
            start, (bend, end) = points[-1][-1], pairs
            t = np.linspace(0, 1, STEPS + 1)[1:, None]
            pairs = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
        if len(pairs):
            points.append(pairs)
    return np.concatenate(points)


def _placed(points: Points, stroke: dict[str, Any]) -> Points:
    """Return the points where the object lies now: mirroring moves it, and turns it around."""
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    side = np.array([-1 if stroke.get("flipX") else 1, 1])
    at = np.array([stroke["left"], stroke["top"]])
    if stroke.get("originX") == "left":
        at = at + (np.ptp(points, axis=0) + stroke["strokeWidth"]) / 2
    return np.asarray((points - middle) * side + at)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
