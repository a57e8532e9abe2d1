"""Cross-validation: a network that never saw them answers each fold's pictures; no test split."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core import data, training
from core.data import Dataset, Split
from core.data.split import validation_mask
from core.errors import UnknownRecipe
from core.evaluation.repeats import Spread, spread_of_folds
from core.jobs import Job, JobContext, JobKind, JobStopped, Runner
from core.model_files import ONNX_FILE
from core.predictor import open_network, run_network
from core.settings import Settings
from core.training import Checkpoints, FitProgress, FitResult, TrainConfig
from core.workflows.context import ResumableContext, Workplace
from core.workflows.experiments.parts import (
    CompletedParts,
    Curve,
    PartContext,
    PartProgress,
    PartsProgress,
)
from core.workflows.train.staging import staging
from core.workflows.train.titles import title_of
from core.workflows.train.train import progress_of

MIN_FOLDS, MAX_FOLDS = 2, 20
CLASSES = 10


@dataclass(frozen=True)
class FoldsParameters:
    config: TrainConfig
    folds: int

    def __post_init__(self) -> None:
        if not MIN_FOLDS <= self.folds <= MAX_FOLDS:
            raise UnknownRecipe(f"Choose {MIN_FOLDS} to {MAX_FOLDS} folds; this is {self.folds!r}.")


@dataclass(frozen=True)
class _Asked(FoldsParameters):
    """All that the folds depend on."""

    hash: str


@dataclass(frozen=True)
class Fold:
    """The result of one fold. `confusion` has counts (10, 10), label by prediction."""

    accuracy: float
    n: int
    confusion: tuple[tuple[int, ...], ...]
    seconds: float = 0.0
    history: Curve = ()
    name: str = ""


@dataclass(frozen=True)
class FoldsResult:
    """The folds, mean and interval of their accuracies, and pooled confusion counts (10, 10)."""

    folds: tuple[Fold, ...]
    accuracy: Spread
    confusion: tuple[tuple[int, ...], ...]


FoldsJob = Job[FoldsParameters, PartsProgress, FoldsResult]


def start_crossvalidation(runner: Runner, config: TrainConfig, folds: int) -> FoldsJob:
    """Queue a cross-validation of one config as a job; nothing is registered.

    Raises UnknownRecipe for a number of folds that is not allowed.
    """
    title = f"{title_of(config)}, {folds} folds, seed {config.seed}"
    return runner.submit(CROSSVALIDATION, title, FoldsParameters(config, folds))


def cross_validate(
    settings: Settings, parameters: FoldsParameters, context: ResumableContext
) -> FoldsResult:
    """Train on all folds but one and evaluate on that one, for each in turn.

    Folds are made of train and validation together; the test split is not used. A training's own
    choices (when to end, which epoch to keep) are made on a part of its training pictures, never on
    the held-out fold. A fold that is done stays done. Raises JobStopped, and as data.load and
    training.fit do.

    Distillation and a warm start are left out: the teacher, or the version that the weights come
    from, has seen the pictures that are held out here.
    """
    config, folds = without_other_models(parameters.config), parameters.folds
    record = context.folder / "folds.json"
    if not record.exists():  # when resumed, the earlier progress stays in sight
        context.report(0.0, "Reading the pictures")
    dataset = data.load(config.data, settings)
    done = CompletedParts(record, _Asked(config, folds, dataset.hash), Fold)
    whole = joined(dataset)
    places = fold_of(whole.labels, folds, config.seed)
    names = tuple(f"Fold {fold + 1}" for fold in range(folds))
    for fold, name in enumerate(names):
        if name not in done:
            part = PartContext(context, _rows(names, done), name)
            checkpoints = context.folder / f"fold-{fold + 1}"
            result = _fit(config, dataset_of(dataset, places, fold), checkpoints, part)
            here = places == fold
            held_out = Split(whole.images[here], whole.labels[here])
            answered = answers(settings, result.model, held_out)
            done.add(name, replace(answered, seconds=round(result.seconds, 2), history=part.curve))
            shutil.rmtree(checkpoints, ignore_errors=True)
    return summary([replace(done[name], name=name) for name in names])


def without_other_models(config: TrainConfig) -> TrainConfig:
    """Return the config without what it takes from models that have seen the held-out pictures."""
    return replace(config, distillation=0.0, warm_start="")


def _rows(names: tuple[str, ...], done: CompletedParts[Fold]) -> list[PartProgress]:
    return [
        PartProgress(name, "done", done[name].history, accuracy=done[name].accuracy)
        if name in done
        else PartProgress(name, "waiting")
        for name in names
    ]


def fold_of(labels: npt.NDArray[np.uint8], folds: int, seed: int) -> npt.NDArray[np.int64]:
    """Assign the pictures (n,) to folds, 0 to folds - 1, stratified by class.

    Uses the raw output of PCG64, as the validation split does: the same folds with every NumPy.
    """
    keys = np.random.PCG64(seed).random_raw(len(labels))
    order = np.lexsort((keys, labels))  # by class, then by key
    places = np.empty(len(labels), np.int64)
    places[order] = np.arange(len(labels)) % folds
    return places


def dataset_of(dataset: Dataset, places: npt.NDArray[np.int64], fold: int) -> Dataset:
    """Return the train and validation pictures for one fold; the test split is empty."""
    whole = joined(dataset)
    images, labels = whole.images[places != fold], whole.labels[places != fold]
    share = len(dataset.validation) / len(whole)
    per_class = max(1, round(share * len(labels) / CLASSES))
    validation = validation_mask(labels, per_class, dataset.split_seed)
    return Dataset(
        name=dataset.name,
        hash=dataset.hash,
        train=Split(images[~validation], labels[~validation]),
        validation=Split(images[validation], labels[validation]),
        test=Split(images[:0], labels[:0]),
        split_seed=dataset.split_seed,
    )


def summary(folds: list[Fold]) -> FoldsResult:
    """Return the folds, mean and interval of their accuracies, and the pooled confusion matrix."""
    pooled = np.sum([fold.confusion for fold in folds], axis=0)
    over = spread_of_folds([fold.accuracy for fold in folds])
    return FoldsResult(tuple(folds), over, _rows_of(pooled))


def joined(dataset: Dataset) -> Split:
    """Return the pictures of train and validation together."""
    both = (dataset.train, dataset.validation)
    return Split(
        np.concatenate([split.images for split in both]),
        np.concatenate([split.labels for split in both]),
    )


def answers(settings: Settings, model: Any, held_out: Split) -> Fold:
    """Evaluate a network, through its ONNX file as always, on pictures that are new to it."""
    with staging(settings) as folder:
        training.save(model, folder)
        logits, _ = run_network(open_network(folder / ONNX_FILE), held_out.images)
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    np.add.at(confusion, (held_out.labels, logits.argmax(axis=1)), 1)
    accuracy = float(confusion.trace() / len(held_out))
    return Fold(accuracy, len(held_out), _rows_of(confusion))


def _rows_of(confusion: npt.NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(n) for n in row) for row in confusion)


def _fit(config: TrainConfig, dataset: Dataset, checkpoints: Path, part: PartContext) -> FitResult:
    def report(progress: FitProgress) -> None:
        message = f"epoch {progress.epoch} of {progress.epochs}"
        part.report(progress.fraction, message, progress_of(progress))

    part.report(0.0, "Starting the training engine")
    result = training.fit(config, dataset, report, part.should_stop, Checkpoints(checkpoints))
    if result.stopped:
        raise JobStopped
    return result


def _cross_validate(
    place: Workplace, parameters: FoldsParameters, context: JobContext
) -> FoldsResult:
    return cross_validate(place.settings, parameters, context)


CROSSVALIDATION = JobKind(
    "crossvalidation", FoldsParameters, PartsProgress, FoldsResult, _cross_validate
)
