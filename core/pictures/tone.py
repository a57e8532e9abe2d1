"""Grey, polarity and tone: what makes a photo's greys look like the dataset's."""

import cv2
import numpy as np


def negative(rgb: np.ndarray) -> np.ndarray:
    """Return grey uint8 (h, w), dark cloth bright: the dataset was negated (arXiv 1708.07747)."""
    return 255 - cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)


def even_tone(pixels: np.ndarray, coverage: np.ndarray) -> np.ndarray:
    """Stretch the greys of the covered pixels of (28, 28) so that the cloth is well lit.

    `coverage` is float (28, 28), the share of each pixel that is garment.
    """
    cloth = pixels[coverage > 0.5]
    if cloth.size == 0:
        return pixels
    low, high = np.percentile(cloth, [2, 98])
    span = max(float(high - low), 40.0)
    stretched = 60 + (pixels.astype(np.float32) - low) * (180 / span)
    return np.asarray(np.clip(stretched * coverage, 0, 255).astype(np.uint8))
