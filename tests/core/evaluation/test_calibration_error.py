"""The expected calibration error, calculated by hand: fifteen bins of equal width."""

import numpy as np
import pytest

from core.evaluation.metrics import calibration_gap, expected_calibration_error


def test_the_error_is_the_weighted_mean_gap_of_fifteen_bins() -> None:
    # 0.61 and 0.66 share a bin (9/15 = 0.6 to 10/15 = 0.667); 0.67 is in the next.
    confidence = np.array([0.61, 0.66, 0.67, 0.99])
    right = np.array([True, False, True, True])
    first = abs(0.5 - (0.61 + 0.66) / 2) * 2 / 4
    second, third = (1 - 0.67) / 4, (1 - 0.99) / 4
    assert calibration_gap(confidence, right) == pytest.approx(first + second + third)


@pytest.mark.parametrize("other", [10, 14, 16, 20])
def test_another_number_of_bins_gives_another_error(other: int) -> None:
    random = np.random.default_rng(0)
    confidence = random.uniform(0.3, 1, 400)
    right = random.random(400) < confidence
    assert calibration_gap(confidence, right) == calibration_gap(confidence, right, 15)
    assert calibration_gap(confidence, right) != pytest.approx(
        calibration_gap(confidence, right, other), abs=1e-6
    )


def test_full_confidence_falls_into_the_last_bin() -> None:
    probabilities = np.eye(10)[:4]
    assert expected_calibration_error(np.arange(4), probabilities) == 0
    assert expected_calibration_error(np.arange(4) + 1, probabilities) == 1
