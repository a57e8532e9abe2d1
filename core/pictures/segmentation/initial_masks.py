"""Initial masks of garment and background, for GrabCut to refine.

An initial mask is uint8 (h, w): cv2.GC_BGD for certain background (the border), cv2.GC_PR_BGD and
cv2.GC_PR_FGD elsewhere.
"""

import cv2
import numpy as np

InitialMask = np.ndarray

MARGIN = 0.02  # of the longest edge: certain background
RING = 0.04  # of the longest edge: where the background's colours are learned
COLOURS = 5
LIGHTNESS = 0.6  # weight of lightness against colour, so that shadows count less
SPREAD = 0.33  # of the edges: how far from the centre the garment is expected


def from_border(rgb: np.ndarray) -> InitialMask:
    """Take everything but a thin border as probable garment."""
    return _within_border(np.ones(rgb.shape[:2], bool))


def from_colour(rgb: np.ndarray) -> InitialMask:
    """Take what differs most from the border's colours as garment, more so near the centre."""
    height, width = rgb.shape[:2]
    distance = ground_distance(rgb) * (0.4 + 0.6 * _nearness(height, width))
    levels, threshold = _otsu(distance)
    return _within_border(levels > threshold)


def from_centre_and_colour(rgb: np.ndarray) -> InitialMask:
    """Take what is near the centre and not clearly of the border's colours as garment."""
    height, width = rgb.shape[:2]
    levels, threshold = _otsu(ground_distance(rgb))
    return _within_border((_nearness(height, width) > 0.4) & (levels > 0.5 * threshold))


def ground_distance(rgb: np.ndarray) -> np.ndarray:
    """Return float (h, w): the distance of each pixel from the border's nearest colour cluster.

    In Lab, in units of that cluster's spread. Clusters of less than 5 % of the border are ignored:
    a sleeve that touches the border must not become background.
    """
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab = lab * np.array([LIGHTNESS, 1, 1], np.float32)
    ring = lab[_border(lab.shape[0], lab.shape[1], RING)]
    centres, labels = _clusters(ring)
    distances = []
    for index, centre in enumerate(centres):
        members = ring[labels == index]
        if len(members) > 0.05 * len(ring):
            spread = np.sqrt(((members - centre) ** 2).sum(axis=1).mean()) + 3
            distances.append(np.sqrt(((lab - centre) ** 2).sum(axis=2)) / spread)
    return np.asarray(np.min(distances, axis=0))


def _clusters(colours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cluster colours float (n, 3) by k-means, initialised from the quantiles of their lightness.

    A start without randomness gives the same clusters every time, in any thread.
    """
    order = np.argsort(colours[:, 0], kind="stable")
    first = np.empty(len(colours), np.int32)
    first[order] = np.arange(len(colours)) * COLOURS // len(colours)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_COUNT, 10, 1.0)
    _, labels, centres = cv2.kmeans(
        colours, COLOURS, first[:, None], stop, 1, cv2.KMEANS_USE_INITIAL_LABELS
    )
    return np.asarray(centres), np.asarray(labels).ravel()


def _otsu(distance: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the distances as uint8 (h, w) and Otsu's threshold between near and far."""
    top = max(float(np.percentile(distance, 99)), 1e-6)
    levels = np.clip(distance * (255 / top), 0, 255).astype(np.uint8)
    threshold, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return levels, threshold


def _nearness(height: int, width: int) -> np.ndarray:
    """Return float (h, w): 1 at the centre, falling off as a Gaussian towards the edges."""
    rows = ((np.arange(height) - height / 2) / (SPREAD * height)) ** 2
    columns = ((np.arange(width) - width / 2) / (SPREAD * width)) ** 2
    return np.asarray(np.exp(-(rows[:, None] + columns) / 2))


def _border(height: int, width: int, share: float) -> np.ndarray:
    reach = max(1, round(share * max(height, width)))
    ring = np.ones((height, width), bool)
    ring[reach:-reach, reach:-reach] = False
    return ring


def _within_border(garment: np.ndarray) -> InitialMask:
    initial = np.where(garment, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    initial[_border(garment.shape[0], garment.shape[1], MARGIN)] = cv2.GC_BGD
    return initial
