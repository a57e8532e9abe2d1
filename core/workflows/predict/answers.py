"""What a model answers to every picture of a dataset version, computed once in the background."""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
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
from core.model_files import ONNX_FILE, damaged
from core.predictor import Predictor
from core.registry import ModelVersion
from core.settings import Settings
from core.workflows.context import Context, Workplace

BATCH = 1000  # pictures between two reports
SAMPLE, DIMENSIONS, SEED = 2000, 64, 0  # of the principal components
_DAMAGED = (OSError, ValueError, KeyError, EOFError, BadZipFile)


@dataclass(frozen=True, eq=False)
class AllAnswers:
    """Answers to n pictures, by number. probabilities: float32 (n, 10). known: bool (n,).

    embedding: float16 (n, 64), the network's last hidden layer, reduced by principal components.
    """

    probabilities: NDArray[np.float32]
    embedding: NDArray[np.float16]
    known: NDArray[np.bool_]

    @property
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
                answers = AllAnswers(found["probabilities"], found["embedding"], found["known"])
        except _DAMAGED:
            return None
        return answers if len(answers.known) == len(pictures) else None

    def save(self, model: Path, pictures: Pictures, answers: AllAnswers) -> None:
        """Keep answers, atomically; raises HomeUnusable if they cannot be written."""
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_whole(
                self.path(model, pictures),
                lambda beside: np.savez(
                    beside,
                    probabilities=answers.probabilities,
                    embedding=answers.embedding,
                    known=answers.known,
                ),
            )


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


def answer_all(place: Workplace, parameters: AnswersParameters, context: Context) -> AnswersResult:
    """Answer every picture of a version and keep the answers; raises JobStopped if asked to stop,
    ModelUnavailable, DataUnavailable and BadData.
    """
    context.report(0.0, "Reading the pictures")
    pictures = Versions(place.settings).pictures(parameters.data)
    folder = place.registry.named(parameters.model).folder
    predictor = Predictor.load(folder)
    projection = _projection(predictor, pictures)
    parts = []
    for start in range(0, len(pictures), BATCH):
        if context.should_stop():
            raise JobStopped
        context.report(start / len(pictures), f"{start:,} of {len(pictures):,} pictures")
        some = predictor.predict_many(pictures.images[start : start + BATCH])
        embedding = projection.apply(some.embedding).astype(np.float16)
        parts.append(AllAnswers(some.probabilities, embedding, some.known))
    answers = AllAnswers(
        np.concatenate([one.probabilities for one in parts]),
        np.concatenate([one.embedding for one in parts]),
        np.concatenate([one.known for one in parts]),
    )
    AnswerStore(place.settings).save(folder, pictures, answers)
    return AnswersResult(parameters.model, parameters.data, len(pictures))


def _projection(predictor: Predictor, pictures: Pictures) -> Projection:
    """Return the projection of embeddings (b, d) to their first principal components, (b, 64).

    The shipped model's 2,048 numbers a picture would take 290 MB; the components come from a
    sample of the pictures.
    """
    sample = np.sort(np.random.default_rng(SEED).permutation(len(pictures))[:SAMPLE])
    embedding = predictor.predict_many(pictures.images[sample]).embedding
    return principal_components(embedding, DIMENSIONS, SEED)


def _answer_all(
    place: Workplace, parameters: AnswersParameters, context: JobContext
) -> AnswersResult:
    return answer_all(place, parameters, context)


ANSWERS = JobKind("answers", AnswersParameters, NoProgress, AnswersResult, _answer_all)


def start_answers(runner: Runner, version: ModelVersion, data: str) -> AnswersJob:
    """Queue the answers of a model to all pictures of a dataset version."""
    parameters = AnswersParameters(version.name, data)
    return runner.submit(ANSWERS, f"{version.name} on all of {data}", parameters, priority=1)
