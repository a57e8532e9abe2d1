"""Spread sleeves and trouser legs away from the body, as on a bed or in a drawing.

In the dataset arms hang down. Whatever is outside the body's sides is rotated about the shoulders,
whatever is below the crotch about its middle; then the garment is fitted to the frame.
"""

import cv2
import numpy as np

from core.training.augmentation.photo_like.framing import INK, box_of, fitted

TOPS = (0, 2, 4, 6)  # T-shirt/top, pullover, coat, shirt
SHORT = 0  # the class whose sleeves are short
SHIRT = 6  # has short or long sleeves
ON_HANGERS = (4, 6)  # coat, shirt
TROUSER = 1
MIN = 10  # pixels of width and height: anything smaller is left unchanged
CANVAS = 48  # pixels: room for spread arms

_line = np.arange(CANVAS, dtype=np.float32) - np.float32((CANVAS - 1) / 2)
_ACROSS, _DOWN = np.meshgrid(_line, _line)
_NOWHERE = np.float32(-100)


def spread_limbs(
    images: np.ndarray,
    labels: np.ndarray,
    share: float,
    hung: float,
    generator: np.random.Generator,
) -> np.ndarray:
    """Return the pictures, uint8 (n, 28, 28), with limbs spread in a share of tops and trousers.

    A share `hung` of the coats and shirts among these is left unchanged: they are on hangers.
    """
    changed = images.copy()
    chosen = generator.random(len(images)) < share
    chosen &= ~(np.isin(labels, ON_HANGERS) & (generator.random(len(images)) < hung))
    for place in np.flatnonzero(chosen & np.isin(labels, TOPS)):
        label = labels[place]
        short = label == SHORT or (label == SHIRT and generator.random() < 0.5)
        changed[place] = spread_sleeves(images[place], short, generator)
    for place in np.flatnonzero(chosen & (labels == TROUSER)):
        changed[place] = spread_legs(images[place], generator)
    return changed


def spread_sleeves(picture: np.ndarray, short: bool, generator: np.random.Generator) -> np.ndarray:
    """Rotate both sleeves outwards by the same 5 to 48 degrees, with slight jitter."""
    box = box_of(picture > INK)
    if box is None or min(box.height, box.width) < MIN:
        return picture
    body = box.width / 2 * generator.uniform(*((0.62, 0.8) if short else (0.5, 0.72)))
    shoulder = box.top + box.height * generator.uniform(0.08, 0.2)
    reach = box.top + box.height * 0.45 if short else np.inf
    across = _ACROSS + box.middle
    down = _DOWN + (box.top + box.bottom - 1) / 2
    columns, rows = across.copy(), down.copy()
    angle = np.deg2rad(generator.uniform(5, 48))
    for side in (-1, 1):
        turn = side * (angle + np.deg2rad(generator.normal(0, 4)))
        joint = box.middle + side * body * 0.95
        x, y = _turned(across - joint, down - shoulder, turn)
        outside = (side * (across - box.middle) > 0) & (np.abs(across - box.middle) > body)
        arm = (side * (x + joint - box.middle) > body * 0.9) & (y + shoulder < reach)
        columns[outside] = np.where(arm, x + joint, _NOWHERE)[outside]
        rows[outside] = (y + shoulder)[outside]
    return _sampled(picture, columns, rows)


def spread_legs(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Rotate both legs outwards by up to 16 degrees, and make them wider and shorter."""
    box = box_of(picture > INK)
    if box is None or min(box.height, box.width) < MIN:
        return picture
    crotch = box.top + box.height * generator.uniform(0.25, 0.4)
    angle = np.deg2rad(generator.uniform(0, 16))
    across = _ACROSS / generator.uniform(0.9, 1.35)
    down = _DOWN / generator.uniform(0.75, 1.0) + (box.top + box.bottom - 1) / 2
    columns, rows = across + box.middle, down.copy()
    for side in (-1, 1):
        x, y = _turned(across, down - crotch, side * angle)
        leg = (down > crotch) & (side * _ACROSS >= 0)
        columns[leg] = np.where(side * x < 0, _NOWHERE, x + box.middle)[leg]
        rows[leg] = (y + crotch)[leg]
    return _sampled(picture, columns, rows)


def _turned(x: np.ndarray, y: np.ndarray, angle: float) -> tuple[np.ndarray, np.ndarray]:
    cosine, sine = np.cos(angle), np.sin(angle)
    return cosine * x - sine * y, sine * x + cosine * y


def _sampled(picture: np.ndarray, columns: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Sample the picture at each point of the canvas, and fit the garment to the frame."""
    spread = cv2.remap(
        picture, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR
    )
    box = box_of(spread > INK)
    return fitted(box.cut(spread)) if box else picture
