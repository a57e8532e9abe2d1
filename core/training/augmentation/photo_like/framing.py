"""Cut a garment out of its picture, and fit a cut-out to the frame."""

from typing import NamedTuple

import numpy as np

from core.pictures.fit import EDGE, bounding_box, fitted_size, place, shrink

SIDE = EDGE
INK = 12  # of 255; below is background


class Box(NamedTuple):
    """A bounding box; bottom and right are exclusive."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def middle(self) -> float:
        """The column in the middle."""
        return (self.left + self.right - 1) / 2

    def cut(self, picture: np.ndarray) -> np.ndarray:
        return picture[self.top : self.bottom, self.left : self.right]


def box_of(mask: np.ndarray) -> Box | None:
    """Return the bounding box of a mask bool (h, w); None if it is empty."""
    if not mask.any():
        return None
    rows, columns = bounding_box(mask)
    return Box(int(rows.start), int(rows.stop), int(columns.start), int(columns.stop))


def fitted(cut: np.ndarray) -> np.ndarray:
    """Fit the longest edge of uint8 (h, w) to 28 pixels and centre: uint8 (28, 28)."""
    return place(shrink(cut, fitted_size(cut.shape, keep_proportions=True)), centred=True)


def resized(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resize (h, w) by area averaging downwards, bilinear upwards."""
    return shrink(picture, (height, width))
