"""The answers of a batch, a line each, written as they come; and what a person set right."""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.files import write_whole
from core.workflows.predict.files import Answer

SURE, PERHAPS, UNKNOWN, UNREADABLE = STATES = ("sure", "perhaps", "unknown", "unreadable")
BLOCK = 100  # answers that are read together


@dataclass(frozen=True, eq=False)
class Result:
    """What came of one entry. `error` is a sentence, or empty and the rest is there.

    `pixels` is uint8 (28, 28), what the model saw; `probabilities` are those of the ten classes;
    `needed` is the familiarity from which pictures of its `road` are known; `corrected` is the
    label that a person gave, where one did.
    """

    number: int
    name: str
    state: str
    error: str = ""
    label: str = ""
    probability: float = 0.0
    familiarity: float = 0.0
    needed: float = 0.0
    road: str = ""
    probabilities: tuple[float, ...] = ()
    ms: float = 0.0
    model: str = ""
    pixels: npt.NDArray[np.uint8] | None = None
    corrected: str = ""

    @property
    def shown_label(self) -> str:
        """What the picture shows by the best knowledge that there is of it."""
        return self.corrected or self.label


def result_of(number: int, answer: Answer, model: str) -> Result:
    """Keep of an answer what the gallery and the export need."""
    found, made = answer.prediction, answer.preparation
    if found is None or made is None:
        return Result(number, answer.file, UNREADABLE, answer.error, model=model)
    state = SURE if found.sure else PERHAPS if found.known else UNKNOWN
    line = answer.as_line()
    return Result(
        number,
        answer.file,
        state,
        label=found.label,
        probability=line["probability"],
        familiarity=line["familiarity"],
        needed=found.needed,
        road=found.road,
        probabilities=tuple(line["probabilities"]),
        ms=line["ms"],
        model=model,
        pixels=made.pixels,
    )


class BatchResults:
    """The answers of one batch in its folder: a line of JSON each, and a file of corrections."""

    def __init__(self, folder: Path) -> None:
        self._lines = folder / "answers.ndjson"
        self._corrections = folder / "corrections.json"

    def all(self) -> tuple[Result, ...]:
        """Return the answers so far, in the order of their entries."""
        corrected = self.corrections()
        return tuple(
            replace(one, corrected=corrected[one.number]) if one.number in corrected else one
            for one in self._answers()
        )

    def _answers(self) -> Iterator[Result]:
        lines = _whole_lines(self._lines).splitlines()
        for start in range(0, len(lines), BLOCK):
            yield from _read_block(b"\n".join(lines[start : start + BLOCK]))

    def count(self) -> int:
        """Say how many answers there are."""
        return _whole_lines(self._lines).count(b"\n")

    def mend(self) -> None:
        """Cut off the half of a line that a killed process may have left at the end."""
        whole = len(_whole_lines(self._lines))
        if self._lines.exists() and self._lines.stat().st_size > whole:
            os.truncate(self._lines, whole)

    def add(self, result: Result) -> None:
        """Write one more answer behind the others."""
        with self._lines.open("ab") as stream:
            stream.write(_line(result))

    def clear(self) -> None:
        """Forget all answers; what a person corrected stays."""
        self._lines.unlink(missing_ok=True)

    def correct(self, number: int, label: str) -> None:
        """Keep a person's label for an entry; an empty one takes it back."""
        kept = self.corrections() | {number: label}
        lines = {str(place): name for place, name in sorted(kept.items()) if name}
        write_whole(self._corrections, json.dumps(lines).encode())

    def corrections(self) -> dict[int, str]:
        """Return the labels that a person gave, by the numbers of their entries."""
        try:
            kept = json.loads(self._corrections.read_text("utf-8"))
            return {int(number): str(label) for number, label in kept.items()}
        except (OSError, ValueError, AttributeError):
            return {}


@lru_cache(maxsize=2 * 2_000 // BLOCK)
def _read_block(lines: bytes) -> tuple[Result, ...]:
    """Read some lines, once: a page asks for all answers at every press, and they only grow."""
    return tuple(map(_read, lines.splitlines()))


def _whole_lines(path: Path) -> bytes:
    """Return the lines that are written to their end."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return b""
    return content[: content.rfind(b"\n") + 1]


def _line(result: Result) -> bytes:
    fields = {name: value for name, value in vars(result).items() if name != "pixels" and value}
    fields |= {"number": result.number}
    if result.pixels is not None:
        fields["pixels"] = base64.b64encode(result.pixels.tobytes()).decode()
    return json.dumps(fields).encode() + b"\n"


def _read(line: bytes) -> Result:
    fields: Mapping[str, Any] = json.loads(line)
    pixels = base64.b64decode(fields.get("pixels", ""))
    picture = np.frombuffer(pixels, np.uint8).reshape(28, 28) if pixels else None
    known = {**fields, "probabilities": tuple(fields.get("probabilities", ())), "pixels": picture}
    return Result(**known)
