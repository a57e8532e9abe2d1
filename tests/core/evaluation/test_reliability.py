import numpy as np
import pytest

from core.evaluation import expected_calibration_error
from core.evaluation.reliability import calibration_estimate, reliability


def drawn(n: int, gap: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return confidences, and answers that are right less often by `gap`."""
    random = np.random.default_rng(seed)
    confidence = random.uniform(0.5, 1.0, n)
    return confidence, random.random(n) < confidence - gap


def test_the_value_is_the_expected_calibration_error() -> None:
    confidence, right = drawn(500, 0.1)
    probabilities = np.stack([confidence, 1 - confidence], axis=1)
    labels = np.where(right, 0, 1)
    assert calibration_estimate(confidence, right).value == pytest.approx(
        expected_calibration_error(labels, probabilities)
    )


def test_the_bins_are_calculated_by_hand() -> None:
    confidence = np.array([0.62, 0.64, 0.95, 1.0])
    bins = reliability(confidence, np.array([True, False, True, True]), bins=10)
    assert [(one.low, one.high, one.n) for one in bins] == [(0.6, 0.7, 2), (0.9, 1.0, 2)]
    assert bins[0].confidence == pytest.approx(0.63)
    assert [one.accuracy.value for one in bins] == [0.5, 1.0]


def test_a_calibrated_model_may_have_no_error_at_all() -> None:
    found = calibration_estimate(*drawn(400, 0.0))
    assert found.value > 0  # the value is biased upwards
    assert found.low == 0


def test_a_large_error_is_told_from_none() -> None:
    found = calibration_estimate(*drawn(2000, 0.15))
    assert 0.1 < found.low < 0.15 < found.high < 0.2


def test_no_error_is_no_error() -> None:
    found = calibration_estimate(np.ones(10), np.ones(10, bool))
    assert (found.low, found.value, found.high) == (0, 0, 0)
