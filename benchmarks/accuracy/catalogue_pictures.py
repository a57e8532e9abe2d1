"""Accuracy on catalogue photos made from the test split, on white and in a studio.

The garments of the test split are enlarged and negated back to how they were photographed, on white
and on an unevenly lit grey background with a soft shadow, and saved as JPEG.
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
from core.input_kind import InputKind
from core.pictures import Switches, prepare
from core.pictures.stages import ALL_ON
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.photos.ablation import ALL_OFF

MIN = 0.75
TARGET = f"≥ {MIN} on white"
EACH = 50  # pictures per class
TIMES, MARGIN = 12, 72  # enlargement factor; pixels of background all round
INK = 8  # of 255; below is background

Ground = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def measure() -> dict[str, Any]:
    """Answer EACH pictures per class on both backgrounds; the baseline is a plain resize."""
    settings = Settings.from_environment()
    split = load_test("v1", settings)
    predictor = Predictor.load(settings.shipped_champion)
    chosen = {
        index: np.asarray(split.images)[np.flatnonzero(split.labels == index)[:EACH]]
        for index in range(len(CLASS_NAMES))
    }
    white = judge(chosen, on_white, ALL_ON, predictor)
    studio = judge(chosen, in_studio, ALL_ON, predictor)
    plain = judge(chosen, on_white, ALL_OFF, predictor)
    return figure(white, studio, plain).as_line()


def judge(
    chosen: dict[int, np.ndarray], ground: Ground, switches: Switches, predictor: Predictor
) -> list[np.ndarray]:
    """Return for each class which pictures are right, bool (n,); a refused one is wrong."""
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
        made = prepare(as_jpeg(ground(picture, generator)), InputKind.PHOTO, switches)
    except BadPicture:
        return False
    return predictor.predict(made).index == index


def on_white(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return a catalogue picture uint8 (h, w): the garment as it was photographed, on white."""
    ink, garment = _enlarged(picture)
    return np.asarray(np.where(garment > 0.5, 255 - ink, 255), np.uint8)


def in_studio(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return it on a grey background, brighter on one side, with a soft shadow below."""
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
    """Return the ink uint8 (h, w) and a soft garment mask float (h, w), 0-1."""
    edge = TIMES * picture.shape[0]
    closed = cv2.morphologyEx((picture > INK).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3)))
    ink = cv2.resize(picture, (edge, edge), interpolation=cv2.INTER_CUBIC)
    mask = cv2.resize(closed.astype(np.float32), (edge, edge), interpolation=cv2.INTER_LINEAR)
    garment = cv2.GaussianBlur((mask > 0.5).astype(np.float32), (0, 0), 1.0)
    return np.pad(ink, MARGIN), np.pad(garment, MARGIN).astype(np.float64)


def as_jpeg(grey: np.ndarray) -> bytes:
    saved = io.BytesIO()
    Image.fromarray(grey).convert("RGB").save(saved, "JPEG", quality=90)
    return saved.getvalue()


def figure(white: list[np.ndarray], studio: list[np.ndarray], plain: list[np.ndarray]) -> Figure:
    value, baseline = balanced(white), balanced(plain)
    return Figure(
        benchmark="catalogue_pictures",
        value=value,
        unit="balanced accuracy",
        baseline=baseline,
        ratio=value / baseline if baseline else None,
        target=TARGET,
        met=value >= MIN,
        data=f"v1 test split, {sum(map(len, white))} of ten classes; baseline: plain resize",
        extra={
            "interval_95": interval(white),
            "in_studio": balanced(studio),
            "in_studio_interval_95": interval(studio),
            "per_class": [float(one.mean()) for one in white],
        },
    )
