"""Find the garment in a photo: GrabCut at low resolution, from up to three initial masks.

An external segmentation network, if one is passed in, is tried first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Lock

import cv2
import numpy as np

from core.pictures.segmentation.components import garment_components
from core.pictures.segmentation.initial_masks import (
    InitialMask,
    from_border,
    from_centre_and_colour,
    from_colour,
)
from core.pictures.segmentation.mask_quality import mask_quality
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter

WORKING_EDGE = 160  # pixels of the longest edge: 28 are needed, and GrabCut's time grows with area
ROUNDS = 3
REACH, SIMILAR = 5, 30  # of the bilateral filter: pixels across, and difference of greys smoothed
GOOD_ENOUGH = 0.9  # mask quality at which no other initial mask is tried
TRUSTED = 0.25  # the same for an external network
EXTERNAL = "The outline is that of the network in models/segmentation.onnx."
MIN_CONTRAST = 12.0  # Lab units between the 2nd and 98th percentile; below, the photo is blank

# GrabCut draws its first clusters from a random number generator that the whole process shares.
_generator = Lock()


@dataclass(frozen=True, eq=False)
class Cutout:
    """Where the garment is: `mask` bool (h, w), empty for a blank photo; `quality` 0-1."""

    mask: np.ndarray
    quality: float
    remark: str = ""  # a sentence about an external network


def find_garment(
    rgb: np.ndarray, ground: np.ndarray | None = None, segmenter: Segmenter = no_segmenter
) -> Cutout:
    """Return the garment's mask in a photo uint8 (h, w, 3).

    `ground`, bool (h, w), marks certain background, if known.

    GrabCut: Rother, Kolmogorov, Blake, SIGGRAPH 2004. It needs an initial mask; if the first gives
    a mask of low quality, two others are tried, and the mask of the highest quality wins. If all
    have quality 0, so has the result, which is then the whole photo. The mask of the external
    network, if there is one, is judged before all others.
    """
    height, width = rgb.shape[:2]
    size = working_size(height, width)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    if is_blank(small):
        return Cutout(np.zeros((height, width), bool), 0.0)
    certain = None if ground is None else _at(ground, size)
    external = segmenter(rgb)
    best = _best_attempt(_attempts(small, certain, external.mask))
    if best.quality == 0.0:
        return Cutout(np.ones((height, width), bool), 0.0, external.trouble)
    soft = cv2.resize(best.mask.astype(np.uint8) * 255, (width, height))
    return Cutout(np.asarray(soft > 127), best.quality, best.remark or external.trouble)


def working_size(height: int, width: int) -> tuple[int, int]:
    """Return the width and height at which a photo is segmented."""
    scale = min(1.0, WORKING_EDGE / max(height, width))
    return max(8, round(width * scale)), max(8, round(height * scale))


def _at(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resize a mask bool (h, w) to another width and height."""
    return np.asarray(cv2.resize(mask.astype(np.float32), size) > 0.5)


def is_blank(rgb: np.ndarray) -> bool:
    """Return whether a small photo uint8 (h, w, 3) shows one uniform surface, apart from noise."""
    lab = cv2.cvtColor(cv2.GaussianBlur(rgb, (0, 0), 2).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    low, high = np.percentile(lab.reshape(-1, 3), [2, 98], axis=0)
    return bool((high - low).max() < MIN_CONTRAST)


def _attempts(
    rgb: np.ndarray, ground: np.ndarray | None, external: np.ndarray | None
) -> Iterator[Cutout]:
    if external is not None:
        mask = _at(external, (rgb.shape[1], rgb.shape[0]))
        mask = mask if ground is None else mask & ~ground
        yield replace(_attempt(rgb, mask), remark=EXTERNAL)
    initial_masks: tuple[Callable[[np.ndarray], InitialMask], ...] = (
        from_centre_and_colour,
        from_border,
        from_colour,
    )
    for initial in initial_masks:
        first = initial(rgb)
        if ground is not None:
            first[ground] = cv2.GC_BGD
        yield _attempt(rgb, run_grabcut(rgb, first))


def _attempt(rgb: np.ndarray, mask: np.ndarray) -> Cutout:
    components = garment_components(mask, rgb)
    return Cutout(components, mask_quality(rgb, components))


def _best_attempt(attempts: Iterator[Cutout]) -> Cutout:
    tried = []
    for attempt in attempts:
        if attempt.quality >= (TRUSTED if attempt.remark else GOOD_ENOUGH):
            return attempt
        tried.append(attempt)
    return max(tried, key=lambda attempt: attempt.quality)


def run_grabcut(rgb: np.ndarray, initial: InitialMask) -> np.ndarray:
    """Refine an initial mask of a small photo uint8 (h, w, 3) by GrabCut; return bool (h, w).

    Texture, prints and the pattern of a rug, which GrabCut would follow, are smoothed first; edges
    are not (bilateral filter, Tomasi and Manduchi, ICCV 1998). Empty if the initial mask has too
    few pixels of either side to learn its colours from.
    """
    labels = initial.copy()
    foreground = (labels == cv2.GC_PR_FGD) | (labels == cv2.GC_FGD)
    if foreground.sum() < 20 or (~foreground).sum() < 20:  # too few pixels for five clusters
        return np.zeros(labels.shape, bool)
    smooth = cv2.bilateralFilter(rgb, REACH, SIMILAR, REACH)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    with _generator:
        cv2.setRNGSeed(0)
        cv2.grabCut(smooth, labels, (0, 0, 0, 0), *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))
