"""Pictures as dark tiles with sharp pixels, the same in both themes."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from app.palette import TILE

TILE_WIDTH = 168  # CSS pixels: six times 28
DENSE = 2  # image pixels per CSS pixel, for high-density screens


def tile(picture: npt.NDArray[np.uint8], width: int = TILE_WIDTH) -> npt.NDArray[np.uint8]:
    """Centre a picture (h, w), (h, w, 3) or (h, w, 4) on a dark square of 2·width pixels."""
    edge = width * DENSE
    scaled = _scaled(_on_ground(picture), edge)
    height, across = scaled.shape[:2]
    top, left = (edge - height) // 2, (edge - across) // 2
    square = np.full((edge, edge, 3), TILE, np.uint8)
    square[top : top + height, left : left + across] = scaled
    return square


def _scaled(rgb: npt.NDArray[np.uint8], edge: int) -> npt.NDArray[np.uint8]:
    """Enlarge by a whole multiple, so that pixels stay square, or shrink to fit `edge`."""
    import cv2

    height, width = rgb.shape[:2]
    factor = edge / max(height, width)
    if factor >= 1:
        return rgb.repeat(int(factor), axis=0).repeat(int(factor), axis=1)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _on_ground(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return (h, w, 3), with transparent parts in the tile's colour."""
    coloured = Image.fromarray(picture)
    ground = Image.new("RGB", coloured.size, TILE)
    ground.paste(coloured, mask=coloured if coloured.mode == "RGBA" else None)
    return np.asarray(ground)
