"""Bend garments: rotated, sheared, stretched, widened downwards, and fitted to the frame again.

Every prepared photo has its longest edge fitted to the frame, so a bent garment has too: of all
steps of `photo_like` this one gained the most on photos (docs/pictures.md). Bending and fitting are
one map, so a picture is resampled only once.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from core.training.augmentation.photo_like.framing import INK, SIDE

CENTRE = np.float32((SIDE - 1) / 2)
TURN, SHEAR, STRETCH = 6.0, 0.05, 0.13  # degrees, share, log share: standard deviations
WIDER = np.float32(0.08)  # log share: a garment laid flat is wider than on a model
SPREAD = 0.8  # largest share by which a garment widens downwards
FITTED = 0.35  # share whose longest edge is exactly 28 pixels; the rest have 25 to 27


@dataclass(frozen=True)
class _Bend:
    """How each picture is bent, float32 (n, 1, 1) each."""

    cosine: np.ndarray
    sine: np.ndarray
    shear: np.ndarray
    wide: np.ndarray
    tall: np.ndarray
    spread: np.ndarray

    def from_bent(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Map points of the bent picture to the original."""
        along = self.cosine * x - self.sine * y
        down = self.sine * x + self.cosine * y
        along = along / self._widening(down)
        return self.wide * along + self.shear * down, self.tall * down

    def to_bent(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Map points of the original to the bent picture."""
        down = y / self.tall
        along = (x - self.shear * down) / self.wide * self._widening(down)
        return self.cosine * along + self.sine * down, self.cosine * down - self.sine * along

    def _widening(self, down: np.ndarray) -> np.ndarray:
        """Widen from 10 pixels above the centre to 10 below, as sleeves away from the body do."""
        return np.asarray(1 + self.spread * np.clip(down + 10, 0, 20) / 20)


def bend(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the pictures bent and fitted to the frame again, uint8 (n, 28, 28)."""
    bends = _draw_bends(len(images), generator)
    x, y = bends.from_bent(*_frame(images, bends, generator))
    bent = np.empty_like(images)
    for image, columns, rows, target in zip(images, x + CENTRE, y + CENTRE, bent, strict=True):
        cv2.remap(image, columns, rows, cv2.INTER_LINEAR, dst=target)
    return bent


def _draw_bends(count: int, generator: np.random.Generator) -> _Bend:
    def normal(deviation: float) -> np.ndarray:
        return generator.normal(0, deviation, (count, 1, 1)).astype(np.float32)

    turn = np.deg2rad(normal(TURN))
    spread = generator.uniform(0, SPREAD, (count, 1, 1)).astype(np.float32)
    spread *= generator.random((count, 1, 1)) < 0.5
    room = 1 + 0.7 * spread  # a widened garment shrinks as a whole, and is fitted again later
    return _Bend(
        cosine=np.cos(turn),
        sine=np.sin(turn),
        shear=normal(SHEAR),
        wide=np.exp(normal(STRETCH) - WIDER) * room,
        tall=np.exp(normal(STRETCH)) * room,
        spread=spread,
    )


def _frame(
    images: np.ndarray, bends: _Bend, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return where each pixel of a frame fitted around the garment is in the bent picture."""
    count = len(images)
    left, right, top, bottom = _box(images, bends)
    edge = np.where(generator.random(count) < FITTED, SIDE, generator.integers(25, 28, count))
    pixel = np.maximum(right - left, bottom - top) / edge.astype(np.float32)
    off = generator.integers(-1, 2, (2, count)) * (generator.random(count) < 0.3)
    grid = np.arange(SIDE, dtype=np.float32) - CENTRE
    x = (left + right)[:, None] / 2 + pixel[:, None] * (grid + off[0][:, None])
    y = (top + bottom)[:, None] / 2 + pixel[:, None] * (grid + off[1][:, None])
    return x[:, None, :].astype(np.float32), y[:, :, None].astype(np.float32)


def _box(images: np.ndarray, bends: _Bend) -> tuple[np.ndarray, ...]:
    """Return left, right, top and bottom edge of the bent garments, float32 (n,) each.

    The outermost points of a bent garment were first or last in their rows before bending.
    """
    ink = np.greater(images, INK)
    ink[~ink.any(axis=(1, 2))] = True  # a picture without garment hardly changes
    first = ink.argmax(axis=2)
    last = SIDE - 1 - ink[:, :, ::-1].argmax(axis=2)
    columns = np.stack([first, last], axis=2).astype(np.float32) - CENTRE
    rows = np.arange(SIDE, dtype=np.float32)[:, None] - CENTRE
    x, y = bends.to_bent(columns, np.broadcast_to(rows, columns.shape))
    empty = ~ink.any(axis=2)[:, :, None]
    low, high = np.where(empty, np.float32(np.inf), 0), np.where(empty, np.float32(-np.inf), 0)
    return (
        (x + low).min(axis=(1, 2)) - 0.5,
        (x + high).max(axis=(1, 2)) + 0.5,
        (y + low).min(axis=(1, 2)) - 0.5,
        (y + high).max(axis=(1, 2)) + 0.5,
    )
