"""How much a mask looks like a garment: size, position, shape, and real edges."""

import cv2
import numpy as np


def mask_quality(rgb: np.ndarray, mask: np.ndarray) -> float:
    """Rate a mask bool (h, w) in a photo uint8 (h, w, 3) from 0 to 1.

    The product of five criteria, each 1 for a typical garment: the mask covers a fair share of the
    photo, its outline follows real edges, it is solid without deep bays, it is near the centre, and
    it does not touch the border.
    """
    area = float(mask.mean())
    if mask.sum() < 20:
        return 0.0
    marks = (
        _ramp(area, 0.02, 0.14) * _ramp(-area, -0.92, -0.7),
        0.2 + 0.8 * _ramp(_edge_strength(rgb, mask), 1.0, 2.6),
        _ramp(_solidity(mask), 0.25, 0.65),
        1 - 0.8 * _ramp(_offset(mask), 0.08, 0.3),
        1 - 0.8 * _ramp(max(border_contact(mask)), 0.3, 1.0),
    )
    return float(np.prod(marks))


def border_contact(mask: np.ndarray) -> tuple[float, float, float, float]:
    """Return the share of the top, bottom, left and right side (0-1) that the mask touches."""
    reach = max(1, round(0.03 * max(mask.shape)))
    sides = mask[:reach], mask[-reach:], mask[:, :reach].T, mask[:, -reach:].T
    top, bottom, left, right = (float(side.any(axis=0).mean()) for side in sides)
    return top, bottom, left, right


def _ramp(value: float, low: float, high: float) -> float:
    """Rise from 0 at `low` to 1 at `high`."""
    return float(np.clip((value - low) / (high - low), 0, 1))


def _edge_strength(rgb: np.ndarray, mask: np.ndarray) -> float:
    """Compare the colour gradient along the outline with that of the whole photo; 1 is no edge."""
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab = cv2.GaussianBlur(lab, (0, 0), 1)
    across, down = cv2.Sobel(lab, cv2.CV_32F, 1, 0), cv2.Sobel(lab, cv2.CV_32F, 0, 1)
    gradient = np.minimum(np.sqrt((across**2 + down**2).sum(axis=2)), 80)
    ring = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return float(gradient[ring > 0].mean() / (gradient.mean() + 3))


def _solidity(mask: np.ndarray) -> float:
    """Return the mask's share of its convex hull."""
    rows, columns = np.nonzero(mask)
    hull = cv2.convexHull(np.stack([columns, rows], axis=1).astype(np.int32))
    return float(mask.sum() / (cv2.contourArea(hull) + 1))


def _offset(mask: np.ndarray) -> float:
    """Return how far the mask's centroid is from the photo's centre, in shares of its edges."""
    rows, columns = np.nonzero(mask)
    height, width = mask.shape
    return float(np.hypot(rows.mean() / height - 0.5, columns.mean() / width - 0.5))
