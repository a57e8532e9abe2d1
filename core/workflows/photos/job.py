"""The ablation as a background job, and as a verb of the command line."""

import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.data import CLASS_NAMES
from core.errors import BadData
from core.jobs import Job, JobStopped, Runner
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Context
from core.workflows.experiments.parts import Durable
from core.workflows.photos.ablation import Looked, look_at
from core.workflows.photos.folder import (
    Mapped,
    Sample,
    list_groups,
    samples_in_folder,
    samples_in_wardrobe,
    speakable,
)
from core.workflows.photos.record import LookRecord
from core.workflows.photos.score import FolderScores, Judged, count, judge
from core.workflows.photos.step_effects import Ablation, weigh
from core.workflows.photos.threshold import coverage_line
from core.workflows.predict.files import Answer

KIND = "ablation"
SECONDS_BETWEEN_LOOKS = 2.0  # at the figures so far: a look takes a tenth of a second


def start_ablation(runner: Runner, model: str, folder: Path | None, mapping: Mapped) -> Job:
    """Queue an ablation over a folder, or over the wardrobe where that is None.

    `model` is a version's name; `mapping` says what counts as right, label by label. Raises
    BadData for a folder that cannot be scored, before anything is queued.
    """
    if folder is None:
        asked: Mapped = {name.lower(): (name,) for name in CLASS_NAMES}
        title = "The stages, on the wardrobe"
    else:
        groups = list_groups(folder, mapping)
        asked = {name.lower(): mapping[name.lower()] for name, _ in groups}
        title = f"The stages, on {speakable(folder.name)}"
    if not any(asked.values()):
        raise BadData("None of these labels is one of the ten classes: there is nothing to count.")
    parameters = {
        "folder": "" if folder is None else str(folder.absolute()),
        "mapping": dict(asked),
        "model": model,
    }
    return runner.submit(KIND, title, parameters)


def run_ablation(settings: Settings, registry: Registry, context: Durable) -> dict[str, Any]:
    """Answer every picture in every way; return the figures of `Ablation.as_line`.

    What was found is kept picture by picture, in the home's data under the job's id: a later go
    continues there, and the page shows it. Raises JobStopped, BadData, ModelUnavailable and
    HomeUnusable.
    """
    asked = context.parameters
    mapping = mapping_of(asked)
    predictor = Predictor.load(_version_folder(registry, str(asked["model"])))
    samples = in_turn(samples_of(settings, asked))
    (context.folder / "begun").touch()  # without it the runner would see nothing to go on from
    record = LookRecord(settings, context.folder.name)
    looks = record.begin()
    seen = {looked.file for looked in looks}
    told = _Told(context, mapping, len(samples))
    for sample in samples:
        if str(sample.path) in seen:
            continue
        told.tell(looks, sample)
        if context.should_stop():
            raise JobStopped
        for looked, answer in look_at(sample, predictor):
            if looked.file not in seen:  # a file of strokes may have been cut short
                record.add(len(looks), looked, _stages(answer))
                looks.append(looked)
    return weigh(looks, mapping).as_line()


def samples_of(settings: Settings, asked: Mapping[str, Any]) -> list[Sample]:
    """Return what an ablation's parameters name. Raises BadData where that is gone."""
    if not asked["folder"]:
        return samples_in_wardrobe(settings)
    return samples_in_folder(Path(asked["folder"]), mapping_of(asked))


def in_turn(samples: Sequence[Sample]) -> list[Sample]:
    """Take one of each label in turn, so that figures halfway speak of every label."""
    place: Counter[str] = Counter()
    turns = []
    for sample in samples:
        turns.append((place[sample.label], sample))
        place[sample.label] += 1
    return [sample for _, sample in sorted(turns, key=lambda turn: turn[0])]


def mapping_of(asked: Mapping[str, Any]) -> Mapped:
    """Read what counts as right out of an ablation's parameters."""
    return {label: tuple(classes) for label, classes in asked["mapping"].items()}


@dataclass(frozen=True, eq=False)
class StageScores:
    """How a model did on a folder, what each stage did for it, and what answering fewer gives."""

    scores: FolderScores
    stages: Ablation
    coverage: Mapping[str, Any]

    def as_line(self) -> dict[str, Any]:
        """Lay the figures out in the command line's form."""
        more = {"coverage_curve": dict(self.coverage), "ablation": self.stages.as_line()}
        return self.scores.as_line() | more

    def in_words(self) -> list[str]:
        """Say the figures in lines for a person."""
        half = self.coverage["at_half"]
        lines = [*self.scores.in_words(), *self.stages.in_words()]
        if half["accuracy"] is not None:
            between = f"({half['low']:.1%} to {half['high']:.1%})"
            lines.append(
                f"Answering the most familiar half: {half['accuracy']:.1%} {between} right."
            )
        return lines


def score_stages(
    folder: Path, mapping: Mapped, predictor: Predictor, context: Context
) -> StageScores:
    """Score a folder as `score_folder` does, and every stage of it.

    Raises BadData for a folder that cannot be scored, or where no label is one of the ten.
    """
    judged: list[Judged] = []
    errors: list[Answer] = []
    looks: list[Looked] = []
    samples = samples_in_folder(folder, mapping)
    for done, sample in enumerate(samples, start=1):
        for looked, answer in look_at(sample, predictor):
            looks.append(looked)
            judged.append(judge(sample.label, answer, mapping))
            errors += [answer] if answer.error else []
        context.report(done / len(samples), f"Looking at {sample.label}", {})
    found = weigh(looks, mapping)
    coverage = coverage_line(looks, mapping, predictor)
    return StageScores(count(judged, errors), found, coverage)


def _version_folder(registry: Registry, name: str) -> Path:
    """Find the model that was asked for; before one is registered, that is the shipped one."""
    shipped = registry.shipped()
    return (shipped if name == shipped.name else registry.get(name)).folder


def _stages(answer: Answer) -> Sequence[Any]:
    return answer.preparation.stages if answer.preparation else ()


class _Told:
    """Tells a job how far it is, and now and then what was found so far."""

    def __init__(self, context: Context, mapping: Mapped, of: int) -> None:
        self._context, self._mapping, self._of = context, mapping, of
        self._found: dict[str, Any] = {}
        self._looked = -math.inf

    def tell(self, looks: Sequence[Looked], sample: Sample) -> None:
        now = time.monotonic()
        if now - self._looked > SECONDS_BETWEEN_LOOKS:
            self._looked = now
            if any(self._mapping[looked.label.lower()] for looked in looks):
                self._found = weigh(looks, self._mapping).as_line()
        done = min(len(looks), self._of)
        message = f"{speakable(sample.label)}, {done + 1} of {self._of}"
        self._context.report(done / self._of, message, {"found": self._found})
