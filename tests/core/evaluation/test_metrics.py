import numpy as np
import pytest

from core.evaluation import expected_calibration_error, score, wilson
from core.evaluation.ranking import auroc


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe 1998 (Statistics in Medicine 17), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_match_published_values(
    hits: int, n: int, low: float, high: float
) -> None:
    interval = wilson(hits, n)
    assert (interval.value, interval.low, interval.high) == pytest.approx(
        (hits / n, low, high), abs=5e-5
    )


def test_an_interval_of_zero_trials_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        wilson(0, 0)


def test_an_interval_stays_within_0_and_1_and_around_its_value() -> None:
    for n in (1, 7, 10_000):
        for hits in {0, n // 2, n}:
            found = wilson(hits, n)
            assert 0 <= found.low <= found.value <= found.high <= 1


def test_perfect_calibration_has_zero_error() -> None:
    # Ten predictions of 80 %, of which eight are correct; ten of 60 %, of which six are.
    probabilities = np.array([[0.8, 0.2]] * 10 + [[0.6, 0.4]] * 10)
    labels = np.array([0] * 8 + [1] * 2 + [0] * 6 + [1] * 4)
    assert expected_calibration_error(labels, probabilities) == pytest.approx(0.0, abs=1e-12)


def test_a_gap_between_confidence_and_accuracy_is_the_calibration_error() -> None:
    probabilities = np.array([[0.9, 0.1]] * 10 + [[1.0, 0.0]] * 10)
    labels = np.array([0] * 5 + [1] * 5 + [0] * 10)
    assert expected_calibration_error(labels, probabilities) == pytest.approx(0.4 / 2)


def test_scores_match_values_calculated_by_hand() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.5, 0.4, 0.1], [0.2, 0.7, 0.1]])
    found = score(np.array([0, 1, 1, 1], np.uint8), probabilities)
    assert found.n == 4
    assert found.accuracy.value == 0.75
    assert found.confusion.tolist() == [[1, 0, 0], [1, 2, 0], [0, 0, 0]]
    assert found.recall[:2] == pytest.approx((1.0, 2 / 3))
    assert np.isnan(found.recall[2])  # no picture of this class
    assert found.balanced_accuracy == pytest.approx(5 / 6)
    assert found.log_loss == pytest.approx(-np.log([0.7, 0.6, 0.4, 0.7]).mean())


def test_the_log_loss_of_a_certain_mistake_is_finite() -> None:
    found = score(np.array([1]), np.array([[1.0, 0.0]]))
    assert 20 < found.log_loss < 30


def test_auroc_matches_counting_all_pairs() -> None:
    random = np.random.default_rng(0)
    for n, m in ((1, 1), (5, 9), (40, 30)):
        higher, lower = random.integers(0, 8, n) / 8, random.integers(0, 8, m) / 8  # with ties
        pairs = [(h > low) + 0.5 * (h == low) for h in higher for low in lower]
        assert auroc(higher, lower) == pytest.approx(np.mean(pairs))


def test_auroc_is_one_if_separated_half_if_equal_and_zero_if_reversed() -> None:
    low, high = np.array([0.1, 0.2]), np.array([0.8, 0.9])
    assert (auroc(high, low), auroc(high, high), auroc(low, high)) == (1.0, 0.5, 0.0)


@pytest.mark.parametrize("empty", [0, 1])
def test_auroc_of_an_empty_group_is_refused(empty: int) -> None:
    groups = [np.array([0.5]), np.array([0.5])]
    groups[empty] = np.array([])
    with pytest.raises(ValueError, match="at least one"):
        auroc(*groups)
