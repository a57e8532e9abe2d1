"""Answer labelled pictures with every stage on, with each one off, and with none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import BadPicture
from core.pictures import Preparation, Switches, prepare, prepare_drawing, prepare_photo
from core.pictures.decode import MOST_BYTES
from core.pictures.stages import ALL_ON
from core.predictor import Prediction, Predictor
from core.workflows.photos.folder import Sample
from core.workflows.predict.files import Answer, answer_files

Prepare = Callable[[Switches], Preparation]

# What can be switched off, in the order of the work; and the two ends.
STAGES: tuple[str, ...] = tuple(field.name for field in fields(Switches))
WHOLE, PLAIN = "all on", "all off"
ALL_OFF = Switches(**dict.fromkeys(STAGES, False))


@dataclass(frozen=True)
class Told:
    """What the model said: class 0-9, its probability and its familiarity, both 0-1."""

    index: int
    probability: float
    familiarity: float


@dataclass(frozen=True)
class Looked:
    """One picture answered in every way.

    `answers` holds what was said by the way's name: "all on", a stage that was off, or "all off";
    None where the picture was refused. A way that is missing is no other than "all on": the stage
    has no part in this kind of picture. `milliseconds` is what each stage took with all on.
    """

    label: str
    file: str
    name: str
    kind: str
    error: str
    answers: Mapping[str, Told | None]
    milliseconds: Mapping[str, float]

    def told(self, way: str = WHOLE) -> Told | None:
        return self.answers.get(way, self.answers[WHOLE])

    def as_line(self) -> dict[str, Any]:
        """Lay it out for JSON."""
        return asdict(self)

    @classmethod
    def from_line(cls, line: Mapping[str, Any]) -> "Looked":
        """Read `as_line` back; raises KeyError, TypeError or AttributeError for anything else."""
        answers = {way: Told(**told) if told else None for way, told in line["answers"].items()}
        return cls(**{**line, "answers": answers})


def look_at(sample: Sample, predictor: Predictor) -> Iterator[tuple[Looked, Answer]]:
    """Answer a file, or each line of a file of strokes, in every way.

    The answer with all stages on is that of `answer_files`, and comes with it.
    """
    for answer in answer_files([sample.path], sample.kind, predictor):
        name = sample.name + answer.file.removeprefix(str(sample.path))
        yield _looked(sample.label, name, answer, predictor), answer


def _looked(label: str, name: str, answer: Answer, predictor: Predictor) -> Looked:
    whole = answer.preparation
    answers = {WHOLE: _told(answer.prediction)}
    for way, preparation in _ways(Path(answer.file), whole):
        answers[way] = (
            _told(predictor.predict(preparation.pixels, preparation.kind)) if preparation else None
        )
    return Looked(
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


def _told(found: Prediction | None) -> Told | None:
    if found is None:
        return None
    return Told(found.index, found.probability, found.familiarity)


def _ways(file: Path, whole: Preparation | None) -> Iterator[tuple[str, Preparation | None]]:
    """Prepare a picture with each of its stages off, then with all off; None where refused."""
    if whole is None:
        # What shows no garment can still be answered where nobody looks for one.
        stages: list[str] = ["segment"]
        again: Prepare = partial(_from_file, file, "photo")
    else:
        own = {stage.name for stage in whole.stages}
        stages, again = [name for name in STAGES if name in own], _again(file, whole)
    for name in stages:
        yield name, _unless_refused(again, Switches(**{name: False}))
    if stages:
        yield PLAIN, _unless_refused(again, ALL_OFF)


def _unless_refused(prepare_it: Prepare, switches: Switches) -> Preparation | None:
    try:
        return prepare_it(switches)
    except BadPicture:
        return None


def _again(file: Path, whole: Preparation) -> Prepare:
    """Return what prepares a picture once more, with other switches.

    To decode a photo and find the garment takes far longer than all the rest, so what the first
    preparation found is taken up again, where that gives the very same picture.
    """
    short = _from_stages(whole)
    if np.array_equal(short(ALL_ON).pixels, whole.pixels):
        return short
    return partial(_from_file, file, whole.kind)


def _from_stages(whole: Preparation) -> Prepare:
    """Start from the stages of a preparation instead of its file."""
    seen = {stage.name: stage.picture for stage in whole.stages}
    if whole.kind == "photo":
        # A photo whose ground is transparent is taken as cut out already.
        return lambda now: prepare_photo(seen["segment" if now.segment else "decode"], now)
    if whole.kind == "drawing":
        sheet = np.zeros((*seen["flatten"].shape, 4), np.uint8)
        sheet[..., 3] = seen["flatten"]
        return lambda now: prepare_drawing(sheet, now)
    return lambda now: whole


def _from_file(file: Path, kind: str, switches: Switches) -> Preparation:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadPicture("The file is too large.")
        return prepare(file.read_bytes(), kind, switches)
    except OSError as error:  # a line of a file of strokes, or a file that has gone
        raise BadPicture("The file cannot be read.") from error
