"""The accuracy-coverage curve, counted by hand."""

import numpy as np
import pytest

from core.evaluation.selective import coverage_curve

FAMILIARITY = np.array([0.9, 0.2, 0.7, 0.7, 0.4])
RIGHT = np.array([True, False, True, False, True])
OUTLIERS = np.array([0.8, 0.1, 0.7])


def test_each_distinct_familiarity_is_a_threshold_and_ties_count_together() -> None:
    curve = coverage_curve(FAMILIARITY, RIGHT, OUTLIERS)
    assert curve.thresholds.tolist() == [0.9, 0.7, 0.4, 0.2]
    assert [point.answered for point in curve.points()] == [1, 3, 4, 5]
    shares = [point.accuracy.value for point in curve.points() if point.accuracy]
    assert shares == pytest.approx([1, 2 / 3, 3 / 4, 3 / 5])
    assert [point.false_acceptance for point in curve.points()] == pytest.approx(
        [0, 2 / 3, 2 / 3, 2 / 3]
    )


@pytest.mark.parametrize(
    ("threshold", "answered"), [(0.95, 0), (0.9, 1), (0.8, 1), (0.7, 3), (0.3, 4), (0.0, 5)]
)
def test_a_threshold_between_two_pictures_answers_as_the_predictor_does(
    threshold: float, answered: int
) -> None:
    point = coverage_curve(FAMILIARITY, RIGHT, OUTLIERS).at_threshold(threshold)
    assert (point.threshold, point.answered) == (threshold, answered)
    assert point.answered == (threshold <= FAMILIARITY).sum()


def test_false_acceptance_at_a_threshold_between_pictures_follows_the_outliers() -> None:
    curve = coverage_curve(FAMILIARITY, RIGHT, OUTLIERS)
    for threshold in (0.95, 0.85, 0.75, 0.7, 0.1, 0.05):
        false_acceptance = curve.at_threshold(threshold).false_acceptance
        assert false_acceptance == pytest.approx((threshold <= OUTLIERS).mean()), threshold


def test_accuracy_is_none_if_nothing_is_answered() -> None:
    assert coverage_curve(FAMILIARITY, RIGHT, OUTLIERS).at_threshold(1.0).accuracy is None


def test_a_target_coverage_uses_the_strictest_threshold_that_reaches_it() -> None:
    curve = coverage_curve(FAMILIARITY, RIGHT, np.array([]))
    assert curve.at_coverage(0.5).threshold == 0.7
    assert curve.at_coverage(0.6).answered == 3
    assert curve.at_coverage(1.0).answered == 5
    assert curve.at_coverage(0.5).false_acceptance is None


def test_refused_pictures_are_never_answered_but_count_in_the_total() -> None:
    refused = np.array([0.9, -np.inf, 0.5])
    curve = coverage_curve(refused, np.array([True, False, False]), np.array([-np.inf, 0.1]))
    assert curve.at_threshold(0.0).coverage == pytest.approx(2 / 3)
    assert curve.at_coverage(1.0).answered == 2
    assert curve.at_threshold(0.0).false_acceptance == pytest.approx(0.5)


def test_the_curve_has_no_points_if_all_pictures_were_refused() -> None:
    curve = coverage_curve(np.array([-np.inf]), np.array([False]), np.array([]))
    assert curve.points() == ()
    assert curve.at_threshold(0.0).coverage == 0
    assert curve.at_coverage(0.5).accuracy is None


def test_no_pictures_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one picture"):
        coverage_curve(np.array([]), np.array([], bool), OUTLIERS)
