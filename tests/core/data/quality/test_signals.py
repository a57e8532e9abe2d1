"""The signals of an audit, on synthetic points with planted label errors."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.quality.label_quality import (
    Signals,
    label_margin,
    label_quality,
    suggested_labels,
)
from core.data.quality.leave_one_out import leave_one_out
from core.data.quality.neighbours import neighbour_votes
from core.data.quality.projection import principal_components

N, ERRORS = 3_000, 60


def clusters() -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Ten clusters that overlap a little, in 8 dimensions."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 10, N).astype(np.uint8)
    points = random.normal(size=(10, 8))[truth] * 2 + random.normal(size=(N, 8)) * 0.5
    return points.astype(np.float32), truth


def planted(truth: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The first ERRORS labels are wrong."""
    labels = truth.copy()
    labels[:ERRORS] = (labels[:ERRORS] + 1) % 10
    return labels


def found(scores: NDArray[Any], labels: NDArray[np.uint8]) -> float:
    """The share of planted errors among as many of the most suspicious labels."""
    return float((np.argsort(label_margin(scores, labels))[:ERRORS] < ERRORS).mean())


def test_neighbours_and_leave_one_out_scores_find_planted_errors_and_the_true_label() -> None:
    points, truth = clusters()
    labels = planted(truth)
    signals: tuple[NDArray[Any], ...] = (
        neighbour_votes(points, labels),
        leave_one_out(points, labels, seed=0),
    )
    for scores in signals:
        assert found(scores, labels) > 0.9
        assert (suggested_labels(scores, labels)[:ERRORS] == truth[:ERRORS]).mean() > 0.95


def test_votes_are_those_of_the_nearest_without_the_picture_itself() -> None:
    points, labels = clusters()
    votes = neighbour_votes(points, labels, k=20)
    for place in (0, 1, 255, 256, N - 1):
        distances = ((points - points[place]) ** 2).sum(axis=1)
        distances[place] = np.inf
        nearest = np.argsort(distances)[: votes[place].sum()]
        assert np.array_equal(votes[place], np.bincount(labels[nearest], minlength=10))
    assert votes.sum(axis=1).min() == 20
    assert votes.sum(axis=1).max() < 25


@pytest.mark.parametrize("count", [1, 2, 5])
def test_of_few_pictures_all_others_vote(count: int) -> None:
    points, labels = clusters()
    votes = neighbour_votes(points[:count], labels[:count])
    assert votes.sum(axis=1).tolist() == [count - 1] * count


@pytest.mark.parametrize(
    "search",
    [
        lambda points, labels, stop: neighbour_votes(points, labels, stop),
        lambda points, labels, stop: leave_one_out(points, labels, 0, stop),
    ],
    ids=["neighbours", "leave one out"],
)
def test_a_search_reports_its_progress_and_ends_when_the_report_raises(
    search: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    points, labels = clusters()
    monkeypatch.setattr("core.data.quality.leave_one_out.ROWS", 256)
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search(points, labels, stop)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] < 0.5


def test_the_votes_of_some_rows_are_those_of_all() -> None:
    points, labels = clusters()
    votes = neighbour_votes(points, labels)
    some = neighbour_votes(points, labels, of=range(700, 1300))
    assert np.array_equal(some, votes[700:1300])


def test_leave_one_out_scores_do_not_depend_on_the_size_of_a_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points, labels = clusters()
    whole = leave_one_out(points[:600], labels[:600], seed=0)
    monkeypatch.setattr("core.data.quality.leave_one_out.ROWS", 100)
    assert np.allclose(whole, leave_one_out(points[:600], labels[:600], seed=0), atol=1e-4)


def test_a_leave_one_out_score_does_not_depend_on_the_pictures_own_label() -> None:
    points, truth = clusters()
    changed = truth.copy()
    changed[7] = (truth[7] + 3) % 10
    scores = [leave_one_out(points, labels, seed=0)[7] for labels in (truth, changed)]
    assert scores[0] == pytest.approx(scores[1], abs=1e-3)


def test_the_projection_keeps_the_directions_of_largest_variance() -> None:
    random = np.random.default_rng(0)
    spread = np.array([9.0, 5.0, *[0.1] * 38])
    vectors = (random.normal(size=(500, 40)) * spread + 3).astype(np.float32)
    projection = principal_components(vectors, 2, seed=0)
    assert np.abs(projection.components[[0, 1], [0, 1]]) == pytest.approx([1, 1], abs=0.02)
    assert projection.apply(vectors).std(axis=0) == pytest.approx(vectors.std(axis=0)[:2], rel=0.02)
    assert principal_components(vectors[:30], 128, seed=0).components.shape == (40, 30)


def test_quality_orders_as_the_margin_does_and_is_half_where_another_class_is_as_likely() -> None:
    labels = np.array([0, 0, 0, 2], np.uint8)
    scores = np.array([[5.0, 1, 0], [1, 1, 0], [0, 4, 1], [900, 0, 0]])
    quality = label_quality(scores, labels)
    assert quality.dtype == np.float32
    assert quality == pytest.approx([0.982, 0.5, 0.018, 0], abs=1e-3)
    assert suggested_labels(scores, labels).tolist() == [1, 1, 1, 0]


def test_all_three_signals_count_as_evidence() -> None:
    zeros = np.zeros((1, 10))
    favour = np.eye(10)[[4]]
    for signals in (
        Signals(favour, zeros.astype(int), zeros),
        Signals(zeros, favour.astype(int), zeros),
        Signals(zeros, zeros.astype(int), favour),
    ):
        assert int(signals.evidence().argmax()) == 4
