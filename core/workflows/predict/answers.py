"""What a model answers to every picture of a dataset version, computed once in the background."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.data.quality.projection import Projection, principal_components
from core.data.versions.pictures import Pictures, first_added
from core.data.versions.store import Versions
from core.errors import ModelUnavailable
from core.files import replace_whole, writing
from core.jobs import Job, JobContext, JobKind, JobStopped, NoProgress, Runner
from core.jobs.saved_arrays import Arrays, SavedArrays
from core.model_files import ONNX_FILE, damaged
from core.predictor import Predictor
from core.registry import ModelVersion
from core.settings import Settings
from core.workflows.context import Context, Workplace

BATCH = 1000  # pictures between two reports
PART = 10  # batches that are saved together
SAMPLE, DIMENSIONS, SEED = 2000, 64, 0  # of the principal components
_DAMAGED = (OSError, ValueError, KeyError, EOFError, BadZipFile)


@dataclass(frozen=True, eq=False)
class AllAnswers:
    """Answers to n pictures, by number. probabilities: float32 (n, 10). known: bool (n,).

    embedding: float16 (n, 64), the network's last hidden layer, reduced by principal components.
    `projection` reduces that of other pictures in the same way; None in files of earlier versions.
    """

    probabilities: NDArray[np.float32]
    embedding: NDArray[np.float16]
    known: NDArray[np.bool_]
    projection: Projection | None = None

    @cached_property
    def predicted(self) -> NDArray[np.uint8]:
        best: NDArray[np.uint8] = self.probabilities.argmax(axis=1).astype(np.uint8)
        return best


class AnswerStore:
    """The answers by model and pictures; a file each, which can be computed again."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.answers

    def path(self, model: Path, pictures: Pictures, suffix: str = ".npz") -> Path:
        """Return the file of a model's answers, given its folder. Raises ModelUnavailable."""
        return self.folder / f"{model_hash(model)}-{_added_hash(pictures)}{suffix}"

    def load(self, model: Path, pictures: Pictures) -> AllAnswers | None:
        """Return the answers; None if there are none yet, or if their file is damaged."""
        try:
            content = io.BytesIO(self.path(model, pictures).read_bytes())
            with np.load(content, allow_pickle=False) as found:
                answers = AllAnswers(
                    found["probabilities"], found["embedding"], found["known"], _stored(found)
                )
        except _DAMAGED:
            return None
        return answers if len(answers.known) == len(pictures) else None

    def save(self, model: Path, pictures: Pictures, answers: AllAnswers) -> None:
        """Keep answers, atomically; raises HomeUnusable if they cannot be written."""
        columns = {
            "probabilities": answers.probabilities,
            "embedding": answers.embedding,
            "known": answers.known,
        }
        if answers.projection is not None:
            columns |= {
                "mean": answers.projection.mean,
                "components": answers.projection.components,
            }
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_whole(
                self.path(model, pictures),
                lambda beside: np.savez(beside, **columns),  # type: ignore[arg-type]  # no option
            )


def _stored(found: Mapping[str, NDArray[np.float32]]) -> Projection | None:
    """Return the projection of a file of answers; None if it has none that fits."""
    if "mean" not in found or "components" not in found:
        return None
    return Projection(found["mean"], found["components"])


def model_hash(folder: Path) -> str:
    """Return a short hash of a model's network. Raises ModelUnavailable if it cannot be read."""
    onnx = folder / ONNX_FILE
    try:
        state = onnx.stat()
        return _file_hash(onnx, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise ModelUnavailable(damaged(onnx)) from error


@lru_cache(maxsize=32)
def _file_hash(path: Path, changed: int, size: int) -> str:
    """Hash a file once for each state of it: a page asks at every click."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _added_hash(pictures: Pictures) -> str:
    """Return a short name for the pictures: versions that add none have those of v1."""
    added = np.ascontiguousarray(pictures.images[first_added() :])
    return hashlib.sha256(added.data).hexdigest()[:8] if len(added) else "v1"


@dataclass(frozen=True)
class AnswersParameters:
    """The model (`shipped` for the one that comes with the program) and the dataset version."""

    model: str
    data: str = "v1"


@dataclass(frozen=True)
class AnswersResult:
    model: str
    data: str
    pictures: int


AnswersJob = Job[AnswersParameters, NoProgress, AnswersResult]


def answer_all(
    place: Workplace, parameters: AnswersParameters, context: Context, folder: Path | None = None
) -> AnswersResult:
    """Answer every picture of a version and keep the answers.

    With a folder, what is finished goes there, and a later call resumes from it. Raises JobStopped
    if asked to stop, ModelUnavailable, DataUnavailable, BadData and HomeUnusable.
    """
    context.report(0.0, "Reading the pictures")
    pictures = Versions(place.settings).pictures(parameters.data)
    model = place.registry.named(parameters.model).folder
    store = AnswerStore(place.settings)
    saved = SavedArrays(folder, store.path(model, pictures).stem)
    predictor = Predictor.load(model)
    sample = partial(_projection, predictor, pictures, context)
    projection = Projection(*saved.once("projection", sample))
    work = _Answering(predictor, projection, pictures, context)
    parts = [
        _as_answers(saved.once(f"from-{start}", partial(work.part, start)))
        for start in range(0, len(pictures), BATCH * PART)
    ]
    store.save(model, pictures, replace(_joined(parts), projection=projection))
    return AnswersResult(parameters.model, parameters.data, len(pictures))


@dataclass(frozen=True, eq=False)
class _Answering:
    predictor: Predictor
    projection: Projection
    pictures: Pictures
    context: Context

    def part(self, start: int) -> Arrays:
        """Answer the pictures of a part; return the arrays of AllAnswers."""
        end = min(start + BATCH * PART, len(self.pictures))
        done = _joined([self._batch(first, end) for first in range(start, end, BATCH)])
        return done.probabilities, done.embedding, done.known

    def _batch(self, start: int, end: int) -> AllAnswers:
        _heed_stop(self.context)
        total = len(self.pictures)
        self.context.report(start / total, f"{start:,} of {total:,} pictures")
        some = self.predictor.predict_many(self.pictures.images[start : min(start + BATCH, end)])
        embedding = self.projection.apply(some.embedding).astype(np.float16)
        return AllAnswers(some.probabilities, embedding, some.known)


def _as_answers(arrays: Arrays) -> AllAnswers:
    probabilities, embedding, known = arrays
    return AllAnswers(probabilities, embedding, known)


def _joined(parts: Sequence[AllAnswers]) -> AllAnswers:
    return AllAnswers(
        np.concatenate([one.probabilities for one in parts]),
        np.concatenate([one.embedding for one in parts]),
        np.concatenate([one.known for one in parts]),
    )


def _projection(predictor: Predictor, pictures: Pictures, context: Context) -> Arrays:
    """Return mean and components that project embeddings (b, d) to principal components, (b, 64).

    The shipped model's 2,048 numbers a picture would take 290 MB; the components come from a
    sample of the pictures.
    """
    sample = np.sort(np.random.default_rng(SEED).permutation(len(pictures))[:SAMPLE])
    parts = []
    for start in range(0, len(sample), BATCH):
        _heed_stop(context)
        some = pictures.images[sample[start : start + BATCH]]
        parts.append(predictor.predict_many(some).embedding)
    _heed_stop(context)
    found = principal_components(np.concatenate(parts), DIMENSIONS, SEED)
    return found.mean, found.components


def _heed_stop(context: Context) -> None:
    if context.should_stop():
        raise JobStopped


def _answer_all(
    place: Workplace, parameters: AnswersParameters, context: JobContext
) -> AnswersResult:
    return answer_all(place, parameters, context, context.folder)


ANSWERS = JobKind("answers", AnswersParameters, NoProgress, AnswersResult, _answer_all)


def start_answers(runner: Runner, version: ModelVersion, data: str) -> AnswersJob:
    """Queue the answers of a model to all pictures of a dataset version."""
    parameters = AnswersParameters(version.name, data)
    return runner.submit(ANSWERS, f"{version.name} on all of {data}", parameters, priority=1)
