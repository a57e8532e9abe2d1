"""Planted label errors: average precision of the audit's ranking, beside cleanlab's and others."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.figure import Figure
from core import training
from core.calibration import softmax
from core.data import Dataset, Split, load
from core.data.quality.label_quality import Signals, label_margin
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.data.labels.audit import collect_signals

RATES = (0.02, 0.08)  # of the labels
SEEDS = (0, 1, 2)  # the ranking was chosen with seeds from 100 on
GAIN = 0.02
TARGET = f"at both rates ≥ {GAIN} above the best of cleanlab, model confidence and neighbours"
AUDIT = "audit"
CLEANLAB = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")
RIVALS = (*(f"cleanlab {method}" for method in CLEANLAB), "neighbours")  # the first: confidence


def measure() -> dict[str, Any]:
    """Plant errors, train and rank anew for each rate and seed; no step sees the true labels."""
    settings = Settings.from_environment()
    dataset = _whole(load("v1", settings))
    confusion = confusion_of(settings)
    found = {
        rate: [precisions_after(dataset, confusion, rate, seed) for seed in SEEDS] for rate in RATES
    }
    return figure(found).as_line()


def precisions_after(
    dataset: Dataset, confusion: NDArray[np.float64], rate: float, seed: int
) -> dict[str, float]:
    labels, planted = plant(dataset.train.labels, confusion, rate, seed)
    given = replace(dataset, train=Split(dataset.train.images, labels))
    margins: list[NDArray[np.floating]] = []

    def on_epoch(answer: training.Answer) -> None:
        logits = np.concatenate(list(answer(given.train.images)))
        margins.append(label_margin(logits, labels))

    signals = collect_signals(given, seed, Silent(), on_epoch)
    return precisions(signals, np.mean(margins, axis=0), labels, planted)


def plant(
    labels: NDArray[np.uint8], confusion: NDArray[np.float64], rate: float, seed: int
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Give random pictures a likely wrong label; return all labels, and which are wrong.

    `confusion`, (10, 10), has in each row how likely each wrong label is for a class.
    """
    generator = np.random.default_rng(seed)
    chosen = generator.choice(len(labels), round(rate * len(labels)), replace=False)
    given, planted = labels.copy(), np.zeros(len(labels), bool)
    planted[chosen] = True
    for picture in chosen:
        given[picture] = generator.choice(len(confusion), p=confusion[labels[picture]])
    return given, planted


def confusion_of(settings: Settings) -> NDArray[np.float64]:
    """Return how the shipped model confuses the classes of validation pictures, without itself.

    It only plants the errors: what looks for them never sees it.
    """
    validation = load("v1", settings).validation
    predictor = Predictor.load(settings.shipped_champion)
    confusion = np.zeros((10, 10))
    np.add.at(confusion, validation.labels, predictor.predict_many(validation.images).probabilities)
    np.fill_diagonal(confusion, 0)
    shares: NDArray[np.float64] = confusion / confusion.sum(axis=1, keepdims=True)
    return shares


def precisions(
    signals: Signals,
    mean_margin: NDArray[np.floating],
    labels: NDArray[np.uint8],
    planted: NDArray[np.bool_],
) -> dict[str, float]:
    """Return the average precision of every ranking; cleanlab gets the same logits."""
    from cleanlab.rank import get_label_quality_scores

    probabilities = softmax(signals.logits.astype(np.float64), 1.0)
    scores = {
        f"cleanlab {method}": get_label_quality_scores(labels, probabilities, method=method)
        for method in CLEANLAB
    }
    scores["neighbours"] = label_margin(signals.votes, labels)
    scores["mean margin"] = mean_margin
    scores["last margin"] = label_margin(signals.logits, labels)
    scores["leave one out"] = label_margin(signals.held_out, labels)
    scores["last margin and neighbours"] = label_margin(
        replace(signals, held_out=np.zeros_like(signals.held_out)).evidence(), labels
    )
    scores[AUDIT] = label_margin(signals.evidence(), labels)
    return {name: average_precision(score, planted) for name, score in scores.items()}


def average_precision(quality: NDArray[np.floating], planted: NDArray[np.bool_]) -> float:
    """Return the mean precision at each planted error, the lowest quality first."""
    hits = planted[np.argsort(quality, kind="stable")]
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def figure(found: Mapping[float, list[dict[str, float]]]) -> Figure:
    means = {
        rate: {name: float(np.mean([one[name] for one in runs])) for name in runs[0]}
        for rate, runs in found.items()
    }
    best = {rate: max(RIVALS, key=mean.__getitem__) for rate, mean in means.items()}
    gains = {rate: mean[AUDIT] - mean[best[rate]] for rate, mean in means.items()}
    worst = min(gains, key=gains.__getitem__)
    value, baseline = means[worst][AUDIT], means[worst][best[worst]]
    return Figure(
        benchmark="label_errors",
        value=value,
        unit="average precision, at the rate with the smaller gain",
        baseline=baseline,
        ratio=value / baseline,
        target=TARGET,
        met=gains[worst] >= GAIN,
        data=f"v1, 60,000 labels, {len(SEEDS)} seeds a rate; baseline: the best rival there",
        extra={
            **{f"gain_{rate:g}": gain for rate, gain in gains.items()},
            **{f"best_rival_{rate:g}": name for rate, name in best.items()},
            **{
                f"{name} {rate:g}": mean
                for rate, each in means.items()
                for name, mean in each.items()
            },
            **{
                f"audit_each_{rate:g}": [one[AUDIT] for one in runs] for rate, runs in found.items()
            },
        },
    )


def _whole(dataset: Dataset) -> Dataset:
    """Return the dataset with the validation pictures in the training split, too."""
    images = np.concatenate([dataset.train.images, dataset.validation.images])
    labels = np.concatenate([dataset.train.labels, dataset.validation.labels])
    return replace(dataset, train=Split(images, labels))
