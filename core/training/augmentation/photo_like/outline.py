"""Imperfect cut-outs of garments, such as a segmentation produces."""

import cv2
import numpy as np

from core.training.augmentation.photo_like.filters import (
    NARROW,
    blurred,
    closed,
    inner,
    stacked,
    widened,
)
from core.training.augmentation.photo_like.framing import INK
from core.training.augmentation.photo_like.noise import between, smooth_fields, some

BAYS = ((0.3, 5), (0.25, 9))  # share of the pictures, and width in pixels of the gaps filled
BLUR = 0.7  # pixels: between the sharpness of a seam in the dataset and in photos
BARE = np.float32(0.03)  # less ink than any fabric has


def find_garment(images: np.ndarray) -> np.ndarray:
    """Return the masks of the garments, small gaps closed: float32 (n, 28, 28), 0 or 1."""
    return stacked(
        (images > INK).astype(np.uint8),
        lambda tall: cv2.morphologyEx(tall, cv2.MORPH_CLOSE, NARROW),
    ).astype(np.float32)


def cut_out(cloth: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the fabric, 0-1, as an imperfect cut-out: float32 (n, 28, 28).

    Gaps are filled, the outline is ragged, with background residue and holes; seams are softer or
    sharper than in the dataset, and the outermost pixels are partly background.
    """
    cut, taken = cloth * garment, garment.copy()
    _take_in_bays(cut, taken, generator)
    _fray(cut, taken, generator)
    _leave_residue(cut, taken, generator)
    _tear(cut, generator)
    _soften_or_sharpen(cut, generator)
    _thin_edge(cut, generator)
    return np.asarray(np.clip(cut, 0, 1, out=cut))


def _take_in_bays(cut: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> None:
    """Fill gaps between sleeve and body, two legs or two shoes in some of the garments."""
    for share, size in BAYS:
        chosen = some(share, len(cut), generator)
        whole = closed(garment[chosen], size)
        bays = whole > garment[chosen]
        near = stacked(widened(cut[chosen], 5), lambda tall: cv2.blur(tall, (3, 3)))
        ground = near * between(0.6, 1.15, int(chosen.sum()), generator)
        cut[chosen] = np.where(bays, np.maximum(ground, BARE), cut[chosen])
        garment[chosen] = whole


def _fray(cut: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> None:
    """Give two fifths of the garments an outline that wavers around the true one."""
    chosen = some(0.4, len(cut), generator)
    count, inside = int(chosen.sum()), garment[chosen]
    edge = blurred(inside, 1.2)
    edge += between(0, 0.2, count, generator) * smooth_fields(count, generator, 7)
    edge += between(-0.12, 0.12, count, generator) - np.float32(0.5)
    outline = 1 / (1 + np.exp(-np.clip(14 * edge, -30, 30)))
    beyond = widened(cut[chosen], 5)
    cut[chosen] = outline * np.where(inside > 0, cut[chosen], beyond)


def _leave_residue(cut: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> None:
    """Leave pieces of background attached to the outline of some garments."""
    chosen = some(0.15, len(cut), generator)
    count = int(chosen.sum())
    near = widened(garment[chosen], 9) > garment[chosen]
    stuck = smooth_fields(count, generator, 4) > between(0.9, 2, count, generator)
    ground = between(0.15, 0.8, count, generator)
    ground = ground + np.float32(0.05) * smooth_fields(count, generator, 4)
    cut[chosen] = np.where(stuck & near, ground, cut[chosen])


def _tear(cut: np.ndarray, generator: np.random.Generator) -> None:
    """Make holes in a tenth of the garments, as if fabric were taken for background."""
    chosen = some(0.1, len(cut), generator)
    count = int(chosen.sum())
    cut[chosen] *= smooth_fields(count, generator, 7) < between(1.5, 2.5, count, generator)


def _soften_or_sharpen(cut: np.ndarray, generator: np.random.Generator) -> None:
    """Weaken or strengthen seams and creases; the outline itself is never sharpened.

    Bent pictures are resampled and have lost detail; photos show more of it.
    """
    chosen = some(0.8, len(cut), generator)
    shown = cut[chosen]
    inside = (shown > BARE).astype(np.float32)
    soft = blurred(shown, BLUR)
    detail = (shown - soft / np.maximum(blurred(inside, BLUR), 0.05)) * inside
    strength = between(-0.4, 1.0, len(shown), generator)
    sharper = np.maximum(shown + strength * detail, BARE * inside)
    cut[chosen] = np.where(strength < 0, shown - strength * (soft - shown), sharper)


def _thin_edge(cut: np.ndarray, generator: np.random.Generator) -> None:
    """Darken the outermost pixels, as averaging does where they are partly background."""
    chosen = some(0.7, len(cut), generator)
    count = int(chosen.sum())
    inside = (cut[chosen] > BARE).astype(np.float32)
    share = between(0.5, 0.9, count, generator)
    share = share + np.float32(0.25) * smooth_fields(count, generator, 14)
    cut[chosen] *= np.where(inside > inner(inside), np.clip(share, 0.2, 1), 1)
