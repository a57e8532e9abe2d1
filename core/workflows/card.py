"""Measure a trained model once and write the card that lies beside it."""

import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cards import ONNX_FILE, Calibration, file_hash, write_card
from core.data import Dataset
from core.evaluation import Scores, choose_threshold, fit_temperature, score
from core.predictor import (
    Predictor,
    familiarity_of,
    familiarity_score,
    open_network,
    run_network,
    softmax,
)

# "Known" begins where at least this share of the known validation pictures is right.
WANTED_WHEN_KNOWN = 0.97
PERCENTILES = 101


def describe(folder: Path, dataset: Dataset, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Calibrate on validation, score validation and test, write model.json; return all facts."""
    calibration = calibrate(folder / ONNX_FILE, dataset)
    predictor = Predictor(folder / ONNX_FILE, calibration)
    whole = dict(facts) | {
        "created": time.time(),
        "onnx_sha256": file_hash(folder / ONNX_FILE),
        "metrics": {
            "validation": figures(predictor, dataset.validation.images, dataset.validation.labels),
            "test": figures(predictor, dataset.test.images, dataset.test.labels),
        },
    }
    write_card(folder, calibration, whole)
    return whole | {"calibration": asdict(calibration)}


def calibrate(onnx: Path, dataset: Dataset) -> Calibration:
    """Fit temperature, familiarity percentiles and threshold on the validation split."""
    logits, _ = run_network(open_network(onnx), dataset.validation.images)
    labels = dataset.validation.labels
    temperature = fit_temperature(logits, labels)
    scores = familiarity_score(logits, temperature)
    knots = tuple(float(k) for k in np.quantile(scores, np.linspace(0, 1, PERCENTILES)))
    familiarity = familiarity_of(scores, knots)
    right = softmax(logits).argmax(axis=1) == labels
    threshold = choose_threshold(familiarity, right, WANTED_WHEN_KNOWN)
    return Calibration(
        temperature=temperature,
        threshold=threshold,
        knots=knots,
        wanted=WANTED_WHEN_KNOWN,
        coverage=float((familiarity >= threshold).mean()),
        data=f"{dataset.name}, validation split",
    )


def figures(
    predictor: Predictor, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8]
) -> dict[str, Any]:
    """Score a split: accuracy with its interval, calibration, and what "known" is worth there."""
    batch = predictor.batch(images)
    right = batch.probabilities.argmax(axis=1) == labels
    known = batch.known
    return plain(score(labels, batch.probabilities)) | {
        "coverage": float(known.mean()),
        "accuracy_when_known": float(right[known].mean()) if known.any() else 0.0,
    }


def plain(scores: Scores) -> dict[str, Any]:
    """Lay scores out for JSON."""
    return {
        "n": scores.n,
        "accuracy": scores.accuracy.value,
        "accuracy_low": scores.accuracy.low,
        "accuracy_high": scores.accuracy.high,
        "balanced_accuracy": scores.balanced_accuracy,
        "log_loss": scores.log_loss,
        "calibration_error": scores.calibration_error,
        "recall": list(scores.recall),
        "confusion": scores.confusion.tolist(),
    }
