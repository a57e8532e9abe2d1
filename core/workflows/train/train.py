"""Train a model and register it as a new version."""

import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core import data, training
from core.data import Dataset
from core.jobs import Job, JobStopped, Runner
from core.registry import FinishedRun, Registry
from core.settings import REPOSITORY, Settings
from core.training import Checkpoints, FitProgress, FitResult, TrainConfig
from core.workflows.context import Context
from core.workflows.predict.cases import answer_cases
from core.workflows.train.calibrate import describe
from core.workflows.train.staging import staging
from core.workflows.train.titles import title_of

# The share of the whole that is fitting. What comes before counts nothing: Keras takes as long to
# import whatever the training, and would spoil the estimate of the time left.
FIT_TO = 0.92


def train_model(
    settings: Settings,
    registry: Registry,
    config: TrainConfig,
    context: Context,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Fit, calibrate, test, and register; return the new version's number and figures.

    With a `folder`, checkpoints go there after each epoch and a later call goes on from them; they
    are removed once the version is registered. Raises JobStopped when asked to stop, TrainingFailed
    and DataUnavailable with their reasons. The registry is touched only when everything else went
    well.
    """
    dataset = load_dataset(settings, config, context)
    checkpoints = Checkpoints(folder) if folder else None
    with staging(settings) as files:
        facts = train_into(files, config, dataset, context, checkpoints)
        if context.should_stop():
            raise JobStopped
        context.report(0.98, "Registering the new version", {"history": facts["history"]})
        version = registry.register(finished_run(files, facts))
    answer_cases(settings, version)  # so that the Models page need not
    if checkpoints:
        checkpoints.clear(config, dataset)
    return {"version": version.number, "name": version.name, "metrics": facts["metrics"]}


def load_dataset(settings: Settings, config: TrainConfig, context: Context) -> Dataset:
    context.report(0.0, "Reading the pictures", {})
    return data.load(config.data, settings)


def train_into(
    folder: Path,
    config: TrainConfig,
    dataset: Dataset,
    context: Context,
    checkpoints: Checkpoints | None = None,
) -> dict[str, Any]:
    """Fit a network and leave model.keras, model.onnx and model.json in `folder`; return facts."""
    context.report(0.0, "Starting the training engine", {})
    result = training.fit(
        config,
        dataset,
        lambda progress: _tell(progress, context),
        context.should_stop,
        checkpoints,
    )
    if result.stopped:
        raise JobStopped
    history = [asdict(epoch) for epoch in result.history]
    context.report(FIT_TO, "Writing the model files", {"history": history})
    training.save(result.model, folder)
    context.report(0.95, "Calibrating and testing", {"history": history})
    return describe(folder, dataset, _facts(result, dataset, history))


def _tell(progress: FitProgress, context: Context) -> None:
    message = f"Epoch {progress.epoch} of {progress.epochs}"
    context.report(FIT_TO * progress.fraction, message, progress_figures(progress))


def progress_figures(progress: FitProgress) -> dict[str, Any]:
    """Return what a live curve needs, ready for JSON."""
    return {
        "device": training.device(),
        "epoch": progress.epoch,
        "epochs": progress.epochs,
        "batch": progress.batch,
        "batches": progress.batches,
        "loss": progress.loss,
        "accuracy": progress.accuracy,
        "history": [asdict(epoch) for epoch in progress.history],
    }


def _facts(result: FitResult, dataset: Dataset, history: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "recipe": result.config.recipe,
        "config": result.config.as_dict(),
        "parameters": result.parameters,
        "fit_seconds": round(result.seconds, 2),
        "history": history,
        "epoch": result.epoch,  # whose weights these are
        "dataset": contents(dataset),
        "environment": training.environment(),
        "device": training.device(),
        "commit": current_commit(),
    }


def contents(dataset: Dataset) -> dict[str, Any]:
    """Say what a dataset holds, for the card of a model that learned from it."""
    return {
        "name": dataset.name,
        "hash": dataset.hash,
        "split_seed": dataset.split_seed,
        "train": len(dataset.train),
        "validation": len(dataset.validation),
        "test": len(dataset.test),
    }


def finished_run(folder: Path, facts: Mapping[str, Any]) -> FinishedRun:
    """Lay out the facts of a training as the registry keeps them."""
    figures = {
        f"{split}_{name}": value
        for split, scores in facts["metrics"].items()
        for name, value in scores.items()
        if isinstance(value, (int, float))
    }
    # Names of their own, or the last figure of a split would become a point of its curve.
    epochs = [
        {f"epoch_{name}": value for name, value in row.items() if name != "epoch"}
        for row in facts["history"]
    ]
    return FinishedRun(
        name=f"{facts['recipe']}, seed {facts['config']['seed']}",
        folder=folder,
        dataset_name=facts["dataset"]["name"],
        dataset_hash=facts["dataset"]["hash"],
        parameters=facts["config"] | {"parameters": facts["parameters"]},
        metrics=figures | {"fit_seconds": facts["fit_seconds"]},
        tags={"recipe": facts["recipe"], "device": facts["device"], "commit": facts["commit"]},
        history=epochs,
        documents={"environment.json": facts["environment"]},
    )


def current_commit() -> str:
    """Name the code that runs: the commit, with a plus sign where files differ from it."""
    try:
        changed = _git("status", "--porcelain", "--untracked-files=no")
        return _git("rev-parse", "--short=12", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def _git(*words: str) -> str:
    # Our own repository or none: a copy inside another project's must not name that project's.
    # Without its lock: to ask for the state must not write into the repository.
    here = [f"--git-dir={REPOSITORY / '.git'}", f"--work-tree={REPOSITORY}"]
    command = ["git", "--no-optional-locks", *here, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()


def start_training(runner: Runner, config: TrainConfig) -> Job:
    """Queue a training as a background job; it is registered when it ends well."""
    title = f"{title_of(config)}, seed {config.seed}"
    return runner.submit("train", title, config.as_dict())
