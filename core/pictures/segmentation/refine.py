"""The outline as a person mends it: inside their box, and never against their strokes."""

from functools import lru_cache

import cv2
import numpy as np

from core.pictures.segmentation.components import garment_pieces
from core.pictures.segmentation.grabcut import Cutout, cut_by_guess, find_garment, working_size
from core.pictures.segmentation.hints import Hints
from core.pictures.segmentation.mask_quality import plausibility

ROOM = 0.12  # of the box's edges: how much around it is looked at, to learn the ground's colours
COLLAPSED = 0.2  # of what was garment before a stroke: no one stroke means so much less
KEPT = 4  # outlines that later strokes start from

Window = tuple[slice, slice]


def mend_outline(rgb: np.ndarray, hints: Hints, first: np.ndarray | None = None) -> Cutout:
    """Return the garment's mask in a photo uint8 (h, w, 3), as its hints tell.

    Strokes start from the outline `first`, bool (h, w); without one, from what is found in the
    box. What a stroke marks is in the mask, or out of it, whatever the colours say; the mask is
    empty where strokes leave nothing.
    """
    height, width = rgb.shape[:2]
    inside = hints.inside(height, width)
    garment, ground = hints.strokes(height, width)
    mask = _first_outline(rgb, hints) if first is None else first & inside
    if garment.any() or ground.any():
        mask = _follow(rgb, mask, inside, garment, ground)
    mask = ((mask & inside) | garment) & ~ground
    size = working_size(height, width)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return Cutout(mask, plausibility(small, _to(mask, size)))


def _first_outline(rgb: np.ndarray, hints: Hints) -> np.ndarray:
    """Find the garment in the box; the box itself where nothing stands out in it.

    Every stroke begins here again, so the latest outlines are kept.
    """
    return _kept_outline(rgb.tobytes(), rgb.shape, hints.box)


@lru_cache(maxsize=KEPT)
def _kept_outline(
    content: bytes, shape: tuple[int, ...], box: tuple[float, float, float, float] | None
) -> np.ndarray:
    rgb = np.frombuffer(content, np.uint8).reshape(shape)
    hints = Hints(box)
    window = hints.window(*shape[:2])
    inside = hints.inside(*shape[:2])
    around = _widened(window, shape)
    found = find_garment(np.ascontiguousarray(rgb[around]), ground=~inside[around])
    mask = np.zeros(shape[:2], bool)
    if found.plausibility > 0:
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
    """Change an outline, bool (h, w), as strokes say, and what looks like what they mark."""
    height, width = mask.shape
    size = working_size(height, width)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    guess = np.where(_to(mask, size), cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    guess[~_to(inside, size)] = cv2.GC_BGD
    guess[_to(ground, size)] = cv2.GC_BGD
    guess[_to(garment, size)] = cv2.GC_FGD
    followed = cut_by_guess(small, guess)
    pieces = garment_pieces(followed, small, _to(garment, size))
    soft = cv2.resize(pieces.astype(np.uint8) * 255, (width, height)) > 127
    # Garment and ground of the same colours: then a stroke takes out just what it covers.
    collapsed = soft.sum() < COLLAPSED * (mask & ~ground).sum()
    return mask if collapsed else np.asarray(soft)


def _to(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    share = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(share >= 0.5)
