"""Logits to probabilities and to familiarity: a percentile rank among validation scores."""

import numpy as np
import pytest

from core.calibration import Score, familiarity_of, familiarity_score, percentile_scale, softmax


def test_softmax_sums_to_one_and_does_not_overflow_for_large_logits() -> None:
    found = softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0], [0.0, np.log(3)]]))
    assert found.tolist() == pytest.approx(
        [pytest.approx([0.5, 0.5]), pytest.approx([0.0, 1.0]), pytest.approx([0.25, 0.75])]
    )


def test_a_higher_temperature_flattens_the_probabilities_and_keeps_their_order() -> None:
    logits = np.array([[3.0, 1.0, -2.0]])
    cold, hot = softmax(logits, 0.5)[0], softmax(logits, 5.0)[0]
    assert cold.max() > softmax(logits)[0].max() > hot.max()
    assert np.argsort(cold).tolist() == np.argsort(hot).tolist()


def test_the_default_familiarity_score_is_the_scaled_maximum_logit() -> None:
    logits = np.array([[0.0, 0.0], [2.0, 4.0]])
    assert familiarity_score(logits, 2.0).tolist() == [0.0, 2.0]


def test_the_energy_score_is_the_log_sum_exp() -> None:
    logits = np.array([[0.0, 0.0], [2.0, 4.0]])
    expected = np.log(np.exp(logits / 2).sum(axis=1))
    assert familiarity_score(logits, 2.0, Score.ENERGY) == pytest.approx(expected)


def test_familiarity_lies_between_0_and_1_and_grows_with_the_score() -> None:
    score_percentiles = tuple(
        np.quantile(np.random.default_rng(0).normal(5, 2, 500), np.linspace(0, 1, 101))
    )
    found = familiarity_of(np.linspace(-50, 50, 999), percentile_scale(score_percentiles))
    assert found.min() > 0.0
    assert found.max() < 1.0
    assert (np.diff(found) >= 0).all()


def test_scores_below_the_lowest_percentile_keep_their_order() -> None:
    scale = percentile_scale(tuple(np.linspace(4, 8, 101)))
    near, far, farther = familiarity_of(np.array([3.9, 2.0, -3.0]), scale)
    assert 0.005 > near > far > farther > 0
