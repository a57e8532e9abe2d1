import numpy as np
import pytest
from scipy import stats

from core.evaluation.estimate import Method, mean_estimate, rank_estimate, score_estimate
from core.interval import wilson


def test_a_mean_of_symmetric_values_has_the_t_interval_of_scipy() -> None:
    half = np.random.default_rng(0).normal(size=40)
    values = np.concatenate([half, -half]) + 3  # its skewness is 0
    found = mean_estimate(values)
    expected = stats.t.interval(0.95, 79, values.mean(), stats.sem(values))
    assert (found.low, found.high) == pytest.approx(expected)


def test_the_interval_of_skewed_losses_solves_halls_transformation() -> None:
    values = np.random.default_rng(0).exponential(size=60)
    found, n = mean_estimate(values), 60
    deviation = values.std(ddof=1)
    skewness = ((values - values.mean()) ** 3).mean() / deviation**3
    for end, quantile in ((found.low, 0.975), (found.high, 0.025)):
        s = (values.mean() - end) / deviation
        transformed = s + skewness * s**2 / 3 + skewness**2 * s**3 / 27 + skewness / (6 * n)
        assert np.sqrt(n) * transformed == pytest.approx(stats.t.ppf(quantile, n - 1))
    assert found.high - found.value > found.value - found.low  # longer where the large losses are


def test_equal_losses_have_no_spread_and_no_losses_are_refused() -> None:
    assert mean_estimate(np.full(5, 0.2)).half == pytest.approx(0)
    assert mean_estimate(np.array([0.2])).value == pytest.approx(0.2)
    with pytest.raises(ValueError, match="at least one"):
        mean_estimate(np.empty(0))


def test_a_score_interval_for_whole_trials_is_wilsons() -> None:
    found, expected = score_estimate(0.8, 40, Method.DELONG), wilson(32, 40)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_many_positives_leave_the_variance_as_it_was_measured() -> None:
    found = rank_estimate(0.8, 1e-6, 100_000, Method.DELONG)
    assert found.half == pytest.approx(1.96 * 1e-3, rel=0.01)


def test_a_perfect_rank_of_few_pictures_is_not_certain() -> None:
    few, more = (rank_estimate(1.0, 0.0, m, Method.DELONG).low for m in (5, 50))
    assert few < more < 1
