"""Test cases: pictures that every later model must answer correctly, chosen by the user."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.data import CLASS_NAMES
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.store import StoredPicture
from core.errors import BadRecord
from core.files import write_whole
from core.predictor import Predictor
from core.records import parse
from core.registry import ModelVersion
from core.settings import Settings


@dataclass(frozen=True, eq=False)
class CaseAnswer:
    """One case, with a model's prediction (a label 0-9) and its probability (0-1).

    `learned`: the model was trained on this picture, before it became a case.
    """

    case: StoredPicture
    predicted: int
    probability: float
    learned: bool = False

    @property
    def passed(self) -> bool:
        return self.predicted == self.case.label


@dataclass(frozen=True, eq=False)
class CaseReport:
    """The answers of a model version to all cases of a home."""

    model: str
    answers: tuple[CaseAnswer, ...]

    @property
    def counted(self) -> tuple[CaseAnswer, ...]:
        """Return the answers that count: not those that are right because they were learned."""
        return tuple(one for one in self.answers if not (one.learned and one.passed))

    @property
    def learned(self) -> int:
        return len(self.answers) - len(self.counted)

    @property
    def passed(self) -> int:
        return sum(answer.passed for answer in self.counted)

    @property
    def failed(self) -> tuple[CaseAnswer, ...]:
        return tuple(answer for answer in self.answers if not answer.passed)

    def in_words(self) -> str:
        """Return lines for people: how many cases pass, then each that fails."""
        if not self.answers:
            return "There are no cases yet: save one under an answer on Try it."
        failed = [f"{one.case.name} taken for {CLASS_NAMES[one.predicted]}" for one in self.failed]
        first = f"{self.model} passes {self.passed} of {len(self.counted)} cases."
        if self.learned:
            first += f" Not counted: {self.learned} that it learned from."
        return "\n  ".join([first, *failed])

    def as_line(self) -> dict[str, Any]:
        """Return the report in the command line's JSON form."""
        return {
            "model": self.model,
            "n": len(self.counted),
            "learned": self.learned,
            "passed": self.passed,
            "failed": [
                {
                    "id": answer.case.id,
                    "label": answer.case.name,
                    "said": CLASS_NAMES[answer.predicted],
                    "probability": round(answer.probability, 4),
                }
                for answer in self.failed
            ],
        }


def answer_cases(settings: Settings, version: ModelVersion) -> CaseReport:
    """Run a version on all cases of the home.

    Answers are cached next to the cases by the model's hash, so a version is loaded only for cases
    that are new to it. Raises ModelUnavailable if its files are damaged.
    """
    cases = Cases(settings).items()
    if not cases:
        return CaseReport(version.name, ())
    facts = version.facts()
    path = settings.data / "cases" / "answers" / f"{facts.onnx_sha256}.json"
    known = _read(path)
    if new := [case for case in cases if _key(case) not in known]:
        known |= _ask(new, Predictor.load(version.folder))
        with suppress(OSError):  # without a cache, they are computed again next time
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(known).encode())
    answers = (CaseAnswer(one, *known[_key(one)], one.id in facts.learned_from) for one in cases)
    return CaseReport(version.name, tuple(answers))


def _key(case: StoredPicture) -> str:
    """Return a hash of what an answer depends on: the pixels and their input kind."""
    return hashlib.sha256(case.kind.encode() + case.pixels.tobytes()).hexdigest()


def _ask(cases: Sequence[StoredPicture], predictor: Predictor) -> dict[str, tuple[int, float]]:
    found = ((case, predictor.predict(case)) for case in cases)
    return {_key(case): (answer.index, answer.probability) for case, answer in found}


def _read(path: Path) -> dict[str, tuple[int, float]]:
    """Read cached answers; none if they are missing or damaged."""
    try:
        return parse(dict[str, tuple[int, float]], path.read_text("utf-8"))
    except (OSError, ValueError, BadRecord):
        return {}
