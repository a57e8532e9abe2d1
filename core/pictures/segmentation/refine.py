"""Refine the outline by a person's hints: inside their box, and never against their strokes."""

from functools import lru_cache

import cv2
import numpy as np

from core.pictures.segmentation.components import garment_components
from core.pictures.segmentation.grabcut import Cutout, find_garment, run_grabcut, working_size
from core.pictures.segmentation.hints import Hints
from core.pictures.segmentation.mask_quality import mask_quality
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter

ROOM = 0.12  # of the box's edges: the margin around it from which background colours are learned
COLLAPSED = 0.2  # of the mask before a stroke: no single stroke is meant to leave less
CACHED = 4  # outlines that later strokes start from

Window = tuple[slice, slice]


def refine_outline(
    rgb: np.ndarray,
    hints: Hints,
    first: np.ndarray | None = None,
    segmenter: Segmenter = no_segmenter,
) -> Cutout:
    """Return the garment's mask in a photo uint8 (h, w, 3), refined by hints.

    Strokes start from the outline `first`, bool (h, w); without one, from what is found in the
    box. What a stroke marks is in the mask, or out of it, whatever the colours say; the mask is
    empty if strokes leave nothing.
    """
    height, width = rgb.shape[:2]
    inside = hints.inside(height, width)
    garment, ground = hints.strokes(height, width)
    mask = _first_outline(rgb, hints, segmenter) if first is None else first & inside
    if garment.any() or ground.any():
        mask = _follow(rgb, mask, inside, garment, ground)
    mask = ((mask & inside) | garment) & ~ground
    size = working_size(height, width)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return Cutout(mask, mask_quality(small, _to(mask, size)))


def _first_outline(rgb: np.ndarray, hints: Hints, segmenter: Segmenter) -> np.ndarray:
    """Find the garment in the box; return the box itself if nothing stands out in it.

    Every stroke starts from here again, so the latest outlines are cached.
    """
    return _cached_outline(rgb.tobytes(), rgb.shape, hints.box, segmenter)


@lru_cache(maxsize=CACHED)
def _cached_outline(
    content: bytes,
    shape: tuple[int, ...],
    box: tuple[float, float, float, float] | None,
    segmenter: Segmenter,
) -> np.ndarray:
    rgb = np.frombuffer(content, np.uint8).reshape(shape)
    hints = Hints(box)
    window = hints.window(*shape[:2])
    inside = hints.inside(*shape[:2])
    around = _widened(window, shape)
    found = find_garment(
        np.ascontiguousarray(rgb[around]), ground=~inside[around], segmenter=segmenter
    )
    mask = np.zeros(shape[:2], bool)
    if found.quality > 0:
        mask[around] = found.mask
    mask &= inside
    if not mask.any():
        mask[window] = True
    mask.setflags(write=False)  # shared by all later strokes
    return mask


def _widened(window: Window, shape: tuple[int, ...]) -> Window:
    return _wider(window[0], shape[0]), _wider(window[1], shape[1])


def _wider(span: slice, length: int) -> slice:
    room = round(ROOM * (span.stop - span.start))
    return slice(max(0, span.start - room), min(length, span.stop + room))


def _follow(
    rgb: np.ndarray,
    mask: np.ndarray,
    inside: np.ndarray,
    garment: np.ndarray,
    ground: np.ndarray,
) -> np.ndarray:
    """Update an outline, bool (h, w), from strokes and from what looks like what they mark."""
    height, width = mask.shape
    size = working_size(height, width)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    initial = np.where(_to(mask, size), cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    initial[~_to(inside, size)] = cv2.GC_BGD
    initial[_to(ground, size)] = cv2.GC_BGD
    initial[_to(garment, size)] = cv2.GC_FGD
    followed = run_grabcut(small, initial)
    components = garment_components(followed, small, _to(garment, size))
    soft = cv2.resize(components.astype(np.uint8) * 255, (width, height)) > 127
    # Garment and background have the same colours: then a stroke removes only what it covers.
    collapsed = soft.sum() < COLLAPSED * (mask & ~ground).sum()
    return mask if collapsed else np.asarray(soft)


def _to(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    share = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(share >= 0.5)
