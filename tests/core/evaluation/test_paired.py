"""Balanced accuracies and paired differences, checked by hand and under the null hypothesis."""

import numpy as np
import pytest

from core.evaluation.paired import Verdict, balanced, difference, mcnemar

LABELS = np.repeat(np.arange(4), 30)
ALL, NONE = np.full(120, True), np.full(120, False)


def test_balanced_accuracy_weighs_every_label_equally() -> None:
    labels = np.array([0] * 98 + [1, 1])
    right = np.array([True] * 98 + [False, True])
    assert balanced(right, labels).value == pytest.approx(0.75)


def test_an_interval_contains_its_value_and_narrows_with_more_pictures() -> None:
    right = np.arange(120) % 3 > 0
    few, many = balanced(right, LABELS), balanced(np.tile(right, 9), np.tile(LABELS, 9))
    assert few.low < few.value < few.high
    assert many.high - many.low < 0.5 * (few.high - few.low)


def test_five_correct_out_of_five_still_have_a_wide_interval() -> None:
    found = balanced(np.full(5, True), np.zeros(5, int))
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low < 0.9


def test_a_difference_counts_only_the_fixed_and_broken_pictures() -> None:
    second = ALL.copy()
    second[:12] = False
    found = difference(ALL, second, LABELS)
    assert (found.fixed, found.broken) == (12, 0)
    assert found.value == pytest.approx(0.1)
    assert found.low < 0.1 < found.high


def test_a_swapped_difference_has_the_opposite_sign() -> None:
    second = ALL.copy()
    second[::7] = False
    one, other = difference(ALL, second, LABELS), difference(second, ALL, LABELS)
    assert other.value == -one.value
    assert other.verdict is one.verdict
    assert other.low == pytest.approx(-one.high, abs=0.02)


@pytest.mark.parametrize(
    ("changed", "questions", "verdict"),
    [(0, 1, "cannot tell"), (5, 1, "cannot tell"), (6, 1, "surely"), (6, 8, "probably")],
)
def test_the_verdict_is_corrected_for_the_number_of_comparisons(
    changed: int, questions: int, verdict: str
) -> None:
    second = ALL.copy()
    second[:changed] = False
    assert difference(ALL, second, LABELS, questions).verdict == verdict


def test_three_photos_are_never_significant() -> None:
    found = difference(ALL[:3], NONE[:3], np.zeros(3, int))
    assert (found.value, found.verdict) == (1.0, Verdict.OPEN)


def test_false_positives_are_rare_under_the_null_hypothesis() -> None:
    random = np.random.default_rng(3)
    found = [
        difference(random.random(120) < 0.6, random.random(120) < 0.6, LABELS, 8)
        for _ in range(100)
    ]
    assert sum(one.verdict is Verdict.SURE for one in found) <= 2
    assert sum(one.low <= 0 <= one.high for one in found) >= 88


def test_mcnemars_exact_p_value_is_binomial() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(3, 3) == 1
    assert mcnemar(6, 0) == mcnemar(0, 6) == pytest.approx(2 / 64)
    assert mcnemar(4, 1) == pytest.approx(2 * 6 / 32)


def test_balanced_accuracy_of_no_pictures_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one picture"):
        balanced(np.array([], bool), np.array([], int))
