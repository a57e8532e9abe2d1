"""The benchmarks of the audit, from scripted measurements."""

import numpy as np
import pytest

from benchmarks.data import audit_time, label_errors
from core.data.quality.label_quality import Signals

RUN = dict.fromkeys(label_errors.RIVALS, 0.5) | {"neighbours": 0.7, "audit": 0.73}


def test_planted_errors_are_as_many_as_asked_for_never_the_true_label_and_likely_ones() -> None:
    labels = np.repeat(np.arange(10), 100).astype(np.uint8)
    confusion = np.roll(np.eye(10), 1, axis=1)  # each class is mistaken for the next
    given, planted = label_errors.plant(labels, confusion, 0.08, seed=100)
    assert planted.sum() == 80
    assert np.array_equal(given != labels, planted)
    assert np.array_equal(given[planted], (labels[planted] + 1) % 10)


def test_average_precision_is_one_if_all_errors_come_first() -> None:
    planted = np.array([True, False, True, False])
    assert label_errors.average_precision(np.array([0.1, 0.8, 0.2, 0.9]), planted) == 1
    assert label_errors.average_precision(np.array([0.9, 0.1, 0.2, 0.3]), planted) == 0.5


def test_every_ranking_is_scored_on_the_same_signals() -> None:
    labels = np.array([0, 1, 2, 3], np.uint8)
    logits = np.eye(10)[[0, 1, 2, 5]] * 4
    signals = Signals(logits, (logits * 10).astype(np.int64), logits)
    found = label_errors.precisions(
        signals, np.array([1.0, 1, 1, 0]), labels, np.array([False, False, False, True])
    )
    assert set(label_errors.RIVALS) < set(found)
    assert set(found.values()) == {1.0}


@pytest.mark.parametrize(("audit", "met"), [(0.73, True), (0.71, False)])
def test_the_gain_counts_against_the_best_rival_at_the_worse_rate(audit: float, met: bool) -> None:
    line = label_errors.figure({0.02: [RUN | {"audit": 0.9}], 0.08: [RUN | {"audit": audit}]})
    assert (line.met, line.value, line.baseline) == (met, audit, 0.7)
    assert line.extra["best_rival_0.08"] == "neighbours"


def test_the_audit_is_compared_with_one_training() -> None:
    assert audit_time.figure((24.0, 40.0), (10.0, 20.0), 60_000).met is True
    assert audit_time.figure((26.0, 40.0), (10.0, 20.0), 60_000).met is False
