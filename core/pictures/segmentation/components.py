"""Which connected components of a mask are the garment: the largest and similar ones (a pair)."""

import cv2
import numpy as np

SECOND = 0.5  # of the largest component's area, at least
LIKE = 20.0  # Lab units between the mean colours of two shoes of a pair, at most
_SHAVED = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))


def garment_components(
    mask: np.ndarray, rgb: np.ndarray, marked: np.ndarray | None = None
) -> np.ndarray:
    """Return the mask bool (h, w) without components that are small or of another colour.

    `rgb` is the photo, uint8 (h, w, 3). Specks and threads are removed first. Components with a
    pixel of `marked`, bool (h, w), are always kept, and so are those pixels.
    """
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, _SHAVED)
    if marked is not None:
        opened = opened | marked.astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    if count < 2:
        return np.zeros_like(mask)
    areas = stats[:, cv2.CC_STAT_AREA]
    largest = 1 + int(areas[1:].argmax())
    keep = np.zeros(count, bool)  # the first is the background
    for component in 1 + np.flatnonzero(areas[1:] >= SECOND * areas[largest]):
        keep[component] = component == largest or _similar(
            rgb, labels == component, labels == largest
        )
    if marked is not None:
        keep[np.unique(labels[marked])] = True
    return np.asarray(keep[labels])


def _similar(rgb: np.ndarray, one: np.ndarray, other: np.ndarray) -> bool:
    means = np.array([[rgb[one].mean(axis=0), rgb[other].mean(axis=0)]], np.float32) / 255
    first, second = cv2.cvtColor(means, cv2.COLOR_RGB2LAB)[0]
    return bool(np.linalg.norm(first - second) < LIKE)
