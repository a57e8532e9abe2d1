"""A small dataset drawn by code: ten kinds of garment as silhouettes of random cut and shade.

It is for tests and for a quick try: realistic enough to train on and to display, too easy to say
anything about a model. Randomness is the raw output of PCG64 and drawing is done in integers, so
every machine with the same OpenCV makes the same pictures.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE, Dataset, Split, dataset_hash

SIZES = {"train": 600, "validation": 200, "test": 200}
SEED = 28
_FINE = 4  # drawn at four times the size, then averaged: soft edges
_DRAWS = 12  # random numbers per picture: 6 for the cut, 5 for shade and pose, 1 for the order

Point = tuple[float, float]
Part = tuple[float, list[Point]]  # shade (1 is the garment's own), outline; x and y in -1..1
Draws = NDArray[np.floating]  # each 0..1


def tiny() -> Dataset:
    """Draw the whole dataset: 600, 200 and 200 pictures, equally many of each class."""
    train, validation, test = (_split(name) for name in SIZES)
    digest = dataset_hash(train, validation, test)
    return Dataset("tiny", digest, train, validation, test, SEED)


def tiny_test() -> Split:
    """Draw only the test split."""
    return _split("test")


def _split(name: str) -> Split:
    n = SIZES[name]
    source = np.random.PCG64([SEED, list(SIZES).index(name)])
    # The upper 53 bits of each integer as a fraction: 0 <= draw < 1.
    table = ((source.random_raw(n * _DRAWS) >> np.uint64(11)) * 2.0**-53).reshape(n, _DRAWS)
    # Each class n/10 times, in an order given by the last column.
    labels = (np.argsort(table[:, -1], kind="stable") % len(CLASS_NAMES)).astype(np.uint8)
    ink = np.stack([_ink(_CUTS[label], row[:-1]) for label, row in zip(labels, table, strict=True)])
    return Split(_weave(ink, source.random_raw(ink.size).reshape(ink.shape)), labels)


def _ink(cut: Callable[[Draws], list[Part]], draws: Draws) -> NDArray[np.uint8]:
    """Draw one garment, (28, 28): its parts in its shade, rotated, scaled and shifted."""
    *shape, shade, turn, right, down, size = draws
    canvas = np.zeros((SIDE * _FINE, SIDE * _FINE), np.uint8)
    angle = np.deg2rad(10 * (turn - 0.5))
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    scale = (12.2 + 1.6 * size) * _FINE
    middle = (np.array([right, down]) * 2 - 1 + SIDE / 2) * _FINE
    for tone, outline in cut(np.array(shape)):
        points = np.rint(np.array(outline) @ turned * scale + middle).astype(np.int32)
        cv2.fillPoly(canvas, [points], min(255, round((110 + 130 * shade) * tone)))
    # Summed along the rows first, which NumPy does ten times faster than both at once.
    fine_rows = canvas.reshape(SIDE, _FINE, -1).sum(axis=1, dtype=np.uint16)
    sums = fine_rows.reshape(SIDE, SIDE, _FINE).sum(axis=2, dtype=np.uint16)
    ink: NDArray[np.uint8] = (sums // _FINE**2).astype(np.uint8)
    return ink


def _weave(ink: NDArray[np.uint8], raw: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Vary the shade of each pixel of fabric, (n, 28, 28), by up to 12 grey levels."""
    noise = (raw % np.uint64(25)).astype(np.int16) - 12
    return np.where(ink > 0, np.clip(ink + noise, 1, 255), 0).astype(np.uint8)


def _between(draw: float, low: float, high: float) -> float:
    return low + (high - low) * draw


def _mirrored(right_half: list[Point]) -> list[Point]:
    """Complete an outline given from top to bottom for x >= 0."""
    return right_half + [(-x, y) for x, y in reversed(right_half)]


def _torso(width: float, length: float, neck: float) -> list[Point]:
    half = [(neck, -0.88), (width + 0.06, -0.72), (width, -0.3), (width, length)]
    return _mirrored([(0.0, -0.88 + neck * 0.7), *half])


def _sleeves(width: float, reach: float, end: float, tone: float) -> list[Part]:
    """Two sleeves from the shoulder out to `reach`, ending at height `end`."""
    arm: list[Point] = [
        (width * 0.7, -0.82),
        (reach - 0.08, end - 0.06),
        (reach - 0.28, end + 0.04),
        (width * 0.8, -0.3),
    ]
    return [(tone, arm), (tone, [(-x, y) for x, y in arm])]


def _t_shirt(draws: Draws) -> list[Part]:
    width = _between(draws[0], 0.42, 0.54)
    sleeves = _sleeves(width, _between(draws[1], 0.92, 1.0), _between(draws[2], -0.42, -0.25), 0.95)
    return [*sleeves, (1.0, _torso(width, 0.88, _between(draws[3], 0.16, 0.3)))]


def _trouser(draws: Draws) -> list[Part]:
    hip, hem = _between(draws[0], 0.3, 0.42), _between(draws[1], 0.16, 0.3)
    gap = _between(draws[2], 0.03, 0.12)
    leg: list[Point] = [(-0.01, -0.92), (hip, -0.92), (hip + 0.03, -0.3)]
    leg += [(gap + hem, 0.95), (gap, 0.95), (0.02, -0.35), (-0.01, -0.35)]
    belt: list[Point] = [(-hip, -0.95), (hip, -0.95), (hip, -0.84), (-hip, -0.84)]
    return [(1.0, leg), (1.0, [(-x, y) for x, y in leg]), (0.75, belt)]


def _pullover(draws: Draws) -> list[Part]:
    width = _between(draws[0], 0.46, 0.58)
    sleeves = _sleeves(width, _between(draws[1], 0.92, 1.02), _between(draws[2], 0.6, 0.78), 0.85)
    hem: list[Point] = [(-width, 0.74), (width, 0.74), (width, 0.88), (-width, 0.88)]
    return [*sleeves, (1.0, _torso(width, 0.88, _between(draws[3], 0.12, 0.2))), (0.8, hem)]


def _dress(draws: Draws) -> list[Part]:
    waist, hem = _between(draws[0], 0.17, 0.25), _between(draws[1], 0.4, 0.62)
    top = _between(draws[2], 0.22, 0.32)
    neck: list[Point] = [(0.0, -0.6), (0.14, -0.95), (top, -0.95)]
    return [(1.0, _mirrored([*neck, (top, -0.6), (waist, -0.2), (hem, 0.95)]))]


def _coat(draws: Draws) -> list[Part]:
    width = _between(draws[0], 0.42, 0.54)
    sleeves = _sleeves(width, _between(draws[1], 0.86, 0.98), _between(draws[2], 0.55, 0.72), 0.9)
    opening = _between(draws[3], 0.03, 0.06)
    lapel = _mirrored([(0.24, -0.9), (opening, -0.1), (opening, 0.97)])
    return [*sleeves, (1.0, _torso(width, 0.97, 0.24)), (0.25, lapel)]


def _sandal(draws: Draws) -> list[Part]:
    lift, width = _between(draws[0], 0.0, 0.25), _between(draws[1], 0.12, 0.2)
    strap = _between(draws[2], -0.72, -0.5)
    sole: list[Point] = [(-0.98, 0.4), (-0.1, 0.38), (0.95, 0.3 - lift), (0.97, 0.6)]
    sole += [(0.66, 0.6), (0.6, 0.5 - lift / 2), (-0.1, 0.58), (-0.95, 0.58)]
    front: list[Point] = [(strap, 0.42), (strap + 0.2, 0.0), (strap + 0.2 + width, 0.0)]
    front += [(strap + width + 0.35, 0.42), (strap + 0.35, 0.42), (strap + 0.2, 0.18)]
    back: list[Point] = [(0.78, 0.4 - lift), (0.74, -0.55), (0.9, -0.55), (0.95, 0.4 - lift)]
    ankle: list[Point] = [(0.15, -0.3), (0.8, -0.5), (0.8, -0.5 + width), (0.15, -0.3 + width)]
    tongue: list[Point] = [(0.0, 0.4), (0.15, -0.3), (0.15 + width, -0.3), (0.15 + width, 0.4)]
    return [(1.0, sole), (0.85, front), (0.8, back), (0.7, ankle), (0.75, tongue)]


def _shirt(draws: Draws) -> list[Part]:
    width = _between(draws[0], 0.36, 0.46)
    sleeves = _sleeves(width, _between(draws[1], 0.74, 0.86), _between(draws[2], 0.15, 0.4), 0.9)
    collar: list[Point] = [(0.0, -0.7), (0.2, -0.97), (0.32, -0.85), (0.12, -0.6)]
    parts = [*sleeves, (1.0, _torso(width, _between(draws[3], 0.82, 0.95), 0.2))]
    parts += [(0.6, _mirrored(collar))]
    return parts + [(0.3, _square(0.0, y, 0.045)) for y in (-0.4, -0.1, 0.2, 0.5)]


def _square(x: float, y: float, half: float) -> list[Point]:
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def _sneaker(draws: Draws) -> list[Part]:
    collar, toe = _between(draws[0], -0.4, -0.2), _between(draws[1], 0.12, 0.24)
    upper: list[Point] = [(-0.97, 0.4), (-0.9, toe), (-0.5, toe - 0.1), (0.15, collar)]
    upper += [(0.55, collar + 0.12), (0.88, collar - 0.05), (0.96, 0.4)]
    sole: list[Point] = [(-1.0, 0.36), (1.0, 0.36), (0.97, 0.54), (-0.94, 0.54)]
    stripe: list[Point] = [(-0.3, 0.3), (-0.05, -0.0), (0.1, 0.0), (-0.12, 0.3)]
    return [(1.0, upper), (0.65, sole), (_between(draws[2], 0.4, 0.7), stripe)]


def _bag(draws: Draws) -> list[Part]:
    width, top = _between(draws[0], 0.75, 0.98), _between(draws[1], -0.35, -0.1)
    height, thick = _between(draws[2], 0.45, 0.6), _between(draws[3], 0.07, 0.13)
    body = _mirrored([(width - 0.1, top), (width, 0.85)])
    handle = _mirrored([(0.3, top - height + 0.1), (0.5, top + 0.02)])
    hole = _mirrored([(0.3 - thick, top - height + 0.1 + thick), (0.5 - thick, top)])
    flap = _mirrored([(width - 0.1, top), (width - 0.06, top + 0.38)])
    return [(0.8, handle), (0.0, hole), (1.0, body), (0.75, flap)]


def _boot(draws: Draws) -> list[Part]:
    shaft, toe = _between(draws[0], -0.95, -0.7), _between(draws[1], 0.25, 0.4)
    back = _between(draws[2], 0.72, 0.85)
    upper: list[Point] = [(0.05, shaft), (back, shaft), (0.84, 0.72), (-0.9, 0.72)]
    upper += [(-0.94, toe + 0.12), (-0.55, toe - 0.06), (-0.05, 0.05)]
    sole: list[Point] = [(-0.92, 0.7), (0.86, 0.7), (0.86, 0.95), (0.38, 0.95)]
    return [(1.0, upper), (0.6, [*sole, (0.33, 0.82), (-0.9, 0.82)])]


_CUTS: list[Callable[[Draws], list[Part]]] = [
    _t_shirt, _trouser, _pullover, _dress, _coat, _sandal, _shirt, _sneaker, _bag, _boot,
]  # fmt: skip
