"""Train a model and register it as a new version."""

from dataclasses import dataclass
from pathlib import Path

from core import data, training
from core.data import Dataset
from core.jobs import Job, JobContext, JobKind, JobStopped, Runner
from core.model_facts import EpochMetrics, ModelFacts, SplitMetrics
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.training import Checkpoints, FitProgress, FitResult, TrainConfig
from core.workflows.context import Context, Workplace
from core.workflows.predict.cases import answer_cases
from core.workflows.train.calibrate import Trained, measure
from core.workflows.train.commit import current_commit
from core.workflows.train.finished import finished_run
from core.workflows.train.sound import require_sound
from core.workflows.train.staging import staging
from core.workflows.train.teacher import teacher_for, teacher_hash
from core.workflows.train.titles import title_of
from core.workflows.train.warm_start import WarmStart, warm_start_for

# Fraction of the job at which fitting ends. What comes before counts as none: importing Keras takes
# the same time for any training, and would distort the ETA.
FIT_TO = 0.92
CLOSING = 8.0  # seconds: first estimate for calibrating, testing and registering


@dataclass(frozen=True)
class TrainingProgress:
    """Progress of a training: `batch` of `batches` in `epoch` of `epochs`, means of the epoch."""

    device: str = ""
    epoch: int = 0
    epochs: int = 1
    batch: int = 0
    batches: int = 1
    loss: float = 0.0
    accuracy: float | None = None
    history: tuple[EpochMetrics, ...] = ()


@dataclass(frozen=True)
class TrainingResult:
    """The version that a training made, with its metrics on the validation and test splits."""

    version: int
    name: str
    metrics: dict[str, SplitMetrics]

    def __post_init__(self) -> None:
        if "test" not in self.metrics:
            raise ValueError("no figures of the test split")

    @property
    def test(self) -> SplitMetrics:
        return self.metrics["test"]


TrainingJob = Job[TrainConfig, TrainingProgress, TrainingResult]


def train_model(
    settings: Settings,
    registry: Registry,
    config: TrainConfig,
    context: Context,
    folder: Path | None = None,
    job: str = "",
) -> TrainingResult:
    """Fit, calibrate, test and register a model; return its version and metrics.

    With a `folder`, checkpoints go there after each epoch and a later call resumes from them; they
    are removed once the version is registered. With a `job`, the same in each call for this model,
    a later call finds the version that an earlier one registered before it was killed. Raises
    JobStopped if asked to stop, TrainingFailed and DataUnavailable. The registry is changed only
    after everything else has succeeded.
    """
    version = registry.made_by(job)
    if version is None:
        version = _train_and_register(settings, registry, config, context, folder, job)
    answer_cases(settings, version)  # caches the answers for the Models page
    return TrainingResult(version.number, version.name, dict(version.facts().metrics))


def _train_and_register(
    settings: Settings,
    registry: Registry,
    config: TrainConfig,
    context: Context,
    folder: Path | None,
    job: str,
) -> ModelVersion:
    start = warm_start_for(config, registry)
    dataset = load_dataset(settings, config, context)
    checkpoints = Checkpoints(folder) if folder else None
    with staging(settings) as files:
        facts = train_into(files, config, dataset, settings, context, checkpoints, start)
        if context.should_stop():
            raise JobStopped
        context.report(0.98, "Registering the new version")
        version = registry.register(finished_run(files, facts, job))
    if checkpoints:
        checkpoints.clear(config, dataset)
    return version


def load_dataset(settings: Settings, config: TrainConfig, context: Context) -> Dataset:
    """Load what a config learns from; a published version is checked before its first training."""
    context.report(0.0, "Reading the pictures")
    dataset = data.load(config.data, settings)
    require_sound(settings, dataset.name, context)
    return dataset


def train_into(
    folder: Path,
    config: TrainConfig,
    dataset: Dataset,
    settings: Settings,
    context: Context,
    checkpoints: Checkpoints | None = None,
    start: WarmStart | None = None,
) -> ModelFacts:
    """Fit a network; write model.keras, model.onnx and model.json to `folder`; return facts."""
    context.report(0.0, "Starting the training engine")
    result = training.fit(
        config,
        dataset,
        lambda progress: _report(progress, context),
        context.should_stop,
        checkpoints,
        teacher_for(config, settings),
        start.graph if start else None,
    )
    if result.stopped:
        raise JobStopped
    context.report(FIT_TO, "Writing the model files")
    training.save(result.model, folder)
    context.report(0.95, "Calibrating and testing")
    trained = _trained(result, teacher_hash(config, settings), start)
    return measure(folder, dataset, trained)


def _report(progress: FitProgress, context: Context) -> None:
    message = f"Epoch {progress.epoch} of {progress.epochs}"
    if progress.prepared is not None and progress.prepared < 1:
        message = "Simulating photos and drawings"
    context.report(FIT_TO * progress.fraction, message, progress_of(progress))


def progress_of(progress: FitProgress) -> TrainingProgress:
    """Return what a live curve needs."""
    return TrainingProgress(
        device=training.device(),
        epoch=progress.epoch,
        epochs=progress.epochs,
        batch=progress.batch,
        batches=progress.batches,
        loss=progress.loss,
        accuracy=progress.accuracy,
        history=progress.history,
    )


def _trained(result: FitResult, teacher: str, start: WarmStart | None) -> Trained:
    return Trained(
        config=result.config,
        parameters=result.parameters,
        fit_seconds=round(result.seconds, 2),
        history=result.history,
        epoch=result.epoch,
        environment=training.environment(),
        device=training.device(),
        commit=current_commit(),
        teacher=teacher,
        warm_start=start.facts if start else None,
    )


def _train(place: Workplace, config: TrainConfig, context: JobContext) -> TrainingResult:
    folder = context.folder
    return train_model(place.settings, place.registry, config, context, folder, context.id)


TRAIN = JobKind(
    "train", TrainConfig, TrainingProgress, TrainingResult, _train, FIT_TO, closing=CLOSING
)


def start_training(runner: Runner, config: TrainConfig) -> TrainingJob:
    """Queue a training as a background job; its model is registered when it is done."""
    return runner.submit(TRAIN, f"{title_of(config)}, seed {config.seed}", config)
