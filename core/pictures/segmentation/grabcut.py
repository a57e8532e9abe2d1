"""Find the garment in a photo: GrabCut at low resolution, from up to three starting guesses.

A network that a person has plugged in takes part as well.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Lock

import cv2
import numpy as np

from core.pictures.segmentation.components import garment_pieces
from core.pictures.segmentation.initial_masks import (
    Guess,
    from_border,
    from_centre_and_colour,
    from_colour,
)
from core.pictures.segmentation.mask_quality import plausibility
from core.pictures.segmentation.onnx_model import plugged_outline

WORKING_EDGE = 160  # pixels of the longest edge: 28 are needed, and GrabCut's time grows with area
ROUNDS = 3
REACH, ALIKE = 5, 30  # pixels across, and how far apart greys may lie to be smoothed together
GOOD_ENOUGH = 0.9  # plausibility at which no other guess is tried
TRUSTED = 0.25  # the same for a network that a person plugged in
PLUGGED = "The outline is that of the network in models/segmentation.onnx."
LEAST_CONTRAST = 12.0  # Lab units between the 2nd and 98th percentile; below, the photo is blank

# GrabCut draws its first clusters from a generator that belongs to the whole process.
_generator = Lock()


@dataclass(frozen=True, eq=False)
class Cutout:
    """Where the garment is: `mask` bool (h, w), empty for a blank photo; `plausibility` 0-1."""

    mask: np.ndarray
    plausibility: float
    remark: str = ""  # a sentence about a plugged-in network


def find_garment(rgb: np.ndarray, ground: np.ndarray | None = None) -> Cutout:
    """Return the garment's mask in a photo uint8 (h, w, 3).

    `ground`, bool (h, w), is what is certainly not garment, where that is known.

    GrabCut: Rother, Kolmogorov, Blake, SIGGRAPH 2004. It needs a first guess of what is garment;
    where the first guess ends in an outline that is not clear, two others are tried, and the most
    plausible outline wins. Where none is plausible, the whole photo is taken, plausibility 0. The
    outline of a plugged-in network, if there is one, is judged before all others.
    """
    height, width = rgb.shape[:2]
    size = working_size(height, width)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    if is_blank(small):
        return Cutout(np.zeros((height, width), bool), 0.0)
    certain = None if ground is None else _at(ground, size)
    plugged = plugged_outline(rgb)
    best = _most_plausible(_attempts(small, certain, plugged.mask))
    if best.plausibility == 0.0:
        return Cutout(np.ones((height, width), bool), 0.0, plugged.trouble)
    soft = cv2.resize(best.mask.astype(np.uint8) * 255, (width, height))
    return Cutout(np.asarray(soft > 127), best.plausibility, best.remark or plugged.trouble)


def working_size(height: int, width: int) -> tuple[int, int]:
    """Return width and height at which a photo is segmented."""
    scale = min(1.0, WORKING_EDGE / max(height, width))
    return max(8, round(width * scale)), max(8, round(height * scale))


def _at(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return a mask bool (h, w) at another width and height."""
    return np.asarray(cv2.resize(mask.astype(np.float32), size) > 0.5)


def is_blank(rgb: np.ndarray) -> bool:
    """Tell whether a small photo uint8 (h, w, 3) shows one even surface, noise set aside."""
    lab = cv2.cvtColor(cv2.GaussianBlur(rgb, (0, 0), 2).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    low, high = np.percentile(lab.reshape(-1, 3), [2, 98], axis=0)
    return bool((high - low).max() < LEAST_CONTRAST)


def _attempts(
    rgb: np.ndarray, ground: np.ndarray | None, plugged: np.ndarray | None
) -> Iterator[Cutout]:
    if plugged is not None:
        mask = _at(plugged, (rgb.shape[1], rgb.shape[0]))
        mask = mask if ground is None else mask & ~ground
        yield replace(_attempt(rgb, mask), remark=PLUGGED)
    guesses: tuple[Callable[[np.ndarray], Guess], ...] = (
        from_centre_and_colour,
        from_border,
        from_colour,
    )
    for guess in guesses:
        first = guess(rgb)
        if ground is not None:
            first[ground] = cv2.GC_BGD
        yield _attempt(rgb, cut_by_guess(rgb, first))


def _attempt(rgb: np.ndarray, mask: np.ndarray) -> Cutout:
    pieces = garment_pieces(mask, rgb)
    return Cutout(pieces, plausibility(rgb, pieces))


def _most_plausible(attempts: Iterator[Cutout]) -> Cutout:
    tried = []
    for attempt in attempts:
        if attempt.plausibility >= (TRUSTED if attempt.remark else GOOD_ENOUGH):
            return attempt
        tried.append(attempt)
    return max(tried, key=lambda attempt: attempt.plausibility)


def cut_by_guess(rgb: np.ndarray, guess: Guess) -> np.ndarray:
    """Let GrabCut improve a guess of a small photo uint8 (h, w, 3); return bool (h, w).

    Weave, prints and the pattern of a rug are smoothed first, edges are not (bilateral filter,
    Tomasi and Manduchi, ICCV 1998): GrabCut would follow them. Empty where the guess has too
    little of either side to learn its colours from.
    """
    labels = guess.copy()
    foreground = (labels == cv2.GC_PR_FGD) | (labels == cv2.GC_FGD)
    if foreground.sum() < 20 or (~foreground).sum() < 20:  # too few pixels for five clusters
        return np.zeros(labels.shape, bool)
    smooth = cv2.bilateralFilter(rgb, REACH, ALIKE, REACH)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    with _generator:
        cv2.setRNGSeed(0)
        cv2.grabCut(smooth, labels, (0, 0, 0, 0), *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))
