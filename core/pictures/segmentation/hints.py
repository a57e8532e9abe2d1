"""A person's hints about the outline: a box around the garment, and strokes that are certain."""

from dataclasses import dataclass

import cv2
import numpy as np

from core.errors import BadPicture

Box = tuple[float, float, float, float]
MIN_BOX = 0.03  # of an edge: anything smaller was drawn by accident


@dataclass(frozen=True, eq=False)
class Hints:
    """Where the garment is, as a person drew it on the upright photo.

    `box` is left, top, right, bottom as shares 0-1 of the photo: everything outside is background.
    `garment` and `ground` are bool (h, w), true where a stroke was drawn; of any size, since they
    are resized to the photo's. Where both are true, garment wins. Raises BadPicture for a box that
    is too small or outside the photo, and for masks of another type or shape.
    """

    box: Box | None = None
    garment: np.ndarray | None = None
    ground: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.box is not None:
            left, top, right, bottom = self.box
            if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
                raise BadPicture("The box lies outside of the photo. Draw it on the photo.")
            if min(right - left, bottom - top) < MIN_BOX:
                raise BadPicture("The box is too small to hold a garment. Draw a larger one.")
        for mask in (self.garment, self.ground):
            if mask is not None and (mask.ndim != 2 or mask.dtype != np.bool_ or not mask.size):
                raise BadPicture("Strokes must be a mask of true and false, one per pixel.")

    def __bool__(self) -> bool:
        """Return whether there are any hints at all."""
        strokes = (self.garment, self.ground)
        return self.box is not None or any(s is not None and bool(s.any()) for s in strokes)

    def strokes(self, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Return garment and ground as bool (height, width), never both true."""
        garment = _sized(self.garment, height, width)
        return garment, _sized(self.ground, height, width) & ~garment

    def inside(self, height: int, width: int) -> np.ndarray:
        """Return bool (height, width): true within the box, or everywhere without one."""
        within = np.zeros((height, width), bool)
        within[self.window(height, width)] = True
        return within

    def window(self, height: int, width: int) -> tuple[slice, slice]:
        """Return rows and columns of the box, at least one pixel each."""
        left, top, right, bottom = self.box or (0.0, 0.0, 1.0, 1.0)
        return _span(top, bottom, height), _span(left, right, width)


def _sized(mask: np.ndarray | None, height: int, width: int) -> np.ndarray:
    if mask is None:
        return np.zeros((height, width), bool)
    if mask.shape == (height, width):
        return mask
    share = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(share >= 0.5)


def _span(low: float, high: float, length: int) -> slice:
    start = min(round(low * length), length - 1)
    return slice(start, max(start + 1, round(high * length)))
