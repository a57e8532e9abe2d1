"""Simulated drawings from dataset pictures, prepared as real drawings are.

A shaky outline, a few lines that people draw inside such a garment, and the area filled with
mid-grey as in `core.pictures.drawing`. Sandals are mostly drawn from above.
"""

import cv2
import numpy as np

from core.pictures.drawing import CLOTH, STROKE
from core.training.augmentation.photo_like.framing import INK, SIDE, box_of, fitted
from core.training.augmentation.photo_like.sketch_lines import lines_in, sole

FINE, MARGIN = 4, 20  # pixels of the sheet per pixel of the picture; pixels of its margin
FRACTION = 4  # fractional bits that cv2 draws with
SANDAL = 5
FROM_ABOVE = 0.95  # share of the sandals
WIDTH = (3, 4, 9)  # of the brush, pixels of the sheet: minimum, mode, maximum
MIN_PART = 0.015  # of the largest outline
UNFILLED = 0.08  # share of drawings in which preparation finds no closed outline


def simulate_drawing(
    images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return the pictures uint8 (n, 28, 28) as drawings; labels (n,), -1 for outliers."""
    sketches = np.empty_like(images)
    for place, (picture, label) in enumerate(zip(images, labels, strict=True)):
        from_above = label == SANDAL and generator.random() < FROM_ABOVE
        sketches[place] = (
            _soles(generator) if from_above else draw_one(picture, int(label), generator)
        )
    return sketches


def draw_one(picture: np.ndarray, label: int, generator: np.random.Generator) -> np.ndarray:
    """Draw one garment uint8 (28, 28); a picture without ink is returned unchanged."""
    large = cv2.resize(picture, (SIDE * FINE, SIDE * FINE), interpolation=cv2.INTER_CUBIC)
    garment = _simplified(np.pad(large, MARGIN) > INK * 1.5, generator)
    box = box_of(garment > 0)
    if box is None:
        return picture
    sheet = _Sheet(garment.shape, _brush(generator))
    _outline(sheet, garment, generator)
    for line in lines_in(label, box, generator):
        sheet.stroke(line, closed=False)
    if generator.random() < 0.15:
        _trace(sheet, np.pad(large, MARGIN), garment, generator)
    return sheet.prepared(filled=generator.random() >= UNFILLED) if sheet.used else picture


class _Sheet:
    """The drawing: strokes and the areas they enclose, uint8 (h, w) each."""

    def __init__(self, shape: tuple[int, ...], width: int) -> None:
        self.strokes = np.zeros(shape, np.uint8)
        self.inside = np.zeros(shape, np.uint8)
        self.width = width

    @property
    def used(self) -> bool:
        return bool(self.strokes.any())

    def stroke(self, points: np.ndarray, closed: bool) -> None:
        """Draw a line through points float (n, 2), x and y."""
        fine = np.rint(points * 2**FRACTION).astype(np.int32)[:, None]
        cv2.polylines(self.strokes, [fine], closed, 255, self.width, cv2.LINE_AA, FRACTION)

    def fill(self, points: np.ndarray) -> None:
        cv2.fillPoly(self.inside, [np.rint(points).astype(np.int32)], CLOTH)

    def prepared(self, filled: bool) -> np.ndarray:
        """Return the drawing as prepared for the model: uint8 (28, 28)."""
        ink = np.maximum(self.strokes, self.inside) if filled else self.strokes
        box = box_of(ink > STROKE)
        return fitted(box.cut(ink) if box else ink)


def _brush(generator: np.random.Generator) -> int:
    return int(generator.triangular(*WIDTH))


def _simplified(garment: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Smooth a mask bool (h, w) to what a hand-drawn outline would enclose: uint8, 0 or 1."""
    soft = cv2.GaussianBlur(garment.astype(np.float32), (0, 0), generator.uniform(1.5, 4))
    return (soft > 0.5).astype(np.uint8)


def _outline(sheet: _Sheet, garment: np.ndarray, generator: np.random.Generator) -> None:
    """Draw the outline of each part and each hole, straighter and shakier than it is."""
    outlines, tree = cv2.findContours(garment, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    areas = [cv2.contourArea(outline) for outline in outlines]
    shake = generator.uniform(0, 2.2)
    for outline, area, (_, _, _, parent) in zip(outlines, areas, tree[0], strict=True):
        if area < MIN_PART * max(areas):
            continue
        points = outline[:, 0].astype(np.float64)
        if generator.random() < 0.75:
            corners = cv2.approxPolyDP(outline, generator.uniform(1.0, 8.0), True)[:, 0]
            points = _along(corners.astype(np.float64))
        points = points + _tremble(len(points), shake, generator)
        if parent < 0:
            sheet.fill(points)
        sheet.stroke(points, closed=True)


def _along(corners: np.ndarray) -> np.ndarray:
    """Return points every three pixels along a closed polygon (n, 2)."""
    sides = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    return np.concatenate(
        [
            np.linspace(start, end, max(2, int(np.hypot(*(end - start)) / 3)), endpoint=False)
            for start, end in sides
        ]
    )


def _tremble(count: int, strength: float, generator: np.random.Generator) -> np.ndarray:
    """Return the offsets of a shaking hand along a closed line: float (count, 2), pixels."""
    waves = np.arange(1, 7)
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)[:, None, None] * waves
    phase = generator.uniform(0, 2 * np.pi, (2, 6))
    height = generator.normal(0, 1, (2, 6)) / waves
    return np.asarray(strength * (height * np.sin(angle + phase)).sum(axis=2))


def _trace(
    sheet: _Sheet, large: np.ndarray, garment: np.ndarray, generator: np.random.Generator
) -> None:
    """Trace one to three of the longest edges inside the garment."""
    low, high = int(generator.integers(15, 40)), int(generator.integers(50, 110))
    edges = cv2.Canny(cv2.GaussianBlur(large, (0, 0), 2.0), low, high)
    inside = cv2.erode(garment, np.ones((3, 3), np.uint8), iterations=sheet.width + 2)
    edges = np.where(inside > 0, edges, 0).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(edges, connectivity=8)
    longest = np.argsort(-stats[1:, cv2.CC_STAT_AREA])[: int(generator.integers(1, 4))] + 1
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (sheet.width, sheet.width))
    for part in longest:
        if stats[part, cv2.CC_STAT_AREA] >= SIDE // 2:
            line = cv2.dilate((labels == part).astype(np.uint8) * 255, brush)
            np.maximum(sheet.strokes, line, out=sheet.strokes)


def _soles(generator: np.random.Generator) -> np.ndarray:
    """Draw one sandal or a pair from above: soles with a strap."""
    edge = SIDE * FINE + 2 * MARGIN
    sheet = _Sheet((edge, edge), _brush(generator))
    count = int(generator.integers(1, 3))
    half_width = generator.uniform(18, 30)
    turn = generator.normal(0, 25 if count == 1 else 10)
    for place in range(count):
        beside = 0.0 if count == 1 else (2 * place - 1) * (half_width + generator.uniform(2, 8))
        outline, straps = sole(half_width, turn + generator.normal(0, 5), generator)
        middle = np.array([edge / 2 + beside, edge / 2])
        points = outline + _tremble(len(outline), generator.uniform(0, 2), generator) + middle
        sheet.fill(points)
        sheet.stroke(points, closed=True)
        for strap in straps:
            sheet.stroke(strap + middle, closed=False)
    seen = sheet.prepared(filled=True)
    return np.rot90(seen).copy() if generator.random() < 0.2 else seen
