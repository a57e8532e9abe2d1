"""From a cut-out of any size to 28×28: crop to the mask, fit the longest edge, centre."""

import cv2
import numpy as np

EDGE = 28
PHOTO_EDGE = 26  # one pixel of background on every side: measured, see docs/pictures.md


def bounding_box(mask: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and columns of the bounding box of a non-empty mask (h, w)."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def fitted_size(
    shape: tuple[int, ...], keep_proportions: bool, longest: int = EDGE
) -> tuple[int, int]:
    """Return height and width within 28×28, the longest edge as given, at least one pixel each."""
    if not keep_proportions:
        return EDGE, EDGE
    height, width = shape
    scale = longest / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def shrink(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resize (h, w) by area averaging downwards, bilinear upwards; size is (height, width)."""
    smaller = size[0] <= picture.shape[0] and size[1] <= picture.shape[1]
    method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return cv2.resize(picture, (size[1], size[0]), interpolation=method)


def place(picture: np.ndarray, centred: bool) -> np.ndarray:
    """Place a picture of at most 28×28 on a black 28×28 background, centred or at the top left."""
    height, width = picture.shape
    ground = np.zeros((EDGE, EDGE), picture.dtype)
    top, left = ((EDGE - height) // 2, (EDGE - width) // 2) if centred else (0, 0)
    ground[top : top + height, left : left + width] = picture
    return ground
