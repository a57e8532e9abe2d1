"""The whole evaluation of 10,000 pictures with all intervals, beside loops over scikit-learn."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from benchmarks.evaluation.simulated import WORLDS, Labels, Probabilities
from benchmarks.harness.figure import Figure, p50
from core.evaluation.evaluation import evaluate

RUNS = 9
RESAMPLES = 1000  # of the baseline, of which
TIMED = 5  # are timed: each costs the same
SEED = 0
MAX_SECONDS, MIN_RATIO = 2.0, 20
TARGET = f"≤ {MAX_SECONDS:g} s; ≥ {MIN_RATIO} × faster"

Score = Callable[[Labels, Probabilities], object]


def measure() -> dict[str, Any]:
    """Time the evaluation warm; time a few resamples of the baseline, and count up to 1,000."""
    world = WORLDS["10,000 pictures"]
    labels, probabilities = world.draw(world.n, np.random.default_rng(SEED))
    evaluate(labels, probabilities)
    ours = [_timed(lambda: evaluate(labels, probabilities)) for _ in range(RUNS)]
    return figure(p50(ours), _baseline(labels, probabilities)).as_line()


def figure(seconds: float, baseline: float) -> Figure:
    """Both in seconds for all metrics of 10,000 pictures."""
    ratio = baseline / seconds
    return Figure(
        benchmark="evaluation_time",
        value=seconds,
        unit="s",
        baseline=baseline,
        ratio=ratio,
        target=TARGET,
        met=seconds <= MAX_SECONDS and ratio >= MIN_RATIO,
        data=f"10,000 simulated pictures; baseline: {RESAMPLES} resamples a metric with "
        f"scikit-learn, {TIMED} of them timed",
    )


def _baseline(labels: Labels, probabilities: Probabilities) -> float:
    random = np.random.default_rng(SEED)
    spent = 0.0
    for score in _scores().values():
        for number in range(TIMED + 1):
            chosen = random.integers(0, len(labels), len(labels))
            seconds = _timed(partial(score, labels[chosen], probabilities[chosen]))
            spent += seconds if number else 0.0  # the first loads what it needs
    return spent / TIMED * RESAMPLES


def _scores() -> Mapping[str, Score]:
    """Return the metrics as scikit-learn has them, macro and per class."""
    from sklearn import metrics

    return {
        "accuracy": lambda y, p: metrics.accuracy_score(y, p.argmax(1)),
        "balanced accuracy": lambda y, p: metrics.balanced_accuracy_score(y, p.argmax(1)),
        "per class": lambda y, p: metrics.precision_recall_fscore_support(y, p.argmax(1)),
        "macro F1": lambda y, p: metrics.f1_score(y, p.argmax(1), average="macro"),
        "log loss": metrics.log_loss,
        "Brier score": lambda y, p: metrics.brier_score_loss(y, p, scale_by_half=False),
        "AUROC": lambda y, p: metrics.roc_auc_score(np.eye(10)[y], p, average=None),
        "average precision": lambda y, p: metrics.average_precision_score(
            np.eye(10)[y], p, average=None
        ),
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
