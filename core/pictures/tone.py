"""Grey, polarity and tone: what makes a photo's greys look like the dataset's."""

import cv2
import numpy as np

# The middle half of the training pictures' garments have a mean ink between these two.
DARKEST_CLOTH, BRIGHTEST_CLOTH = 110.0, 190.0
LEAST_INK = 25.0  # no cloth may vanish in the black ground


def negative(rgb: np.ndarray) -> np.ndarray:
    """Return grey uint8 (h, w), dark cloth bright: the dataset was negated (arXiv 1708.07747)."""
    return np.asarray(255 - cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def even_tone(pixels: np.ndarray, coverage: np.ndarray) -> np.ndarray:
    """Bring the cloth's mean ink into the dataset's range; its contrasts stay as they are.

    `pixels` is uint8 (28, 28), ink on black; `coverage` float (28, 28), the share of each pixel
    that is garment. Between garment and ground, ink is mixed by that share.
    """
    if not (coverage > 0.5).any():
        return pixels
    cloth = pixels / np.maximum(coverage, 0.05)  # the ink of the garment's part of a pixel
    mean = float(cloth[coverage > 0.5].mean())
    wanted = float(np.clip(mean, DARKEST_CLOTH, BRIGHTEST_CLOTH))
    ink = np.clip(cloth + (wanted - mean), LEAST_INK, 255)
    return np.asarray(np.rint(ink * coverage), np.uint8)
