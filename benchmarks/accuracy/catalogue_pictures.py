"""Catalogue pictures of the test split, on white and in a studio, through the road of photos.

The garments are those of the test split, enlarged and negated back to paper and ink, on white and
on a grey ground that is lit unevenly, with a soft shadow; kept as JPEG, as shops do.
"""

import io
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from PIL import Image

from benchmarks.accuracy.photos import balanced, interval
from benchmarks.harness.figure import Figure
from core.data import CLASS_NAMES, load_test
from core.errors import BadPicture
from core.pictures import Switches, prepare
from core.predictor import Predictor
from core.settings import Settings

LEAST = 0.75
TARGET = f"≥ {LEAST} on white"
EACH = 50  # pictures of a class
TIMES, MARGIN = 12, 72  # enlarged so often; pixels of ground all round
INK = 8  # of 255; below is ground
ALL_OFF = Switches(*[False] * 7)

Ground = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def measure() -> dict[str, Any]:
    """Answer for EACH pictures of every class on both grounds; the baseline is a plain resize."""
    settings = Settings.from_environment()
    split = load_test("v1", settings)
    predictor = Predictor.load(settings.shipped_champion)
    chosen = {
        index: np.asarray(split.images)[np.flatnonzero(split.labels == index)[:EACH]]
        for index in range(len(CLASS_NAMES))
    }
    white = judge(chosen, on_white, Switches(), predictor)
    studio = judge(chosen, in_studio, Switches(), predictor)
    plain = judge(chosen, on_white, ALL_OFF, predictor)
    return figure(white, studio, plain).as_line()


def judge(
    chosen: dict[int, np.ndarray], ground: Ground, switches: Switches, predictor: Predictor
) -> list[np.ndarray]:
    """Return which pictures of each class were right: bool (n,) each; a refused one is wrong."""
    generator = np.random.default_rng(0)
    return [
        np.array(
            [_right(picture, index, ground, switches, predictor, generator) for picture in all_]
        )
        for index, all_ in chosen.items()
    ]


def _right(
    picture: np.ndarray,
    index: int,
    ground: Ground,
    switches: Switches,
    predictor: Predictor,
    generator: np.random.Generator,
) -> bool:
    try:
        made = prepare(as_jpeg(ground(picture, generator)), "photo", switches)
    except BadPicture:
        return False
    return predictor.predict(made.pixels, made.kind).index == index


def on_white(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return a catalogue picture uint8 (h, w): the garment as the shop showed it, on white."""
    ink, garment = _enlarged(picture)
    return np.asarray(np.where(garment > 0.5, 255 - ink, 255), np.uint8)


def in_studio(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return it on a grey ground, brighter to one side, with a soft shadow below the garment."""
    ink, garment = _enlarged(picture)
    height, width = ink.shape
    slope = generator.uniform(-25, 25, 2)
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    ground = generator.uniform(190, 235) + slope[0] * across + slope[1] * down
    shadow = cv2.GaussianBlur(np.roll(garment, (10, 6), axis=(0, 1)), (0, 0), 9)
    ground = ground * (1 - 0.3 * shadow) + generator.normal(0, 2, ink.shape)
    mixed = garment * (255 - ink.astype(np.float64)) + (1 - garment) * ground
    return np.asarray(np.clip(mixed, 0, 255), np.uint8)


def _enlarged(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ink uint8 (h, w) and how far each pixel is garment, float (h, w), 0-1."""
    edge = TIMES * picture.shape[0]
    closed = cv2.morphologyEx((picture > INK).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3)))
    ink = cv2.resize(picture, (edge, edge), interpolation=cv2.INTER_CUBIC)
    mask = cv2.resize(closed.astype(np.float32), (edge, edge), interpolation=cv2.INTER_LINEAR)
    garment = cv2.GaussianBlur((mask > 0.5).astype(np.float32), (0, 0), 1.0)
    return np.pad(ink, MARGIN), np.pad(garment, MARGIN).astype(np.float64)


def as_jpeg(grey: np.ndarray) -> bytes:
    kept = io.BytesIO()
    Image.fromarray(grey).convert("RGB").save(kept, "JPEG", quality=90)
    return kept.getvalue()


def figure(white: list[np.ndarray], studio: list[np.ndarray], plain: list[np.ndarray]) -> Figure:
    value, baseline = balanced(white), balanced(plain)
    return Figure(
        benchmark="shop_pictures",
        value=value,
        unit="balanced accuracy",
        baseline=baseline,
        ratio=value / baseline if baseline else None,
        target=TARGET,
        met=value >= LEAST,
        data=f"v1 test split, {sum(map(len, white))} of ten classes; baseline: plain resize",
        extra={
            "interval_95": interval(white),
            "in_studio": balanced(studio),
            "in_studio_interval_95": interval(studio),
            "per_class": [float(one.mean()) for one in white],
        },
    )
