"""The map of a model as a background job, made once and kept beside the model's answers."""

import io
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from core.data.versions.pictures import Pictures
from core.data.versions.store import Versions
from core.files import replace_whole, writing
from core.jobs import Job, JobContext, JobKind, NoProgress, Runner
from core.registry import ModelVersion
from core.settings import Settings
from core.workflows.context import Context, Workplace
from core.workflows.data.picture_map.layout import Floats
from core.workflows.data.picture_map.projection import project
from core.workflows.predict.answers import (
    AllAnswers,
    AnswersParameters,
    AnswerStore,
    answer_all,
)

_DAMAGED = (OSError, ValueError, EOFError, BadZipFile)
ANSWERED = 0.5  # of the work, where the model has not answered before


class ProjectionStore:
    """The places of all pictures by model and pictures; a file each, which can be made again."""

    def __init__(self, settings: Settings) -> None:
        self._answers = AnswerStore(settings)

    def path(self, model: Path, pictures: Pictures) -> Path:
        """Return the file of a model's map, given its folder. Raises ModelUnavailable."""
        return self._answers.path(model, pictures, ".map.npy")

    def load(self, model: Path, pictures: Pictures) -> Floats | None:
        """Return float32 (n, 2); None if there is no map yet, or if its file is damaged."""
        try:
            content = io.BytesIO(self.path(model, pictures).read_bytes())
            places: Floats = np.load(content, allow_pickle=False)
        except _DAMAGED:
            return None
        intact = places.shape == (len(pictures), 2) and np.isfinite(places).all()
        return places if intact else None

    def save(self, model: Path, pictures: Pictures, places: Floats) -> None:
        """Keep a map, atomically; raises HomeUnusable if it cannot be written."""
        path = self.path(model, pictures)
        with writing(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(path, lambda beside: np.save(beside, places))


@dataclass(frozen=True)
class ProjectionParameters:
    """The model (`shipped` for the one that comes with the program) and the dataset version."""

    model: str
    data: str = "v1"


@dataclass(frozen=True)
class ProjectionResult:
    model: str
    data: str
    pictures: int


ProjectionJob = Job[ProjectionParameters, NoProgress, ProjectionResult]


def make_map(
    place: Workplace, parameters: ProjectionParameters, context: Context
) -> ProjectionResult:
    """Project a model's embedding of a version's pictures and keep the result.

    The model answers all pictures first, if it has not yet. Raises JobStopped if asked to stop,
    ModelUnavailable, DataUnavailable, BadData and HomeUnusable.
    """
    folder = place.registry.named(parameters.model).folder
    pictures = Versions(place.settings).pictures(parameters.data)
    store = AnswerStore(place.settings)
    answers, rest = store.load(folder, pictures), context
    if answers is None:
        asked = AnswersParameters(parameters.model, parameters.data)
        answer_all(place, asked, _Share(context, 0.0, ANSWERED))
        answers, rest = store.load(folder, pictures), _Share(context, ANSWERED, 1.0)
    places = project(_require(answers).embedding, rest)
    ProjectionStore(place.settings).save(folder, pictures, places)
    return ProjectionResult(parameters.model, parameters.data, len(pictures))


def _require(answers: AllAnswers | None) -> AllAnswers:
    assert answers is not None, "answers that were just kept are missing"
    return answers


class _Share:
    """Reports the progress of a part of the work as that part of the whole."""

    def __init__(self, context: Context, begin: float, end: float) -> None:
        self._context, self._begin, self._end = context, begin, end

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        done = self._begin + fraction * (self._end - self._begin)
        self._context.report(done, message, progress)

    def should_stop(self) -> bool:
        return self._context.should_stop()


def _make_map(
    place: Workplace, parameters: ProjectionParameters, context: JobContext
) -> ProjectionResult:
    return make_map(place, parameters, context)


PROJECTION = JobKind("projection", ProjectionParameters, NoProgress, ProjectionResult, _make_map)


def start_projection(runner: Runner, version: ModelVersion, data: str) -> ProjectionJob:
    """Queue the map of a model over all pictures of a dataset version."""
    parameters = ProjectionParameters(version.name, data)
    return runner.submit(PROJECTION, f"Map of {data} by {version.name}", parameters, priority=1)
