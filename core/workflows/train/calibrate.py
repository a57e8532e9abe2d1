"""Measure a trained model once and write the card that lies beside it."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.data import Dataset
from core.evaluation import Scores, choose_threshold, fit_temperature, score
from core.model_files import (
    DRAWING,
    ONNX_FILE,
    PHOTO,
    PIXELS,
    Calibration,
    calibration_lines,
    file_hash,
    write_card,
)
from core.predictor import (
    Predictor,
    familiarity_of,
    familiarity_score,
    open_network,
    run_network,
    run_with_mirror,
    scale_of,
    softmax,
)
from core.training.augmentation.photo_like.pipeline import draw, meet_strangers, photograph

# "Known" begins where at least this share of the known validation pictures is right. Imitated
# photos and drawings are harder, and answers still useful; a thick brush alone looks strange.
WANTED_WHEN_KNOWN = {PIXELS: 0.97, PHOTO: 0.8, DRAWING: 0.85}
PERCENTILES = 101
# How photographed validation pictures are changed once more, and how many of them: real photos and
# drawings are harder than what the network was trained on (docs/pictures.md).
IMITATED = {PHOTO: (photograph, 2000), DRAWING: (draw, 1000)}
STRANGERS = 0.2  # as many more
SEED = 0


def describe(folder: Path, dataset: Dataset, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Calibrate on validation, score validation and test, write model.json; return all facts."""
    calibrations = calibrate(folder / ONNX_FILE, dataset)
    predictor = Predictor(folder / ONNX_FILE, calibrations)
    whole = dict(facts) | {
        "created": time.time(),
        "onnx_sha256": file_hash(folder / ONNX_FILE),
        "metrics": {
            "validation": figures(predictor, dataset.validation.images, dataset.validation.labels),
            "test": figures(predictor, dataset.test.images, dataset.test.labels),
        },
    }
    write_card(folder, calibrations, whole)
    return whole | calibration_lines(calibrations)


def calibrate(onnx: Path, dataset: Dataset) -> dict[str, Calibration]:
    """Fit temperature, familiarity percentiles and threshold of each road on the validation split.

    No real photo or drawing takes part: photos and drawings are the validation pictures as `wild`
    shows them, with strangers among them, who are never right.
    """
    session = open_network(onnx)
    images, labels = dataset.validation.images, dataset.validation.labels
    logits, _ = run_network(session, images)
    wanted, data = WANTED_WHEN_KNOWN, f"{dataset.name}, validation split"
    found = {PIXELS: _fit(logits, labels, 0, data, wanted[PIXELS])}
    for road, (change, most) in IMITATED.items():
        generator = np.random.default_rng(SEED)
        chosen = generator.permutation(len(images))[:most]
        once = photograph(images[chosen], labels[chosen], generator)
        shown = change(once, labels[chosen], generator)
        strange = meet_strangers(images, labels, round(STRANGERS * len(chosen)), generator)
        logits, _ = run_with_mirror(session, np.concatenate([shown, strange]))
        made = f"{data} made to look like a {road}, with strangers"
        fitted = _fit(logits, labels[chosen], len(strange), made, wanted[road])
        found[road] = replace(fitted, mirror=True)
    return found


def _fit(
    logits: npt.NDArray[np.floating],
    labels: npt.NDArray[np.uint8],
    strangers: int,
    data: str,
    wanted: float,
) -> Calibration:
    """Calibrate on logits (n + strangers, 10) of pictures with labels (n,), strangers last."""
    garments = logits[: len(labels)]
    temperature = fit_temperature(garments, labels)
    scores = familiarity_score(logits, temperature)
    quantiles = np.quantile(scores[: len(labels)], np.linspace(0, 1, PERCENTILES))
    knots = tuple(float(knot) for knot in quantiles)
    familiarity = familiarity_of(scores, scale_of(knots))
    right = np.append(softmax(garments).argmax(axis=1) == labels, np.zeros(strangers, bool))
    threshold = choose_threshold(familiarity, right, wanted)
    return Calibration(
        temperature=temperature,
        threshold=threshold,
        knots=knots,
        wanted=wanted,
        coverage=float((familiarity[: len(labels)] >= threshold).mean()),
        data=data,
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
