"""Answer labelled pictures with every stage on, with each one off, and with none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np

from core.errors import BadPicture
from core.input_kind import InputKind
from core.pictures import Preparation, Switches, prepare, prepare_drawing, prepare_photo
from core.pictures.decode import MAX_BYTES
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.pictures.stages import ALL_ON
from core.predictor import Prediction, Predictor
from core.workflows.photos.folder import LabelledFile
from core.workflows.predict.files import Answer, answer_files

Prepare = Callable[[Switches], Preparation]

# What can be switched off, in processing order; and the two extremes.
STAGES: tuple[str, ...] = tuple(field.name for field in fields(Switches))
ALL_STEPS, NO_STEPS = "all on", "all off"
ALL_OFF = Switches(**dict.fromkeys(STAGES, False))


@dataclass(frozen=True)
class SampleAnswer:
    """A model's answer: class 0-9, its probability and its familiarity, both 0-1."""

    index: int
    probability: float
    familiarity: float


@dataclass(frozen=True)
class Sample:
    """One picture answered in every condition.

    `answers` holds the model's answer by condition: "all on", the stage that was off, or "all off";
    None if the picture was refused. A missing condition equals "all on": the stage plays no part
    for this kind of picture. `kind` is an InputKind, empty if the picture was refused;
    `milliseconds` is what each stage took with all on.
    """

    label: str
    file: str
    name: str
    kind: str
    error: str
    answers: Mapping[str, SampleAnswer | None]
    milliseconds: Mapping[str, float]

    def __post_init__(self) -> None:
        if ALL_STEPS not in self.answers:
            raise ValueError("no answer with all stages on")
        if self.kind or self.answers[ALL_STEPS]:
            InputKind(self.kind)  # raises ValueError for any other

    def answer(self, condition: str = ALL_STEPS) -> SampleAnswer | None:
        return self.answers.get(condition, self.answers[ALL_STEPS])


def ablate(
    labelled_file: LabelledFile, predictor: Predictor, segmenter: Segmenter = no_segmenter
) -> Iterator[tuple[Sample, Answer]]:
    """Answer a file, or each line of a file of strokes, in every condition.

    The answer with all stages on is that of `answer_files`, and is yielded along.
    """
    for answer in answer_files([labelled_file.path], labelled_file.kind, predictor, segmenter):
        name = labelled_file.name + answer.file.removeprefix(str(labelled_file.path))
        yield _sample(labelled_file.label, name, answer, predictor, segmenter), answer


def _sample(
    label: str, name: str, answer: Answer, predictor: Predictor, segmenter: Segmenter
) -> Sample:
    whole = answer.preparation
    answers = {ALL_STEPS: _answer(answer.prediction)}
    for condition, preparation in _conditions(Path(answer.file), whole, segmenter):
        answers[condition] = _answer(predictor.predict(preparation)) if preparation else None
    return Sample(
        label=label,
        file=answer.file,
        name=name,
        kind=whole.kind if whole else "",
        error=answer.error,
        answers=answers,
        milliseconds={stage.name: round(stage.milliseconds, 3) for stage in whole.stages}
        if whole
        else {},
    )


def _answer(found: Prediction | None) -> SampleAnswer | None:
    if found is None:
        return None
    return SampleAnswer(found.index, found.probability, found.familiarity)


def _conditions(
    file: Path, whole: Preparation | None, segmenter: Segmenter
) -> Iterator[tuple[str, Preparation | None]]:
    """Preprocess a picture with each of its stages off, then with all off; None if refused."""
    if whole is None:
        # A picture in which no garment is found can still be answered without segmentation.
        stages: list[str] = ["segment"]
        again: Prepare = partial(_from_file, file, InputKind.PHOTO, segmenter)
    else:
        own = {stage.name for stage in whole.stages}
        stages = [name for name in STAGES if name in own]
        again = _again(file, whole, segmenter)
    for name in stages:
        yield name, _unless_refused(again, Switches(**{name: False}))
    if stages:
        yield NO_STEPS, _unless_refused(again, ALL_OFF)


def _unless_refused(prepare_it: Prepare, switches: Switches) -> Preparation | None:
    try:
        return prepare_it(switches)
    except BadPicture:
        return None


def _again(file: Path, whole: Preparation, segmenter: Segmenter) -> Prepare:
    """Return a function that preprocesses a picture again, with other switches.

    Decoding a photo and segmenting it takes far longer than all the rest, so the stages of the
    first preparation are reused if that gives exactly the same picture.
    """
    short = _from_stages(whole)
    if np.array_equal(short(ALL_ON).pixels, whole.pixels):
        return short
    return partial(_from_file, file, whole.kind, segmenter)


def _from_stages(whole: Preparation) -> Prepare:
    """Start from the stages of a preparation instead of its file."""
    seen = {stage.name: stage.picture for stage in whole.stages}
    if whole.kind is InputKind.PHOTO:
        # A photo with a transparent background counts as segmented already.
        return lambda now: prepare_photo(seen["segment" if now.segment else "decode"], now)
    if whole.kind is InputKind.DRAWING:
        sheet = np.zeros((*seen["flatten"].shape, 4), np.uint8)
        sheet[..., 3] = seen["flatten"]
        return lambda now: prepare_drawing(sheet, now)
    return lambda now: whole


def _from_file(
    file: Path, kind: InputKind, segmenter: Segmenter, switches: Switches
) -> Preparation:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise BadPicture("The file is too large.")
        return prepare(file.read_bytes(), kind, switches, segmenter=segmenter)
    except OSError as error:  # a line of a file of strokes, or a deleted file
        raise BadPicture("The file cannot be read.") from error
