"""Stages are sent to the browser exactly where they have 28×28 pixels, and smaller where not."""

import base64
import re

import cv2
import numpy as np
import pytest

from app.components import stage_row
from core.pictures import Stage


def shown(monkeypatch: pytest.MonkeyPatch, picture: np.ndarray) -> np.ndarray:
    """The image of a stage as the browser gets it: uint8 (h, w, 3)."""
    bodies: list[str] = []
    monkeypatch.setattr(stage_row.st, "html", bodies.append)
    stage_row.show_stages([Stage("crop", "Crop", "The box.", picture, 0.1)])
    found = re.search(r"base64,([^\"]+)", bodies[0])
    assert found is not None
    file = np.frombuffer(base64.b64decode(found[1]), np.uint8)
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR)[..., ::-1])


@pytest.mark.parametrize("shape", [(28, 28), (26, 11), (1, 28)])
def test_small_pictures_are_exact_and_centred_on_28_by_28(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, int]
) -> None:
    picture = np.random.default_rng(0).integers(100, 256, shape, np.uint8)
    image = shown(monkeypatch, picture)
    assert image.shape == (28, 28, 3)
    top, left = (28 - shape[0]) // 2, (28 - shape[1]) // 2
    inner = image[top : top + shape[0], left : left + shape[1]]
    assert (inner == picture[..., None]).all()


@pytest.mark.parametrize("shape", [(900, 300, 3), (3, 2000, 4)])
def test_large_pictures_are_shrunk_with_their_aspect_ratio(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, int, int]
) -> None:
    image = shown(monkeypatch, np.full(shape, 200, np.uint8))
    assert max(image.shape[:2]) == stage_row.LARGEST
    assert image.shape[0] == max(1, round(shape[0] * stage_row.LARGEST / max(shape)))
