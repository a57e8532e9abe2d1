"""Small copies of a batch's pictures, made while they are answered, for its gallery."""

from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

EDGE = 168  # pixels of the longest edge: twice what the gallery shows, for dense screens
PAPER = 255  # behind transparent pixels
QUALITY = 80  # WebP quality, per cent


class Thumbnails:
    """The thumbnails in a batch's folder, by the number of the entry."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "thumbnails"

    def add(self, number: int, picture: npt.NDArray[np.uint8]) -> None:
        """Save a picture (h, w), (h, w, 3) or (h, w, 4) in small; none if it cannot be written."""
        with suppress(OSError):  # the gallery does without
            self._folder.mkdir(exist_ok=True)
            self._path(number).write_bytes(thumbnail(picture))

    def get(self, number: int) -> bytes:
        """Return a thumbnail as WebP; empty if there is none."""
        try:
            return self._path(number).read_bytes()
        except OSError:
            return b""

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}.webp"


def thumbnail(picture: npt.NDArray[np.uint8]) -> bytes:
    """Return a picture (h, w), (h, w, 3) or (h, w, 4), RGB, as a small WebP."""
    height, width = picture.shape[:2]
    factor = min(1.0, EDGE / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    small = cv2.resize(_on_paper(picture), size, interpolation=cv2.INTER_AREA)
    _, content = cv2.imencode(".webp", small[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return content.tobytes()


def _on_paper(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    if picture.ndim == 2:
        return np.dstack([picture] * 3)
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.float32) / 255
    mixed = picture[..., :3] * alpha + PAPER * (1 - alpha)
    return np.rint(mixed).astype(np.uint8)
