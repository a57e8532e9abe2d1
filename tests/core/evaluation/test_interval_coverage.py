"""The intervals hold the true value as often as they say: `interval_coverage` measures more."""

import numpy as np
import pytest

from benchmarks.evaluation.simulated import Coverage
from core.evaluation.estimate import Estimate, Method, mean_estimate
from core.evaluation.f1 import f1_of_class, macro_f1
from core.evaluation.ranks import rank_measures
from core.evaluation.reliability import calibration_estimate

DRAWS = 400
LOWEST = 0.95 - 2.6 * (0.95 * 0.05 / DRAWS) ** 0.5  # one in two hundred is lower by chance


def holds(found: Estimate | None, true: float, counted: Coverage) -> None:
    counted.add(found, Estimate(true, true, true, Method.WILSON))


def test_the_mean_of_skewed_losses_is_held() -> None:
    random, counted = np.random.default_rng(0), Coverage()
    for _ in range(DRAWS):
        holds(mean_estimate(random.exponential(size=30)), 1.0, counted)
    assert counted.share().value > LOWEST


def test_the_auroc_of_twenty_positives_is_held() -> None:
    random, counted = np.random.default_rng(1), Coverage()
    positive = np.arange(200) < 20
    true = 0.9213  # Φ(2 / √2)
    for _ in range(DRAWS):
        measures = rank_measures(random.normal(size=200) + 2 * positive, positive)
        assert measures
        holds(measures.auroc_estimate(), true, counted)
    assert counted.share().value > LOWEST


def test_f1_of_small_and_rare_classes_is_held() -> None:
    cells = np.array([[0.02, 0.01, 0.01], [0.01, 0.4, 0.05], [0.0, 0.05, 0.45]])
    f1 = [2 * cells[c, c] / (cells[c].sum() + cells[:, c].sum()) for c in range(3)]
    random, one, mean = np.random.default_rng(2), Coverage(), Coverage()
    for _ in range(DRAWS // 2):
        confusion = random.multinomial(400, cells.ravel()).reshape(3, 3)
        holds(f1_of_class(confusion, 0), f1[0], one)
        holds(macro_f1(confusion, 0.0), float(np.mean(f1)), mean)
    lowest = 0.95 - 2.6 * (0.95 * 0.05 / (DRAWS / 2)) ** 0.5
    assert one.share().value > lowest
    assert mean.share().value > lowest


@pytest.mark.parametrize("gap", [0.0, 0.06])
def test_the_calibration_error_of_few_pictures_is_held(gap: float) -> None:
    random, counted = np.random.default_rng(4), Coverage()
    for _ in range(DRAWS // 4):
        confidence = random.uniform(0.6, 1.0, 300)
        right = random.random(300) < confidence - gap
        holds(calibration_estimate(confidence, right), gap, counted)
    assert counted.share().value > 0.95 - 2.6 * (0.95 * 0.05 / (DRAWS / 4)) ** 0.5
