"""Find the garment in a photo: GrabCut at low resolution, started from the border's colours."""

from dataclasses import dataclass

import cv2
import numpy as np

WORKING_EDGE = 160


@dataclass(frozen=True, eq=False)
class Cutout:
    """Where the garment is: `mask` bool (h, w); `plausibility` 0-1."""

    mask: np.ndarray
    plausibility: float
    notes: tuple[str, ...] = ()


def find_garment(rgb: np.ndarray) -> Cutout:
    """Return the garment's mask in a photo uint8 (h, w, 3).

    GrabCut: Rother, Kolmogorov, Blake, SIGGRAPH 2004.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, WORKING_EDGE / max(height, width))
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    mask = _grabcut(small)
    whole = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    return Cutout(whole > 0, 1.0 if mask.any() else 0.0)


def _grabcut(rgb: np.ndarray) -> np.ndarray:
    height, width = rgb.shape[:2]
    labels = np.full((height, width), cv2.GC_PR_FGD, np.uint8)
    margin = max(1, round(0.03 * max(height, width)))
    labels[:margin] = labels[-margin:] = cv2.GC_BGD
    labels[:, :margin] = labels[:, -margin:] = cv2.GC_BGD
    cv2.setRNGSeed(0)
    cv2.grabCut(
        rgb, labels, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK
    )
    mask = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    return _largest(mask)


def _largest(mask: np.ndarray) -> np.ndarray:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return np.zeros_like(mask)
    return np.asarray(labels == 1 + stats[1:, cv2.CC_STAT_AREA].argmax())
