"""Cross-validation: every picture but the test split's answered once by a network new to it."""

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core import data, training
from core.data import Dataset, Split
from core.data.split import validation_mask
from core.errors import UnknownRecipe
from core.evaluation.repeats import spread_of_folds
from core.jobs import Job, JobStopped, Runner
from core.model_files import ONNX_FILE
from core.predictor import open_network, run_network
from core.settings import Settings
from core.training import FitProgress, FitResult, TrainConfig
from core.training.fitting.checkpoints import Checkpoints
from core.workflows.experiments.parts import DoneParts, Durable, PartContext, short
from core.workflows.train.staging import staging
from core.workflows.train.titles import title_of
from core.workflows.train.train import progress_figures

KIND = "crossvalidation"
FEWEST, MOST = 2, 20
CLASSES = 10


def start_crossvalidation(runner: Runner, config: TrainConfig, folds: int) -> Job:
    """Queue a cross-validation of one config as a job; nothing is registered.

    Raises UnknownRecipe for a number of folds that is not allowed.
    """
    title = f"{title_of(config)}, {folds} folds, seed {config.seed}"
    parameters = {"config": config.as_dict(), "folds": folds}
    _asked(parameters)
    return runner.submit(KIND, title, parameters)


def cross_validate(settings: Settings, context: Durable) -> dict[str, Any]:
    """Train on all folds but one, answer that one, for each in turn; return accuracies.

    The pictures are those of train and validation together; the test split is not read. What a
    training chooses by (when to end, which epoch to keep) it chooses on a part of the pictures it
    learns from, never on the fold that it is asked about. A fold that is done stays done. Raises
    JobStopped, and as data.load and training.fit do.
    """
    config, folds = _asked(context.parameters)
    record = context.folder / "folds.json"
    if not record.exists():  # what an earlier go told stays in sight until there is more to tell
        context.report(0.0, "Reading the pictures", {})
    dataset = data.load(config.data, settings)
    done = DoneParts(record, {**context.parameters, "hash": dataset.hash})
    whole = joined(dataset)
    places = fold_of(whole.labels, folds, config.seed)
    names = tuple(f"Fold {fold + 1}" for fold in range(folds))
    for fold, name in enumerate(names):
        if name not in done:
            part = PartContext(context, names, done, name)
            checkpoints = context.folder / f"fold-{fold + 1}"
            result = _fit(config, dataset_of(dataset, places, fold), checkpoints, part)
            here = places == fold
            held_out = Split(whole.images[here], whole.labels[here])
            figures = answers(settings, result.model, held_out)
            figures |= {"seconds": round(result.seconds, 2), "history": short(part.history)}
            done.add(name, figures)
            shutil.rmtree(checkpoints, ignore_errors=True)
    return summary([{"name": name, **done[name]} for name in names])


def fold_of(labels: npt.NDArray[np.uint8], folds: int, seed: int) -> npt.NDArray[np.int64]:
    """Deal the pictures (n,) out to folds, 0 to folds - 1, each class as evenly as can be.

    By the raw output of PCG64, as the validation split: the same folds with every NumPy.
    """
    keys = np.random.PCG64(seed).random_raw(len(labels))
    order = np.lexsort((keys, labels))  # by class, then by key
    places = np.empty(len(labels), np.int64)
    places[order] = np.arange(len(labels)) % folds
    return places


def dataset_of(dataset: Dataset, places: npt.NDArray[np.int64], fold: int) -> Dataset:
    """Return what the network of one fold learns from and chooses by; its test split is empty."""
    whole = joined(dataset)
    images, labels = whole.images[places != fold], whole.labels[places != fold]
    share = len(dataset.validation) / len(whole)
    per_class = max(1, round(share * len(labels) / CLASSES))
    held_back = validation_mask(labels, per_class, dataset.split_seed)
    return Dataset(
        name=dataset.name,
        hash=dataset.hash,
        train=Split(images[~held_back], labels[~held_back]),
        validation=Split(images[held_back], labels[held_back]),
        test=Split(images[:0], labels[:0]),
        split_seed=dataset.split_seed,
    )


def summary(folds: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the folds, mean and interval of their accuracies, and all answers pooled (10, 10)."""
    pooled = np.sum([fold["confusion"] for fold in folds], axis=0)
    over = spread_of_folds([fold["accuracy"] for fold in folds])
    return {"folds": folds, "accuracy": asdict(over), "confusion": pooled.tolist()}


def joined(dataset: Dataset) -> Split:
    """Return the pictures of train and validation together, as they were before their split."""
    both = (dataset.train, dataset.validation)
    return Split(
        np.concatenate([split.images for split in both]),
        np.concatenate([split.labels for split in both]),
    )


def answers(settings: Settings, model: Any, held_out: Split) -> dict[str, Any]:
    """Ask a network, through the same ONNX file as ever, about pictures that are new to it."""
    with staging(settings) as folder:
        training.save(model, folder)
        logits, _ = run_network(open_network(folder / ONNX_FILE), held_out.images)
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    np.add.at(confusion, (held_out.labels, logits.argmax(axis=1)), 1)
    accuracy = float(confusion.trace() / len(held_out))
    return {"accuracy": accuracy, "n": len(held_out), "confusion": confusion.tolist()}


def _fit(config: TrainConfig, learnt: Dataset, checkpoints: Path, part: PartContext) -> FitResult:
    def tell(progress: FitProgress) -> None:
        message = f"epoch {progress.epoch} of {progress.epochs}"
        part.report(progress.fraction, message, progress_figures(progress))

    part.report(0.0, "Starting the training engine", {})
    result = training.fit(config, learnt, tell, part.should_stop, Checkpoints(checkpoints))
    if result.stopped:
        raise JobStopped
    return result


def _asked(parameters: Mapping[str, Any]) -> tuple[TrainConfig, int]:
    config, folds = TrainConfig.from_dict(parameters["config"]), parameters["folds"]
    whole = isinstance(folds, int) and not isinstance(folds, bool)
    if not whole or not FEWEST <= folds <= MOST:
        raise UnknownRecipe(f"Choose {FEWEST} to {MOST} folds; this is {folds!r}.")
    return config, folds
