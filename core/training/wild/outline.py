"""Garments cut from their ground as a segmentation does it: not quite right.

The filters run over all pictures at once, laid one below the other with rows between them.
"""

from collections.abc import Callable

import cv2
import numpy as np

from core.training.wild.framing import INK
from core.training.wild.noise import between, smooth_fields, some

BETWEEN = 4  # rows above and below each picture: half of the widest brush
Filter = Callable[[np.ndarray], np.ndarray]


def find_garment(images: np.ndarray) -> np.ndarray:
    """Return where the garments are, small gaps closed: float32 (n, 28, 28), 0 or 1."""
    brush = np.ones((3, 3), np.uint8)
    return _stacked(
        (images > INK).astype(np.uint8),
        lambda tall: cv2.morphologyEx(tall, cv2.MORPH_CLOSE, brush),
    ).astype(np.float32)


def cut_out(cloth: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the cloth, 0-1, cut: ragged, with residue, with holes, softer or sharper; float32."""
    cut = cloth * garment
    _fray(cut, garment, generator)
    _leave_residue(cut, garment, generator)
    _tear(cut, generator)
    _soften(cut, generator)
    return np.asarray(np.clip(cut, 0, 1, out=cut))


def _fray(cut: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> None:
    """Give half of the garments an outline that waves to both sides of the true one."""
    chosen = some(0.5, len(cut), generator)
    count, inside = int(chosen.sum()), garment[chosen]
    edge = _stacked(inside, lambda tall: cv2.GaussianBlur(tall, (0, 0), 1.2), mode="edge")
    edge += between(0, 0.25, count, generator) * smooth_fields(count, generator, 7)
    edge += between(-0.12, 0.12, count, generator) - np.float32(0.5)
    outline = 1 / (1 + np.exp(-np.clip(14 * edge, -30, 30)))
    beyond = _widened(cut[chosen], 5)
    cut[chosen] = outline * np.where(inside > 0, cut[chosen], beyond)


def _leave_residue(cut: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> None:
    """Leave pieces of ground stuck to the outline of a fifth of the garments."""
    chosen = some(0.2, len(cut), generator)
    count = int(chosen.sum())
    near = _widened(garment[chosen], 9) > garment[chosen]
    stuck = smooth_fields(count, generator, 4) > between(0.9, 2, count, generator)
    ground = between(0.15, 0.8, count, generator)
    ground = ground + np.float32(0.05) * smooth_fields(count, generator, 4)
    cut[chosen] = np.where(stuck & near, ground, cut[chosen])


def _tear(cut: np.ndarray, generator: np.random.Generator) -> None:
    """Take some cloth of a tenth of the garments for ground."""
    chosen = some(0.1, len(cut), generator)
    count = int(chosen.sum())
    cut[chosen] *= smooth_fields(count, generator, 7) < between(1.5, 2.5, count, generator)


def _soften(cut: np.ndarray, generator: np.random.Generator) -> None:
    """Shrink half of the pictures softer or sharper than the dataset's."""
    chosen = some(0.5, len(cut), generator)
    sharp = cut[chosen]
    soft = _stacked(sharp, lambda tall: cv2.GaussianBlur(tall, (0, 0), 0.7), mode="edge")
    cut[chosen] = sharp + between(-0.5, 0.9, len(sharp), generator) * (soft - sharp)


def _widened(pictures: np.ndarray, size: int) -> np.ndarray:
    brush = np.ones((size, size), np.uint8)
    return _stacked(pictures, lambda tall: cv2.dilate(tall, brush))


def _stacked(pictures: np.ndarray, change: Filter, mode: str = "constant") -> np.ndarray:
    """Filter (n, height, width) in one call; the rows between are ground, or repeat the edge."""
    count, height, width = pictures.shape
    if not count:
        return pictures
    apart = ((0, 0), (BETWEEN, BETWEEN), (0, 0))
    padded = np.pad(pictures, apart, mode=mode)  # type: ignore[call-overload]
    tall = change(padded.reshape(-1, width)).reshape(padded.shape)
    return np.ascontiguousarray(tall[:, BETWEEN : BETWEEN + height])
