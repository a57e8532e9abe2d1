"""Transparency, grey, polarity and tone: what makes a photo's greys look like the dataset's."""

import cv2
import numpy as np

# The mean ink of the middle half of the training pictures' garments is between these two.
DARKEST_CLOTH, BRIGHTEST_CLOTH = 110.0, 190.0
MIN_INK = 25.0  # no fabric may vanish into the black background


def on_white(photo: np.ndarray) -> np.ndarray:
    """Return RGB uint8 (h, w, 3), with the transparency of (h, w, 4) composited onto white."""
    if photo.shape[2] == 3:
        return np.ascontiguousarray(photo)
    alpha = photo[..., 3:].astype(np.uint16)
    if alpha.min() == 255:
        return np.ascontiguousarray(photo[..., :3])
    return ((photo[..., :3] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)


def negative(rgb: np.ndarray) -> np.ndarray:
    """Return grey uint8 (h, w), dark cloth bright: the dataset was negated (arXiv 1708.07747)."""
    return np.asarray(255 - cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def even_tone(pixels: np.ndarray, coverage: np.ndarray) -> np.ndarray:
    """Shift the fabric's mean ink into the dataset's range; its contrast is preserved.

    `pixels` is uint8 (28, 28), ink on black; `coverage` float (28, 28), the share of each pixel
    that is garment. Between garment and background, ink is mixed by that share.
    """
    if not (coverage > 0.5).any():
        return pixels
    cloth = pixels / np.maximum(coverage, 0.05)  # the ink of the garment's part of a pixel
    mean = float(cloth[coverage > 0.5].mean())
    target = float(np.clip(mean, DARKEST_CLOTH, BRIGHTEST_CLOTH))
    ink = np.clip(cloth + (target - mean), MIN_INK, 255)
    return np.asarray(np.rint(ink * coverage), np.uint8)
