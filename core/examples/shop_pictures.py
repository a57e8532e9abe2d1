"""Simulated shop pictures: garments of the dataset, as a shop would photograph them on white.

They are made from a split that fits their use: the test split where a picture is only answered,
the training split where it may be learned from. Each is an image file, so that it goes through the
whole preparation that a photo goes through.
"""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from core.data import CLASS_NAMES, Split
from core.training.augmentation.photo_like.cloth import change_cloth
from core.training.augmentation.photo_like.outline import find_garment

SEED = 24
SIDE, MARGIN = 384, 28  # pixels of the square picture, and of the ground around the garment
FABRICS = ((196, 72, 64), (52, 92, 158), (58, 128, 92), (104, 74, 140), (150, 96, 48), (44, 46, 54))
GROUND = np.float32(244)  # of 255: paper white
SHADOW = 0.16  # share of the light that is missing where the shadow is darkest
FALL_OFF = 0.14  # share of the light that is missing at the far side: no lamp lights evenly
ROUNDING = 5.0  # pixels of blur that round off the steps of the 28
STEEP = np.float32(8)  # how fast fabric turns into ground at the outline


class ShopPicture(NamedTuple):
    """A simulated shop picture: the name of its file, its true class, and a PNG file's bytes."""

    name: str
    label: str
    content: bytes


def shop_pictures(split: Split, count: int, seed: int = SEED) -> list[ShopPicture]:
    """Simulate `count` shop pictures from a split, class by class; the same for the same seed."""
    generator = np.random.default_rng(seed)
    chosen = _one_class_after_another(split.labels, count, generator)
    images = split.images[chosen]
    garments = find_garment(images)
    cloth = change_cloth(images / np.float32(255), garments, generator)
    fabrics = generator.integers(len(FABRICS), size=len(chosen))
    return [
        ShopPicture(
            name=f"simulated-shop-picture-{number:03d}.png",
            label=CLASS_NAMES[int(split.labels[index])],
            content=_photographed(cloth[number], garments[number], FABRICS[fabrics[number]]),
        )
        for number, index in enumerate(chosen)
    ]


def _one_class_after_another(
    labels: npt.NDArray[np.uint8], count: int, generator: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Return indices (count,), fewer if there are not as many: a shuffled class 0, 1, 2, …, 0, …"""
    shuffled = generator.permutation(len(labels))
    by_class = [shuffled[labels[shuffled] == label] for label in range(len(CLASS_NAMES))]
    rounds = max(map(len, by_class))
    turns = [own[turn] for turn in range(rounds) for own in by_class if turn < len(own)]
    return np.array(turns[:count], np.intp)


def _photographed(
    cloth: npt.NDArray[np.float32], garment: npt.NDArray[np.float32], fabric: tuple[int, int, int]
) -> bytes:
    """Return a PNG of fabric (28, 28), 0-1, in the garment's mask (28, 28), dyed, on white."""
    ink = _enlarged(cloth)
    mask = np.asarray(cv2.GaussianBlur(_enlarged(garment), (0, 0), ROUNDING), np.float32)
    inside = np.clip(mask * STEEP + (1 - STEEP) / 2, 0, 1)[..., None]
    # The dataset's ink is bright where fabric is dark: it was made by inverting such pictures.
    dyed = np.array(fabric, np.float32) * (1.55 - 1.1 * ink[..., None])
    picture = inside * np.clip(dyed, 0, 255) + (1 - inside) * _ground(mask)[..., None]
    done, file = cv2.imencode(".png", picture.astype(np.uint8)[..., ::-1])
    assert done, "OpenCV wrote no PNG"
    return file.tobytes()


def _enlarged(picture: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Enlarge float (28, 28) smoothly, with a margin around it: float (SIDE, SIDE)."""
    edge = SIDE - 2 * MARGIN
    large = cv2.resize(picture, (edge, edge), interpolation=cv2.INTER_CUBIC)
    return np.pad(np.clip(large, 0, 1), MARGIN)


def _ground(mask: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the paper behind the garment, with a soft shadow to its lower right: (SIDE, SIDE)."""
    shadow = cv2.GaussianBlur(np.roll(mask, (10, 6), axis=(0, 1)), (0, 0), 9)
    across = np.linspace(0, np.float32(FALL_OFF), SIDE)
    light = 1 - across[None, :] / 2 - across[:, None]
    return np.asarray(GROUND * light * (1 - np.float32(SHADOW) * shadow), np.float32)
