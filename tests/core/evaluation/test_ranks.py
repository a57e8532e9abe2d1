import numpy as np
import pytest
from sklearn import metrics

from core.evaluation.ranking import auroc
from core.evaluation.ranks import BIAS_SHARE, OneAgainstRest, one_against_rest, rank_measures


def scores_with_ties() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    positive = random.random(120) < 0.3
    return np.round(random.normal(size=120) + positive, 1), positive


def test_areas_with_ties_are_those_of_scikit_learn() -> None:
    scores, positive = scores_with_ties()
    found = rank_measures(scores, positive)
    assert found
    assert found.auroc == pytest.approx(metrics.roc_auc_score(positive, scores))
    assert found.auroc == pytest.approx(auroc(scores[positive], scores[~positive]))
    assert found.average_precision == pytest.approx(
        metrics.average_precision_score(positive, scores)
    )


def test_the_curves_are_those_of_scikit_learn() -> None:
    scores, positive = scores_with_ties()
    found = one_against_rest(scores, positive)
    false_positive_rate, recall, _ = metrics.roc_curve(positive, scores, drop_intermediate=False)
    assert found.false_positive_rate == pytest.approx(false_positive_rate[1:])
    assert found.recall == pytest.approx(recall[1:])
    precision, _, _ = metrics.precision_recall_curve(positive, scores)
    assert found.precision == pytest.approx(precision[:-1][::-1])


def test_the_variance_of_the_auroc_is_that_of_delong_calculated_pair_by_pair() -> None:
    scores, positive = scores_with_ties()
    higher, lower = scores[positive], scores[~positive]
    pairs = (higher[:, None] > lower) + (higher[:, None] == lower) / 2
    m, n = pairs.shape
    variance = pairs.mean(axis=1).var(ddof=1) / m + pairs.mean(axis=0).var(ddof=1) / n
    found = rank_measures(scores, positive)
    assert found
    assert (found.auroc_influence**2).sum() == pytest.approx(variance)


def test_the_influences_on_average_precision_are_its_derivatives() -> None:
    scores, positive = scores_with_ties()
    found = rank_measures(scores, positive)
    assert found
    step = 1e-6
    for picture in (0, 17, 60, 119):
        weights = np.ones(len(scores))
        weights[picture] += step
        moved = metrics.average_precision_score(positive, scores, sample_weight=weights)
        derivative = (moved - found.average_precision) / step
        derivative *= (found.fewer / (found.fewer - 1)) ** 0.5  # the variance of a sample
        assert found.average_precision_influence[picture] == pytest.approx(derivative, abs=1e-5)


@pytest.mark.parametrize("positive", [np.zeros(5, bool), np.ones(5, bool)])
def test_one_kind_of_picture_has_no_areas(positive: np.ndarray) -> None:
    assert rank_measures(np.arange(5.0), positive) is None


def test_the_bias_of_average_precision_is_what_each_positive_adds_to_its_own_precision() -> None:
    # Ranked + - + -: precisions 1/1 and 2/3; without themselves undefined and 1/2.
    found = rank_measures(np.array([4.0, 3.0, 2.0, 1.0]), np.array([True, False, True, False]))
    assert found
    assert found.average_precision_bias == pytest.approx(BIAS_SHARE * (2 / 3 - 1 / 2) / 2)


def test_a_single_positive_says_next_to_nothing() -> None:
    found = rank_measures(np.array([0.9, 0.2, 0.1, 0.3]), np.array([True, False, False, False]))
    assert found
    estimate = found.auroc_estimate()
    assert estimate.value == 1
    assert estimate.low < 0.1


def test_counts_end_with_all_pictures() -> None:
    found: OneAgainstRest = one_against_rest(np.array([0.1, 0.1]), np.array([True, False]))
    assert (found.positives, found.negatives) == (1, 1)
    assert len(found.scores) == 1  # equal scores are one step
