"""Measure a trained model once: calibrate it, test it, and write its facts next to it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.calibration import (
    Calibration,
    Calibrations,
    Score,
    familiarity_of,
    familiarity_score,
    percentile_scale,
    softmax,
)
from core.data import Dataset, Split
from core.evaluation import Scores, choose_threshold, fit_temperature, score
from core.input_kind import InputKind
from core.model_facts import (
    DatasetFacts,
    EpochMetrics,
    FineTuningFacts,
    ModelFacts,
    SplitMetrics,
    WarmStartFacts,
)
from core.model_files import ONNX_FILE, file_hash, write_facts
from core.predictor import Predictor, open_network, run_network, run_with_flip
from core.records import Plain
from core.training import TrainConfig
from core.training.augmentation.photo_like.pipeline import (
    sample_outliers,
    simulate_drawing,
    simulate_photo,
)

# The threshold is the lowest at which this share of the known validation pictures is right.
# Simulated photos and drawings are harder, but answers still useful; a thick brush is atypical.
# For photos, out-of-distribution pictures count as wrong answers here: of the known garments alone,
# four in five are right.
TARGET_ACCURACY = {InputKind.PIXELS: 0.97, InputKind.PHOTO: 0.76, InputKind.DRAWING: 0.85}
PERCENTILES = 101
Simulation = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]
# Second simulation, applied to simulated photos of this many validation pictures: real photos
# and drawings are harder than what the network was trained on (docs/pictures.md).
SIMULATED = {InputKind.PHOTO: (simulate_photo, 2000), InputKind.DRAWING: (simulate_drawing, 1000)}
MEASURED = 1000  # pictures of each, at most; not those that the calibration used
OUTLIERS = 0.2  # out-of-distribution pictures added, as a share of those
SEED = 0


@dataclass(frozen=True)
class Trained:
    """What a training knows of its model before it is measured; see ModelFacts."""

    config: TrainConfig
    parameters: int
    fit_seconds: float
    history: tuple[EpochMetrics, ...]
    epoch: int
    environment: Mapping[str, Plain]
    device: str
    commit: str
    fine_tuning: FineTuningFacts | None = None
    teacher: str = ""
    warm_start: WarmStartFacts | None = None


def measure(folder: Path, dataset: Dataset, trained: Trained) -> ModelFacts:
    """Calibrate on validation, score validation and test, write model.json; return all facts."""
    calibrations = calibrate(folder / ONNX_FILE, dataset)
    predictor = Predictor(folder / ONNX_FILE, calibrations)
    facts = ModelFacts(
        recipe=trained.config.recipe,
        config=trained.config.as_record(),
        parameters=trained.parameters,
        dataset=_contents(dataset),
        metrics={
            "validation": split_metrics(predictor, dataset.validation),
            "test": split_metrics(predictor, dataset.test),
        },
        calibration=calibrations[InputKind.PIXELS],
        by_input_kind={kind: calibrations[kind] for kind in SIMULATED},
        simulated=simulated_metrics(predictor, dataset),
        onnx_sha256=file_hash(folder / ONNX_FILE),
        fit_seconds=trained.fit_seconds,
        history=trained.history,
        epoch=trained.epoch,
        fine_tuning=trained.fine_tuning,
        teacher=trained.teacher,
        warm_start=trained.warm_start,
        environment=trained.environment,
        device=trained.device,
        commit=trained.commit,
        created=time.time(),
    )
    write_facts(folder, facts)
    return facts


def _contents(dataset: Dataset) -> DatasetFacts:
    return DatasetFacts(
        name=dataset.name,
        hash=dataset.hash,
        split_seed=dataset.split_seed,
        train=len(dataset.train),
        validation=len(dataset.validation),
        test=len(dataset.test),
        user_pictures=dataset.user_pictures,
    )


def calibrate(onnx: Path, dataset: Dataset) -> Calibrations:
    """Fit temperature, familiarity percentiles and threshold of each input kind on validation data.

    No real photo or drawing is used: both are simulated from validation pictures, along with
    out-of-distribution pictures, for which no answer is right.
    """
    session = open_network(onnx)
    validation, name = dataset.validation, f"{dataset.name}, validation split"
    logits, _ = run_network(session, validation.images)
    target = TARGET_ACCURACY[InputKind.PIXELS]
    found = {InputKind.PIXELS: _fit(logits, validation.labels, name, target)}
    for kind, (change, _) in SIMULATED.items():
        generator = np.random.default_rng(SEED)
        chosen, _ = divided(len(validation), kind, generator)
        shown, labels = _simulate(change, validation, chosen, generator)
        count = round(OUTLIERS * len(chosen))
        outliers = sample_outliers(validation.images, validation.labels, count, generator)
        logits, _ = run_with_flip(session, np.concatenate([shown, outliers]))
        made = f"{name}, simulated {kind}s, with out-of-distribution pictures"
        fitted = _fit(logits, labels, made, TARGET_ACCURACY[kind])
        found[kind] = replace(fitted, flip_tta=True)
    return found


def simulated_metrics(predictor: Predictor, dataset: Dataset) -> dict[InputKind, SplitMetrics]:
    """Score simulated photos and drawings, of validation pictures that `calibrate` did not use."""
    found = {}
    for kind, (change, _) in SIMULATED.items():
        _, chosen = divided(len(dataset.validation), kind, np.random.default_rng(SEED))
        generator = np.random.default_rng(SEED + 1)
        shown, labels = _simulate(change, dataset.validation, chosen, generator)
        found[kind] = split_metrics(predictor, Split(shown, labels), kind)
    return found


def divided(
    count: int, kind: InputKind, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Choose validation pictures, as indices: those to calibrate on, and others to measure on."""
    order = generator.permutation(count)
    measured = min(MEASURED, count // 3)
    used = min(SIMULATED[kind][1], count - measured)
    return order[:used], order[used : used + measured]


def _simulate(
    change: Simulation, split: Split, chosen: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the chosen pictures as simulated photos that were changed again, and their labels."""
    labels = split.labels[chosen]
    return change(
        simulate_photo(split.images[chosen], labels, generator), labels, generator
    ), labels


def _fit(
    logits: npt.NDArray[np.floating],
    labels: npt.NDArray[np.uint8],
    data: str,
    target_accuracy: float,
) -> Calibration:
    """Calibrate on logits (n + k, 10): n pictures with labels (n,), k out-of-distribution ones."""
    garments = logits[: len(labels)]
    temperature = fit_temperature(garments, labels)
    scores = familiarity_score(logits, temperature, Score.MAX_LOGIT)
    quantiles = np.quantile(scores[: len(labels)], np.linspace(0, 1, PERCENTILES))
    percentiles = tuple(float(one) for one in quantiles)
    familiarity = familiarity_of(scores, percentile_scale(percentiles))
    right = np.zeros(len(logits), bool)
    right[: len(labels)] = softmax(garments).argmax(axis=1) == labels
    threshold = choose_threshold(familiarity, right, target_accuracy)
    return Calibration(
        temperature=temperature,
        threshold=threshold,
        score_percentiles=percentiles,
        target_accuracy=target_accuracy,
        coverage=float((familiarity[: len(labels)] >= threshold).mean()),
        data=data,
        score=Score.MAX_LOGIT,
    )


def split_metrics(
    predictor: Predictor, split: Split, kind: InputKind = InputKind.PIXELS
) -> SplitMetrics:
    """Score a split: accuracy with its interval, calibration, coverage, accuracy when known."""
    answers = predictor.predict_many(split.images, kind)
    right = answers.probabilities.argmax(axis=1) == split.labels
    known = answers.known
    return replace(
        metrics_of(score(split.labels, answers.probabilities)),
        coverage=float(known.mean()),
        accuracy_when_known=float(right[known].mean()) if known.any() else 0.0,
    )


def metrics_of(scores: Scores) -> SplitMetrics:
    """Convert scores to the form of ModelFacts."""
    return SplitMetrics(
        n=scores.n,
        accuracy=scores.accuracy.value,
        accuracy_low=scores.accuracy.low,
        accuracy_high=scores.accuracy.high,
        balanced_accuracy=scores.balanced_accuracy,
        log_loss=scores.log_loss,
        calibration_error=scores.calibration_error,
        recall=scores.recall,
        confusion=tuple(tuple(int(n) for n in row) for row in scores.confusion),
    )
