"""Time from a 400×533 photo to its answer, core only, median; baseline: a plain resize."""

import time
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.harness.figure import Figure, p50
from core.input_kind import InputKind
from core.pictures import Switches, prepare
from core.pictures.stages import ALL_ON
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.photos.ablation import ALL_OFF

MAX_MS = 120
TARGET = f"≤ {MAX_MS} ms"
WIDTH, HEIGHT = 400, 533  # pixels
PHOTOS, ROUNDS = 12, 4
Floats = npt.NDArray[np.floating]


def measure() -> dict[str, Any]:
    """Time synthetic photos from bytes to answer, in turns with the plain resize."""
    predictor = Predictor.load(Settings.from_environment().shipped_champion)
    photos = [garment_photo(seed) for seed in range(PHOTOS)]
    answer_ms(photos[0], ALL_ON, predictor)  # the first call loads code
    value: list[float] = []
    baseline: list[float] = []
    for _ in range(ROUNDS):
        for photo in photos:
            value.append(answer_ms(photo, ALL_ON, predictor))
            baseline.append(answer_ms(photo, ALL_OFF, predictor))
    return figure(value, baseline).as_line()


def answer_ms(photo: bytes, switches: Switches, predictor: Predictor) -> float:
    began = time.perf_counter()
    predictor.predict(prepare(photo, InputKind.PHOTO, switches))
    return (time.perf_counter() - began) * 1000


def figure(value: list[float], baseline: list[float]) -> Figure:
    return Figure(
        benchmark="photo_to_answer",
        value=p50(value),
        unit="ms",
        baseline=p50(baseline),
        ratio=p50(value) / p50(baseline),
        target=TARGET,
        met=p50(value) <= MAX_MS,
        data=f"{PHOTOS} synthetic JPEGs of {WIDTH}×{HEIGHT}, {len(value)} answers each",
        extra={"slowest_ms": max(value)},
    )


def garment_photo(seed: int) -> bytes:
    """Draw a woven jumper on a wooden floor, unevenly lit and grainy, as a JPEG."""
    random = np.random.default_rng(seed)
    floor = _floor(random)
    mask = cv2.GaussianBlur(_jumper(random), (5, 5), 0)[..., None].astype(np.float32) / 255
    photo = floor * (1 - mask) + _cloth(random) * mask
    photo = photo * _light() + random.normal(0, 6, photo.shape)
    ok, jpeg = cv2.imencode(".jpg", photo.clip(0, 255).astype(np.uint8))
    assert ok, "OpenCV wrote no JPEG"
    return jpeg.tobytes()


def _floor(random: np.random.Generator) -> Floats:
    """Return planks 60 pixels wide in different browns, with grain along them: (h, w, 3)."""
    tone = random.normal(0, 14, WIDTH // 60 + 1).repeat(60)[:WIDTH]
    grain = cv2.GaussianBlur(random.normal(0, 60, (HEIGHT, WIDTH)), (1, 41), 0)
    return np.array([90, 130, 165]) + (tone[None, :] + grain)[..., None]


def _cloth(random: np.random.Generator) -> Floats:
    """Return a colour with woven lines and broad folds: (h, w, 3)."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    weave = 9 * np.sin(x / 1.3) * np.sin(y / 1.3)
    folds = cv2.GaussianBlur(random.normal(0, 900, (HEIGHT, WIDTH)), (0, 0), 18)
    return np.asarray(random.uniform(30, 220, 3) + (weave + folds)[..., None])


def _light() -> Floats:
    """Return light that is brighter at the upper left, as from a window: (h, w, 1)."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.asarray(1.15 - 0.35 * (x / WIDTH + y / HEIGHT) / 2)[..., None]


def _jumper(random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return the outline with slightly moved corners: uint8 (h, w), 255 inside."""
    half = [(0, 90), (45, 80), (110, 110), (165, 330), (120, 345), (85, 220), (90, 450), (0, 455)]
    whole = half + [(-x, y) for x, y in reversed(half[1:-1])]
    points = np.array(whole) + np.array([WIDTH // 2, 0]) + random.normal(0, 5, (len(whole), 2))
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [points.astype(np.int32)], 255)
    return mask
