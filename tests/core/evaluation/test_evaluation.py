"""Every number against scikit-learn, statsmodels or a case calculated by hand."""

from functools import cache

import numpy as np
import pytest
from sklearn import metrics
from statsmodels.stats.proportion import proportion_confint

from benchmarks.evaluation.simulated import WORLDS, Labels, Probabilities
from core.errors import BadData
from core.evaluation.estimate import Estimate, Method
from core.evaluation.evaluation import Evaluation, evaluate


@cache
def drawn(name: str) -> tuple[Labels, Probabilities, Evaluation]:
    world = WORLDS[name]
    labels, probabilities = world.draw(world.n, np.random.default_rng(1))
    return labels, probabilities, evaluate(labels, probabilities)


@pytest.fixture(params=["200 pictures", "500 pictures, two classes of 10 or so"])
def case(request: pytest.FixtureRequest) -> tuple[Labels, Probabilities, Evaluation]:
    return drawn(request.param)


Case = tuple[Labels, Probabilities, Evaluation]


def test_the_metrics_are_those_of_scikit_learn(case: Case) -> None:
    labels, probabilities, found = case
    predicted, one_hot = probabilities.argmax(axis=1), np.eye(10)[labels]
    assert found.accuracy.value == pytest.approx(metrics.accuracy_score(labels, predicted))
    assert found.balanced_accuracy.value == pytest.approx(
        metrics.balanced_accuracy_score(labels, predicted)
    )
    assert found.macro_f1.value == pytest.approx(
        metrics.f1_score(labels, predicted, average="macro")
    )
    assert found.log_loss.value == pytest.approx(metrics.log_loss(labels, probabilities))
    assert found.brier_score.value == pytest.approx(
        metrics.brier_score_loss(labels, probabilities, scale_by_half=False)
    )
    assert found.auroc
    assert found.average_precision
    assert found.auroc.value == pytest.approx(metrics.roc_auc_score(one_hot, probabilities))
    assert found.average_precision.value == pytest.approx(
        metrics.average_precision_score(one_hot, probabilities)
    )
    assert (found.confusion == metrics.confusion_matrix(labels, predicted)).all()


def test_the_metrics_of_each_class_are_those_of_scikit_learn(case: Case) -> None:
    labels, probabilities, found = case
    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, n = metrics.precision_recall_fscore_support(labels, predicted)
    for one in found.classes:
        assert one.precision
        assert one.recall
        assert one.f1
        assert one.auroc
        assert one.average_precision
        assert one.n == n[one.label]
        assert one.predicted == (predicted == one.label).sum()
        assert one.precision.value == pytest.approx(precision[one.label])
        assert one.recall.value == pytest.approx(recall[one.label])
        assert one.f1.value == pytest.approx(f1[one.label])
        positive, scores = labels == one.label, probabilities[:, one.label]
        assert one.auroc.value == pytest.approx(metrics.roc_auc_score(positive, scores))
        assert one.average_precision.value == pytest.approx(
            metrics.average_precision_score(positive, scores)
        )


def test_intervals_of_shares_are_those_of_statsmodels(case: Case) -> None:
    labels, probabilities, found = case
    predicted = probabilities.argmax(axis=1)
    hits = int((labels == predicted).sum())
    wilson = proportion_confint(hits, len(labels), method="wilson")
    assert (found.accuracy.low, found.accuracy.high) == pytest.approx(wilson)
    own, n = int(found.confusion[3, 3]), int(found.confusion[3].sum())
    recall = found.classes[3].recall
    assert recall
    assert (recall.low, recall.high) == pytest.approx(proportion_confint(own, n, method="wilson"))
    either = n + int(found.confusion[:, 3].sum()) - own
    jaccard = np.array(proportion_confint(own, either, method="wilson"))
    f1 = found.classes[3].f1
    assert f1
    assert (f1.low, f1.high) == pytest.approx(tuple(2 * jaccard / (1 + jaccard)))


def test_the_interval_of_macro_f1_spreads_like_resampled_pictures() -> None:
    labels, probabilities, found = drawn("500 pictures, two classes of 10 or so")
    predicted, random = probabilities.argmax(axis=1), np.random.default_rng(0)
    draws = []
    for _ in range(150):
        chosen = random.integers(0, len(labels), len(labels))
        there = np.unique(labels[chosen])
        draws.append(
            metrics.f1_score(labels[chosen], predicted[chosen], average="macro", labels=there)
        )
    # The standard error of a standard deviation of 150 draws is 6 %.
    assert 2 * 1.96 * np.std(draws) == pytest.approx(2 * found.macro_f1.half, rel=0.2)


def test_every_interval_contains_its_value_and_names_its_method(case: Case) -> None:
    found = case[2]
    for one in _estimates(found):
        assert one.low <= one.value <= one.high
        assert one.method in Method
        assert one.low >= 0


def test_a_case_calculated_by_hand() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.5, 0.4, 0.1], [0.2, 0.7, 0.1]])
    found = evaluate(np.array([0, 1, 1, 1]), probabilities)
    assert found.confusion.tolist() == [[1, 0, 0], [1, 2, 0], [0, 0, 0]]
    assert found.accuracy.value == 0.75
    assert found.balanced_accuracy.value == pytest.approx((1 + 2 / 3) / 2)
    assert found.macro_f1.value == pytest.approx((2 / 3 + 4 / 5) / 2)  # no picture of class 2
    assert found.log_loss.value == pytest.approx(-np.log([0.7, 0.6, 0.4, 0.7]).mean())
    assert found.brier_score.value == pytest.approx((0.14 + 0.26 + 0.62 + 0.14) / 4)
    assert found.classes[2].recall is None
    assert found.classes[2].precision is None
    assert found.classes[2].auroc is None
    assert found.coverage.n == 4
    assert any("1 of 3 classes" in note for note in found.notes)


def test_one_class_only_leaves_rank_measures_undefined_and_says_so() -> None:
    probabilities = np.array([[0.8, 0.2], [0.4, 0.6], [0.9, 0.1]])
    found = evaluate(np.zeros(3, np.uint8), probabilities)
    assert found.auroc is None
    assert found.average_precision is None
    assert any("at least two classes" in note for note in found.notes)
    assert found.accuracy.value == pytest.approx(2 / 3)


def test_constant_probabilities_are_named_and_separate_nothing() -> None:
    found = evaluate(np.arange(20) % 2, np.full((20, 2), 0.5))
    assert found.auroc
    assert found.auroc.value == 0.5
    assert any("same probabilities" in note for note in found.notes)


def test_intervals_of_a_handful_of_pictures_come_with_a_warning() -> None:
    labels, probabilities, _ = drawn("200 pictures")
    assert any("Only 7 pictures" in note for note in evaluate(labels[:7], probabilities[:7]).notes)
    assert not drawn("200 pictures")[2].notes


def test_a_perfect_model_has_intervals_with_width_below_1() -> None:
    labels = np.arange(40) % 10
    found = evaluate(labels, np.eye(10)[labels])
    assert found.auroc
    assert found.average_precision
    for one in (found.accuracy, found.macro_f1, found.balanced_accuracy, found.auroc):
        assert one.value == pytest.approx(1)
        assert one.low < 0.999
    assert found.log_loss.value == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("labels", "probabilities", "words"),
    [
        (np.empty(0, np.uint8), np.empty((0, 10)), "no pictures to evaluate"),
        (np.zeros(2, np.uint8), np.array([[np.nan, 0.5], [0.5, 0.5]]), "1 of 2 pictures"),
        (np.zeros(1, np.uint8), np.array([[1.2, -0.2]]), "no numbers from 0 to 1"),
        (np.zeros(1, np.uint8), np.array([[0.4, 0.4]]), "sum to 1"),
        (np.array([2]), np.array([[0.4, 0.6]]), "do not belong together"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    labels: Labels, probabilities: Probabilities, words: str
) -> None:
    with pytest.raises(BadData, match=words):
        evaluate(labels, probabilities)


def _estimates(found: Evaluation) -> list[Estimate]:
    whole = [
        *(found.accuracy, found.balanced_accuracy, found.macro_f1, found.log_loss),
        *(found.brier_score, found.calibration_error, found.auroc, found.average_precision),
    ]
    for one in found.classes:
        whole += [one.precision, one.recall, one.f1, one.auroc, one.average_precision]
    return [one for one in whole if one is not None]
