import numpy as np
import numpy.typing as npt
import pytest

from core.calibration import softmax
from core.evaluation import choose_threshold, expected_calibration_error, fit_temperature

N = 20_000


@pytest.fixture(scope="module")
def calibrated() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Logits, and labels sampled from their softmax."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, (N, 10))
    draws = (softmax(logits).cumsum(axis=1) < random.random((N, 1))).sum(axis=1)
    return logits, np.minimum(draws, 9)


@pytest.mark.parametrize("scale", [0.2, 1.0, 3.0, 12.0])
def test_the_fitted_temperature_recovers_a_known_scaling(
    calibrated: tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]], scale: float
) -> None:
    logits, labels = calibrated
    assert fit_temperature(logits * scale, labels) == pytest.approx(scale, rel=0.03)


def test_large_float32_logits_do_not_overflow_when_fitting_the_temperature() -> None:
    logits = np.array([[900, 0], [900, 0], [900, 0], [0, 900]], np.float32)
    labels = np.array([0, 0, 1, 1])  # three of four correct
    assert fit_temperature(logits, labels) == pytest.approx(20.0, rel=0.01)  # the highest allowed


def test_the_temperature_lowers_the_calibration_error(
    calibrated: tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]],
) -> None:
    logits, labels = calibrated
    overconfident = logits * 4
    temperature = fit_temperature(overconfident, labels)
    before = expected_calibration_error(labels, softmax(overconfident))
    after = expected_calibration_error(labels, softmax(overconfident, temperature))
    assert before > 0.1
    assert after < 0.02


def familiar(n: int = 2000) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Familiarity scores, and predictions more often correct the higher the score."""
    random = np.random.default_rng(1)
    familiarity = random.random(n).astype(np.float32)
    return familiarity, random.random(n) < 0.5 + familiarity / 2


@pytest.mark.parametrize("target_accuracy", [0.8, 0.9, 0.95])
def test_the_threshold_is_the_lowest_that_reaches_the_target_accuracy(
    target_accuracy: float,
) -> None:
    familiarity, right = familiar()
    threshold = choose_threshold(familiarity, right, target_accuracy)
    assert right[familiarity >= threshold].mean() >= target_accuracy
    lower = np.sort(familiarity[familiarity < threshold])
    assert all(right[familiarity >= other].mean() < target_accuracy for other in lower)


def test_a_higher_target_accuracy_never_lowers_the_threshold() -> None:
    familiarity, right = familiar()
    steps = [choose_threshold(familiarity, right, target) for target in np.linspace(0.5, 1.0, 26)]
    assert steps == sorted(steps)


def test_everything_is_answered_if_everything_is_correct() -> None:
    familiarity = np.array([0.3, 0.1, 0.9])
    assert choose_threshold(familiarity, np.ones(3, bool), 0.97) == 0.1


def test_only_the_most_familiar_is_answered_if_nothing_is_correct() -> None:
    familiarity = np.array([0.3, 0.1, 0.9])
    assert choose_threshold(familiarity, np.zeros(3, bool), 0.97) == 0.9


def test_pictures_of_equal_familiarity_are_answered_together_or_not_at_all() -> None:
    familiarity = np.array([0.9, 0.5, 0.5, 0.5, 0.1])
    right = np.array([True, True, False, False, False])
    assert choose_threshold(familiarity, right, 1.0) == 0.9
