"""Dataset pictures made to look as if they came from a photo: the `wild` augmentation.

Photos of garments reach 28×28 with other cloth, light and shape than the shop pictures of the
dataset: turned and stretched, lighter or darker, unevenly lit, patterned, with a ragged outline
and with pieces of ground stuck to it. Each picture meets a random few of these.
"""

import cv2
import numpy as np

SIDE = 28
INK = 12  # of 255; below is ground
UNTOUCHED = 0.5  # share of the pictures that stay as the dataset has them
TOP = np.float32(255)


def photograph(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the pictures as a camera and a segmentation might give them, uint8 (n, 28, 28)."""
    changed = images.copy()
    chosen = np.flatnonzero(generator.random(len(images)) >= UNTOUCHED)
    if len(chosen):
        bent = _bend(images[chosen], generator)
        garment = _closed(bent)
        cloth = _new_cloth(bent / TOP, garment, generator)
        cut = _cut_out(cloth, garment, generator)
        changed[chosen] = (np.clip(cut, 0, 1) * TOP).astype(np.uint8)
    return changed


def _bend(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Turn by some degrees, shear and stretch about the centre."""
    count = len(images)
    turn = np.deg2rad(generator.normal(0, 7, count))
    shear = generator.normal(0, 0.06, count)
    wide, tall = np.exp(generator.normal(0, 0.13, (2, count)))
    matrices = np.empty((count, 2, 3))
    matrices[:, 0, 0], matrices[:, 0, 1] = wide * np.cos(turn), shear - np.sin(turn)
    matrices[:, 1, 0], matrices[:, 1, 1] = np.sin(turn), tall * np.cos(turn)
    centre = (SIDE - 1) / 2
    matrices[:, :, 2] = centre - matrices[:, :, :2].sum(axis=2) * centre
    bent = np.empty_like(images)
    for image, matrix, target in zip(images, matrices, bent, strict=True):
        cv2.warpAffine(image, matrix, (SIDE, SIDE), dst=target)
    return bent


def _new_cloth(ink: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Dye, light and pattern the garments anew; float32 (n, 28, 28), 0-1."""
    count = len(ink)
    area = garment.sum(axis=(1, 2), keepdims=True) + 1
    mean = (ink * garment).sum(axis=(1, 2), keepdims=True) / area
    relief = (ink - mean) * garment
    spread = np.sqrt((relief**2).sum(axis=(1, 2), keepdims=True) / area) + np.float32(0.02)
    sign = 1 - 2 * _some(0.3, count, generator)  # a light garment: its folds are darker ink
    dyed = _between(0.35, 0.85, count, generator)
    dyed = dyed + sign * _between(0.03, 0.22, count, generator) * relief / spread
    tone = _some(0.6, count, generator)
    cloth = tone * dyed + (1 - tone) * ink
    for share, most, knots in ((0.5, 0.13, 3), (0.5, 0.08, 7), (0.15, 0.15, 10)):
        strength = _some(share, count, generator) * _between(0.02, most, count, generator)
        cloth = cloth + strength * _smooth_noise(count, knots, generator)
    return np.asarray(np.clip(cloth, 0.08, 1))


def _cut_out(cloth: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Cut the cloth as a segmentation would: ragged here and there, with residue and holes."""
    count = len(cloth)
    soft = np.stack([cv2.GaussianBlur(mask, (0, 0), 1.2) for mask in garment])
    wave = _between(0, 0.25, count, generator) * _smooth_noise(count, 7, generator)
    edge = soft - 0.5 + wave + _between(-0.12, 0.12, count, generator)
    ragged = 1 / (1 + np.exp(-np.clip(14 * edge, -30, 30)))
    touched = _some(0.5, count, generator)
    mask = touched * ragged + (1 - touched) * garment
    wide = np.ones((5, 5), np.uint8)
    filled = np.stack([cv2.dilate(one, wide) for one in cloth * garment])
    cut = mask * np.where(garment > 0, cloth, filled)
    near = np.stack([cv2.dilate(one, np.ones((9, 9), np.uint8)) for one in garment]) - garment
    threshold = _between(0.9, 2, count, generator)
    stuck = (_smooth_noise(count, 4, generator) > threshold) * near * _some(0.2, count, generator)
    cut = np.where(stuck > 0, _between(0.15, 0.8, count, generator), cut)
    hole = _smooth_noise(count, 7, generator) > _between(1.5, 2.5, count, generator)
    return np.asarray(cut * (1 - hole * _some(0.1, count, generator)))


def _closed(images: np.ndarray) -> np.ndarray:
    """Return where the garment is, small gaps closed: float32 (n, 28, 28), 0 or 1."""
    brush = np.ones((3, 3), np.uint8)
    masks = (images > INK).astype(np.float32)
    return np.stack([cv2.morphologyEx(mask, cv2.MORPH_CLOSE, brush) for mask in masks])


def _smooth_noise(count: int, knots: int, generator: np.random.Generator) -> np.ndarray:
    """Draw smooth random fields, about standard normal: float32 (count, 28, 28)."""
    curves = cv2.resize(
        np.eye(knots, dtype=np.float32), (knots, SIDE), interpolation=cv2.INTER_CUBIC
    )
    values = generator.standard_normal((count, knots, knots), dtype=np.float32)
    return np.asarray(curves @ values @ curves.T)


def _between(low: float, high: float, count: int, generator: np.random.Generator) -> np.ndarray:
    return generator.uniform(low, high, (count, 1, 1)).astype(np.float32)


def _some(share: float, count: int, generator: np.random.Generator) -> np.ndarray:
    """Choose a share of the pictures: float32 (count, 1, 1), 1 where chosen."""
    return (generator.random((count, 1, 1)) < share).astype(np.float32)
