"""Which points lie inside a polygon that a person drew."""

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def inside(points: NDArray[np.generic], polygon: NDArray[np.generic]) -> Bools:
    """Return which of the points (n, 2) lie inside a polygon (k, 2), as bool (n,).

    The polygon is closed by itself and may cross itself: then the even-odd rule decides, as in
    SVG 2, section 13.4.2. A polygon of fewer than three corners has no inside.
    """
    found = np.zeros(len(points), bool)
    if len(polygon) < 3:
        return found
    corners = np.asarray(polygon, np.float64)
    low, high = corners.min(axis=0), corners.max(axis=0)
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    found[near] = _odd_crossings(np.asarray(points[near], np.float64), corners)
    return found


def _odd_crossings(points: Floats, corners: Floats) -> Bools:
    """Return which points have an odd number of sides to their right."""
    odd = np.zeros(len(points), bool)
    x, y = points[:, 0], points[:, 1]
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 != y1:
            crosses = (y0 > y) != (y1 > y)
            odd ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return odd
