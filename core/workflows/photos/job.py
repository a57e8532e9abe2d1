"""The ablation as a background job, and as a command."""

import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.data import CLASS_NAMES
from core.data.label_names import label_key
from core.errors import BadData
from core.jobs import Job, JobKind, JobStopped, Runner
from core.pictures import Stage
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.text import display_name
from core.workflows.context import Context, ResumableContext, Workplace
from core.workflows.photos.ablation import Sample, ablate
from core.workflows.photos.folder import (
    LabelledFile,
    Mapped,
    accepted_classes,
    files_in_folder,
    files_in_wardrobe,
    list_groups,
)
from core.workflows.photos.record import SampleRecord, remove_record
from core.workflows.photos.score import FolderScores, Judged, count, judge
from core.workflows.photos.step_effects import Ablation, step_effects
from core.workflows.photos.threshold import Coverage, coverage_of
from core.workflows.predict.files import Answer

SECONDS_BETWEEN_FIGURES = 2.0  # computing them takes a tenth of a second
MAX_NAME = 60  # characters of a folder's name in a title


@dataclass(frozen=True)
class AblationParameters:
    """What to measure, with which version.

    `folder` is its full path, empty for the wardrobe; `mapping` has the classes that count as
    correct, by label.
    """

    folder: str
    mapping: Mapping[str, tuple[str, ...]]
    model: str


@dataclass(frozen=True)
class AblationProgress:
    """The figures of the pictures so far; None while there are none."""

    found: Ablation | None = None


AblationJob = Job[AblationParameters, AblationProgress, Ablation]


def start_ablation(runner: Runner, model: str, folder: Path | None, mapping: Mapped) -> AblationJob:
    """Queue an ablation over a folder, or over the wardrobe if that is None.

    `model` is a version's name; `mapping` says what counts as correct, by label. Raises BadData for
    a folder that cannot be scored, before anything is queued.
    """
    if folder is None:
        labels: Mapped = {name.lower(): (name,) for name in CLASS_NAMES}
        title = "The stages, on the wardrobe"
    else:
        groups = list_groups(folder, mapping)
        labels = {label_key(name): mapping[label_key(name)] for name, _ in groups}
        title = f"The stages, on {display_name(folder.name, MAX_NAME)}"
    if not any(labels.values()):
        raise BadData("None of these labels is one of the ten classes: there is nothing to count.")
    place = "" if folder is None else str(folder.absolute())
    return runner.submit(ABLATION, title, AblationParameters(place, labels, model))


def run_ablation(
    place: Workplace, parameters: AblationParameters, context: ResumableContext
) -> Ablation:
    """Answer every picture in every condition; return the figures.

    Samples are saved picture by picture, in the home's data under the job's id, where a resumed job
    continues and the page reads them. Raises JobStopped, BadData, ModelUnavailable and
    HomeUnusable.
    """
    predictor = Predictor.load(_version_folder(place.registry, parameters.model))
    files = in_turn(labelled_files_of(place.settings, parameters))
    (context.folder / "begun").touch()  # without it the runner would see nothing to resume from
    record = SampleRecord(place.settings, context.id)
    samples = record.begin()
    seen = {sample.file for sample in samples}
    reporter = _Reporter(context, parameters.mapping, len(files))
    for file in files:
        if str(file.path) in seen:
            continue
        reporter.report(samples, file)
        if context.should_stop():
            raise JobStopped
        for sample, answer in ablate(file, predictor, place.segmenter):
            if sample.file not in seen:  # a file of strokes may have been interrupted
                record.add(len(samples), sample, _stages(answer))
                samples.append(sample)
    return step_effects(samples, parameters.mapping)


def labelled_files_of(settings: Settings, parameters: AblationParameters) -> list[LabelledFile]:
    """Return the files that an ablation's parameters name. Raises BadData if they are gone."""
    if not parameters.folder:
        return files_in_wardrobe(settings)
    return files_in_folder(Path(parameters.folder), parameters.mapping)


def in_turn(files: Sequence[LabelledFile]) -> list[LabelledFile]:
    """Take one file of each label in turn, so that interim figures cover every label."""
    place: Counter[str] = Counter()
    turns = []
    for file in files:
        turns.append((place[file.label], file))
        place[file.label] += 1
    return [file for _, file in sorted(turns, key=lambda turn: turn[0])]


@dataclass(frozen=True, eq=False)
class StageScores:
    """A model's scores on a folder, the effect of each stage, and accuracy at lower coverage."""

    scores: FolderScores
    stages: Ablation
    coverage: Coverage

    def as_line(self) -> dict[str, Any]:
        """Return the figures in the command line's JSON form."""
        more = {"coverage_curve": self.coverage.as_line(), "ablation": self.stages.as_line()}
        return self.scores.as_line() | more

    def in_words(self) -> list[str]:
        """Return the figures as lines for people."""
        lines = [*self.scores.in_words(), *self.stages.in_words(), self.coverage.in_words()]
        return [line for line in lines if line]


def score_stages(
    folder: Path,
    mapping: Mapped,
    predictor: Predictor,
    context: Context,
    segmenter: Segmenter = no_segmenter,
) -> StageScores:
    """Score a folder as `score_folder` does, and each stage's effect there.

    Raises BadData for a folder that cannot be scored, or if no label is one of the ten.
    """
    judged: list[Judged] = []
    errors: list[Answer] = []
    samples: list[Sample] = []
    files = files_in_folder(folder, mapping)
    for done, file in enumerate(files, start=1):
        for sample, answer in ablate(file, predictor, segmenter):
            samples.append(sample)
            judged.append(judge(file.label, answer, mapping))
            errors += [answer] if answer.error else []
        context.report(done / len(files), f"Looking at {display_name(file.label)}")
    found = step_effects(samples, mapping)
    return StageScores(count(judged, errors), found, coverage_of(samples, mapping, predictor))


def _version_folder(registry: Registry, name: str) -> Path:
    """Return the folder of a version; before one is registered, that of the shipped model."""
    shipped = registry.shipped()
    return (shipped if name == shipped.name else registry.get(name)).folder


def _stages(answer: Answer) -> Sequence[Stage]:
    return answer.preparation.stages if answer.preparation else ()


class _Reporter:
    """Reports progress, and every few seconds the figures so far."""

    def __init__(self, context: Context, mapping: Mapped, total: int) -> None:
        self._context, self._mapping, self._total = context, mapping, total
        self._found: Ablation | None = None
        self._worked_out = -math.inf

    def report(self, samples: Sequence[Sample], file: LabelledFile) -> None:
        now = time.monotonic()
        if now - self._worked_out > SECONDS_BETWEEN_FIGURES:
            self._worked_out = now
            if any(accepted_classes(sample.label, self._mapping) for sample in samples):
                self._found = step_effects(samples, self._mapping)
        done = min(len(samples), self._total)
        message = f"{display_name(file.label, MAX_NAME)}, {done + 1} of {self._total}"
        self._context.report(done / self._total, message, AblationProgress(self._found))


def _clear(place: Workplace, job_id: str) -> None:
    remove_record(place.settings, job_id)


ABLATION = JobKind(
    "ablation", AblationParameters, AblationProgress, Ablation, run_ablation, clear=_clear
)
