"""The audit of the labels as a background job: one training, then a rank for every label.

Only pictures to train on are judged, those of the validation split among them. The test pictures
have no part in it, so that no choice is made on them.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import training
from core.data import Dataset, Split
from core.data.quality.findings import Audits, Findings
from core.data.quality.label_quality import Signals, label_quality, suggested_labels
from core.data.quality.leave_one_out import leave_one_out
from core.data.quality.neighbours import neighbour_votes
from core.data.split import SPLIT_SEED
from core.data.versions.pictures import Part, Pictures, as_dataset
from core.data.versions.store import Versions
from core.jobs import Job, JobContext, JobKind, JobStopped, Runner, run_in_thread
from core.jobs.saved_arrays import Arrays, SavedArrays
from core.settings import Settings
from core.training import FitProgress
from core.workflows.context import Context, ThrottledContext, Workplace
from core.workflows.data.labels.embed import embed

RECIPE = "quick"
# Fractions of the job at which its parts end, by their share of the time; what follows is short.
FIT_TO, EMBED_TO, COMPARE_TO = 0.45, 0.55, 0.93
CLOSING = 4.0  # seconds: first estimate for the leave-one-out scores and writing the file
PART = 5_000  # pictures whose neighbours are saved together: two seconds' work on two cores


@dataclass(frozen=True)
class AuditParameters:
    """The dataset version whose labels are judged, and the seed of the training."""

    data: str = "v1"
    seed: int = 0


@dataclass(frozen=True)
class AuditProgress:
    """The finished part of the training, and how many pictures met their neighbours."""

    epoch: int = 0
    epochs: int = 1
    compared: int = 0
    pictures: int = 0


@dataclass(frozen=True)
class AuditResult:
    """What was judged, how, and in which time; `Audits` has the findings under the hash."""

    data: str
    hash: str
    pictures: int
    seconds: float
    seed: int
    recipe: str


OnEpoch = Callable[[training.Answer], None]
AuditJob = Job[AuditParameters, AuditProgress, AuditResult]


def start_audit(runner: Runner, data: str) -> AuditJob:
    """Queue an audit of the labels of a dataset version."""
    return runner.submit(AUDIT, f"Audit of the labels of {data}", AuditParameters(data))


def audit(
    settings: Settings, parameters: AuditParameters, context: Context, folder: Path | None = None
) -> AuditResult:
    """Judge the labels of a version's training and validation pictures, and keep the findings.

    No model is registered. With a folder, what is finished goes there, and a later call resumes
    from it: after the latest epoch, or with the next neighbours. Raises JobStopped, with no
    findings kept; DataUnavailable and BadData for the version, TrainingFailed and HomeUnusable.
    """
    began = time.monotonic()
    context.report(0.0, "Reading the pictures")
    versions = Versions(settings)
    versions.changes(parameters.data)  # an unknown version is refused before v1 is read
    pictures = versions.pictures(parameters.data)
    numbers = trained_on(pictures)
    dataset = as_dataset(pictures, parameters.data, SPLIT_SEED)
    whole = Split(pictures.images[numbers], pictures.labels[numbers])
    findings = judge_labels(replace(dataset, train=whole), parameters.seed, context, folder)
    Audits(settings).save(dataset.hash, replace(findings, numbers=numbers.astype(np.int32)))
    return AuditResult(
        data=parameters.data,
        hash=dataset.hash,
        pictures=len(numbers),
        seconds=round(time.monotonic() - began, 2),
        seed=parameters.seed,
        recipe=RECIPE,
    )


def trained_on(pictures: Pictures) -> np.ndarray:
    """Return the numbers of the pictures that are judged: train and validation, in order."""
    chosen = (pictures.members(part) for part in (Part.TRAIN, Part.VALIDATION))
    return np.sort(np.concatenate(list(chosen)))


def judge_labels(
    dataset: Dataset, seed: int, context: Context, folder: Path | None = None
) -> Findings:
    """Judge the labels of dataset.train; the numbers are the positions there.

    Raises JobStopped and TrainingFailed.
    """
    signals = collect_signals(dataset, seed, context, folder=folder)
    evidence, labels = signals.evidence(), dataset.train.labels
    return Findings(
        numbers=np.arange(len(labels), dtype=np.int32),
        quality=label_quality(evidence, labels),
        suggested=suggested_labels(evidence, labels),
    )


def collect_signals(
    dataset: Dataset,
    seed: int,
    context: Context,
    on_epoch: OnEpoch = lambda answer: None,
    folder: Path | None = None,
) -> Signals:
    """Train once on dataset.train, and collect what speaks for each class of its pictures.

    With a folder, `on_epoch` is not called for what is saved there already.
    """
    context = ThrottledContext(context)
    saved = SavedArrays(folder, f"{dataset.hash} {len(dataset.train)} {RECIPE} {seed}")
    logits, points = saved.once(
        "embedded", lambda: _embedded(dataset, seed, context, on_epoch, folder)
    )
    if folder:
        shutil.rmtree(_scratch(folder), ignore_errors=True)
    labels = dataset.train.labels
    rows = [range(start, min(start + PART, len(labels))) for start in range(0, len(labels), PART)]
    votes = np.concatenate(
        [
            saved.once(f"votes-{one.start}", partial(_votes, points, labels, one, context))[0]
            for one in rows
        ]
    )
    held_out = leave_one_out(points, labels, seed, partial(_report_left_out, context))
    return Signals(logits, votes, held_out)


def _embedded(
    dataset: Dataset, seed: int, context: Context, on_epoch: OnEpoch, folder: Path | None
) -> Arrays:
    """Return the logits and points of dataset.train, by a network that is trained on it."""
    scratch = _scratch(folder) if folder else None
    context.report(0.0, "Starting the training engine")
    run_in_thread("training-engine", training.device, partial(_heed_stop, context))  # takes seconds
    result = training.fit(
        training.config_for(RECIPE, data=dataset.name, seed=seed),
        dataset,
        lambda progress: _report_epoch(progress, context),
        context.should_stop,
        training.Checkpoints(scratch) if scratch else None,
        on_epoch=on_epoch,
    )
    if result.stopped:
        raise JobStopped
    report = partial(_report_embedded, context)
    found = embed(result.model, dataset.train.images, seed, report, scratch)
    return found.logits, found.points


def _scratch(folder: Path) -> Path:
    """Return the folder of what is of no use once the training is embedded."""
    return folder / "training"


def _votes(
    points: NDArray[np.float32], labels: NDArray[np.uint8], rows: range, context: Context
) -> Arrays:
    """Count the labels of the neighbours of some rows."""

    def report(share: float) -> None:
        _report_compared(context, len(points), (rows.start + share * len(rows)) / len(points))

    return (neighbour_votes(points, labels, report, of=rows),)


def _report_epoch(progress: FitProgress, context: Context) -> None:
    now = AuditProgress(len(progress.history), progress.epochs)
    message = f"Epoch {progress.epoch} of {progress.epochs}"
    context.report(FIT_TO * progress.fraction, message, now)


def _report_embedded(context: Context, share: float) -> None:
    _heed_stop(context)
    context.report(FIT_TO + (EMBED_TO - FIT_TO) * share, "Embedding the pictures")


def _report_compared(context: Context, total: int, share: float) -> None:
    _heed_stop(context)
    epochs = training.config_for(RECIPE).epochs
    now = AuditProgress(epochs, epochs, round(share * total), total)
    context.report(EMBED_TO + (COMPARE_TO - EMBED_TO) * share, "Comparing with neighbours", now)


def _report_left_out(context: Context, share: float) -> None:
    _heed_stop(context)
    context.report(COMPARE_TO, "Leaving each label out")


def _heed_stop(context: Context) -> None:
    if context.should_stop():
        raise JobStopped


def _audit(place: Workplace, parameters: AuditParameters, context: JobContext) -> AuditResult:
    return audit(place.settings, parameters, context, context.folder)


AUDIT = JobKind(
    "audit", AuditParameters, AuditProgress, AuditResult, _audit, COMPARE_TO, closing=CLOSING
)
