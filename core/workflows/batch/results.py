"""The answers of a batch, one line each, and the user's corrections."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt

from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.errors import BadRecord
from core.files import write_whole, writing
from core.input_kind import InputKind
from core.predictor import Prediction
from core.record_lines import RecordLines
from core.records import StoredAs, parse
from core.workflows.predict.files import Answer


class AnswerState(StrEnum):
    SURE = "sure"
    PERHAPS = "perhaps"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Result:
    """The answer for one entry: either `error`, a sentence, or the rest.

    `probabilities` are those of the ten classes; `threshold` is the familiarity from which pictures
    of its `input_kind` are known; `corrected` is the label that the user gave, if any.
    """

    number: int
    name: str
    state: AnswerState
    error: str = ""
    label: str = ""
    probability: float = 0.0
    familiarity: float = 0.0
    threshold: Annotated[float, StoredAs("needed")] = 0.0
    input_kind: Annotated[str, StoredAs("road")] = ""
    probabilities: tuple[float, ...] = ()
    ms: float = 0.0
    model: str = ""
    encoded: Annotated[str, StoredAs("pixels")] = ""  # base64 of `pixels`
    corrected: str = ""

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("no number of an entry")
        if self.encoded and len(b64decode(self.encoded)) != SIDE * SIDE:
            raise ValueError("a picture of another size")
        if self.state is not AnswerState.UNREADABLE:
            InputKind(self.input_kind or InputKind.PHOTO)  # raises ValueError for any other
            if self.label not in CLASS_NAMES or len(self.probabilities) != len(CLASS_NAMES):
                raise ValueError("no answer of the ten classes")
            if not all(0 <= one <= 1 for one in (self.probability, *self.probabilities)):
                raise ValueError("no probabilities")

    @cached_property
    def pixels(self) -> npt.NDArray[np.uint8] | None:
        """The model's input, uint8 (28, 28); None if there was none."""
        if not self.encoded:
            return None
        return np.frombuffer(b64decode(self.encoded), np.uint8).reshape(SIDE, SIDE)

    @property
    def known(self) -> bool:
        return self.state in (AnswerState.SURE, AnswerState.PERHAPS)

    @property
    def shown_label(self) -> str:
        """The corrected label if there is one, else the predicted label."""
        return self.corrected or self.label


def result_of(number: int, answer: Answer, model: str) -> Result:
    """Extract from an answer what the gallery and the export need."""
    found, made = answer.prediction, answer.preparation
    if found is None or made is None:
        return Result(number, answer.file, AnswerState.UNREADABLE, answer.error, model=model)
    return Result(
        number,
        answer.file,
        _state(found),
        label=found.label,
        probability=round(found.probability, 4),
        familiarity=round(found.familiarity, 4),
        threshold=found.threshold,
        input_kind=found.input_kind,
        probabilities=tuple(round(float(one), 5) for one in found.probabilities),
        ms=answer.milliseconds,
        model=model,
        encoded=b64encode(made.pixels.tobytes()).decode(),
    )


def _state(found: Prediction) -> AnswerState:
    if not found.known:
        return AnswerState.UNKNOWN
    return AnswerState.SURE if found.sure else AnswerState.PERHAPS


class BatchResults:
    """The answers of one batch in its folder: one line of JSON each, and a file of corrections."""

    def __init__(self, folder: Path) -> None:
        self._record = RecordLines(folder / "answers.ndjson", Result)
        self._corrections = folder / "corrections.json"
        self._removed = folder / "removed.json"

    def all(self) -> tuple[Result, ...]:
        """Return the answers so far, in the order of their entries, without removed pictures."""
        removed = self.removed()
        return tuple(one for one in self.with_removed() if one.number not in removed)

    def with_removed(self) -> tuple[Result, ...]:
        """Return the answers so far, also to removed pictures.

        Damaged lines are passed over: their entries count as unanswered.
        """
        by_number = {one.number: one for one in self._record.intact()}
        corrected = self.corrections()
        return tuple(
            replace(one, corrected=corrected.get(number, ""))
            for number, one in sorted(by_number.items())
        )

    def count(self) -> int:
        """Count the answers without reading them."""
        return self._record.count()

    def repair(self) -> None:
        """Remove incomplete and damaged lines; their entries are to be answered again."""
        self._record.repair()

    def add(self, result: Result) -> None:
        """Append an answer. A power cut may take it back until `sync`."""
        self._record.add(result)

    def sync(self) -> None:
        """Wait until every answer is on the disk."""
        self._record.sync()

    def clear(self) -> None:
        """Delete all answers; corrections stay."""
        self._record.clear()

    def removed(self) -> frozenset[int]:
        """Return the numbers of the entries that the user removed."""
        try:
            return frozenset(parse(list[int], self._removed.read_text("utf-8")))
        except (OSError, ValueError, BadRecord):  # unreadable: better shown again than lost
            return frozenset()

    def remove(self, numbers: Iterable[int]) -> None:
        """Leave entries out of gallery and export. Raises HomeUnusable."""
        self._write_removed(self.removed().union(numbers))

    def put_back(self, numbers: Iterable[int]) -> None:
        """Take removed entries back. Raises HomeUnusable."""
        self._write_removed(self.removed().difference(numbers))

    def _write_removed(self, numbers: frozenset[int]) -> None:
        with writing(self._removed.parent):
            write_whole(self._removed, json.dumps(sorted(numbers)).encode())

    def correct(self, labels: Mapping[int, str]) -> None:
        """Save the user's labels by entry; an empty one removes it. Raises HomeUnusable."""
        kept = {**self.corrections(), **labels}
        lines = {str(place): name for place, name in sorted(kept.items()) if name}
        with writing(self._corrections.parent):
            write_whole(self._corrections, json.dumps(lines).encode())

    def trouble(self) -> str:
        """Return that corrections cannot be read, as a sentence; empty if all can."""
        try:
            there = len(parse(dict[str, Any], self._corrections.read_text("utf-8")))
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, BadRecord):
            there = -1  # nobody knows how many
        if there == len(self.corrections()):
            return ""
        return (
            f"Corrections can no longer be read from {self._corrections}: these pictures show what "
            "the model answered. Correct them again."
        )

    def corrections(self) -> dict[int, str]:
        """Return the labels that the user gave, by entry number."""
        try:
            kept = parse(dict[str, str], self._corrections.read_text("utf-8"))
            return {int(number): name for number, name in kept.items() if name in CLASS_NAMES}
        except (OSError, ValueError, BadRecord):
            return {}
