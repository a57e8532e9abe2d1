"""Means and intervals of a few measurements, checked by hand and against tables."""

import numpy as np
import pytest

from core.evaluation.repeats import spread, spread_of_folds


def test_three_measurements_have_students_t_interval() -> None:
    found = spread([0.92, 0.93, 0.94])
    assert (found.n, found.mean) == (3, pytest.approx(0.93))
    assert found.deviation == pytest.approx(0.01)
    # t table: 4.303 for two degrees of freedom
    assert found.high == pytest.approx(0.93 + 4.303 * 0.01 / np.sqrt(3), abs=1e-5)
    assert found.low == pytest.approx(0.93 - 4.303 * 0.01 / np.sqrt(3), abs=1e-5)


def test_one_measurement_has_no_interval() -> None:
    found = spread([0.9])
    assert (found.mean, found.deviation, found.low, found.high) == (0.9, 0.0, None, None)


def test_the_mean_of_no_values_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        spread([])


def test_intervals_of_overlapping_folds_are_wider() -> None:
    values = [0.90, 0.91, 0.92, 0.93, 0.94]
    alone, folds = spread(values), spread_of_folds(values)
    assert alone.high is not None
    assert folds.high is not None
    widened = (folds.high - folds.mean) / (alone.high - alone.mean)
    assert widened == pytest.approx(np.sqrt((1 / 5 + 1 / 4) / (1 / 5)))


def test_the_interval_covers_the_true_mean_at_its_nominal_rate() -> None:
    generator = np.random.default_rng(0)
    hits = 0
    for sample in generator.normal(0.5, 0.1, size=(400, 4)):
        found = spread(sample.tolist())
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= 0.5 <= found.high
    assert 0.92 <= hits / 400 <= 0.98
