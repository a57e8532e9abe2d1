"""The abstention threshold is chosen with out-of-distribution pictures among the others."""

import numpy as np
import numpy.typing as npt

from core.workflows.train.calibrate import _fit

TARGET = 0.9


def logits_of(labels: npt.NDArray[np.uint8], heights: npt.NDArray[np.float64]) -> np.ndarray:
    found = np.zeros((len(labels), 10))
    found[np.arange(len(labels)), labels] = heights
    return found


def test_outliers_that_look_familiar_raise_the_threshold() -> None:
    """All garments are correct: without outliers, all of them are known."""
    labels = (np.arange(200) % 10).astype(np.uint8)
    garments = logits_of(labels, np.linspace(2, 12, 200))
    alone = _fit(garments, labels, "garments", TARGET)
    outliers = logits_of(labels[:60], np.linspace(2, 6, 60))
    among = _fit(np.concatenate([garments, outliers]), labels, "with outliers", TARGET)
    assert alone.coverage == 1.0
    assert among.threshold > alone.threshold
    assert among.coverage < 0.95


def test_answered_pictures_including_outliers_reach_the_target_accuracy() -> None:
    labels = (np.arange(300) % 10).astype(np.uint8)
    heights = np.random.default_rng(0).uniform(2, 12, 300)
    wrong = np.random.default_rng(1).random(300) < 0.05
    answers = np.where(wrong, (labels + 1) % 10, labels).astype(np.uint8)
    outlier_heights = np.random.default_rng(2).uniform(1, 7, 100)
    logits = np.concatenate([logits_of(answers, heights), logits_of(labels[:100], outlier_heights)])
    found = _fit(logits, labels, "both", TARGET)
    scores = np.concatenate([heights, outlier_heights])  # the largest logit
    order = np.argsort(np.argsort(scores[:300]))
    known_garments = order / 300 >= found.threshold
    lowest = heights[known_garments].min()
    known_outliers = outlier_heights >= lowest
    right = (~wrong)[known_garments].sum()
    assert right / (known_garments.sum() + known_outliers.sum()) >= TARGET - 0.02
