"""Strokes drawn over a dataset picture, and how much they changed."""

import cv2
import numpy as np

from core.errors import BadPicture
from core.input_kind import InputKind
from core.pictures.stages import Preparation, Recorder


def draw_over(pixels: np.ndarray, strokes: np.ndarray | None) -> Preparation:
    """Draw strokes uint8 (h, w, 4) of any size over a picture uint8 (28, 28).

    A stroke's grey is its ink, bright on black; where it covers part of a pixel, both are mixed.
    Without strokes the picture is unchanged. Raises BadPicture if it is not a dataset picture.
    """
    if pixels.shape != (28, 28) or pixels.dtype != np.uint8:
        raise BadPicture(f"A dataset picture is uint8 (28, 28), not {pixels.dtype} {pixels.shape}.")
    record = Recorder()
    record.add("start", pixels)
    changed = pixels if strokes is None else _mixed(pixels, strokes)
    record.add("edit", changed, strokes is not None)
    return record.finish(InputKind.PIXELS, changed)


def changed_pixels(before: np.ndarray, after: np.ndarray) -> int:
    """Count the pixels in which two pictures of the same shape differ."""
    return int((before != after).sum())


def cloth_ink(pixels: np.ndarray) -> int:
    """Return the median ink (0-255) of a picture's garment, for drawing more fabric."""
    cloth = pixels[pixels > 0]
    return int(np.median(cloth)) if cloth.size else 255


def _mixed(pixels: np.ndarray, strokes: np.ndarray) -> np.ndarray:
    share = strokes[..., 3].astype(np.float32) / 255
    ink = strokes[..., :3].mean(axis=2).astype(np.float32) * share
    size = pixels.shape[::-1]
    cover = cv2.resize(share, size, interpolation=cv2.INTER_AREA)
    laid = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    return np.asarray(np.rint(pixels * (1 - cover) + laid).clip(0, 255), np.uint8)
