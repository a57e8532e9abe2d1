"""Invariance to shifts and flips, and less confidence the more of a picture is covered."""

from itertools import pairwise

import numpy as np
import pytest

from core.predictor import Predictor


def answers(champion: Predictor, images: np.ndarray) -> np.ndarray:
    return champion.predict_many(images).probabilities.argmax(axis=1)


@pytest.mark.parametrize("move", [(0, 1), (1, 0), (0, -1), (-1, 0)])
def test_predictions_are_mostly_invariant_to_one_pixel_shifts(
    move: tuple[int, int], champion: Predictor, images: np.ndarray
) -> None:
    shifted = np.roll(images, move, axis=(1, 2))
    assert (answers(champion, shifted) == answers(champion, images)).mean() > 0.94


def test_predictions_are_mostly_invariant_to_mirroring(
    champion: Predictor, images: np.ndarray
) -> None:
    flipped = np.ascontiguousarray(images[:, :, ::-1])
    assert (answers(champion, flipped) == answers(champion, images)).mean() > 0.95


def test_confidence_familiarity_and_coverage_fall_with_occlusion(
    champion: Predictor, images: np.ndarray
) -> None:
    confidence, familiarity, known = [], [], []
    for size in (0, 8, 12, 16):
        covered = images.copy()
        near = slice(14 - size // 2, 14 + size // 2)
        covered[:, near, near] = 0
        found = champion.predict_many(covered)
        confidence.append(found.probabilities.max(axis=1).mean())
        familiarity.append(found.familiarity.mean())
        known.append(found.known.mean())
    for series in (confidence, familiarity, known):
        assert all(later < earlier - 0.03 for earlier, later in pairwise(series))
