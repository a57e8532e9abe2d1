"""Pictures that every later model must answer right: a person's own tests of a model."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.data import CLASS_NAMES
from core.data.user_pictures.store import Kept, Shelf
from core.files import write_whole
from core.predictor import Predictor
from core.registry import ModelVersion
from core.settings import Settings


class Cases(Shelf):
    """The cases of a home, apart from the wardrobe: nothing ever learns from them."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.data / "cases")


@dataclass(frozen=True, eq=False)
class CaseAnswer:
    """One case, and what a model says of it (a label 0-9) with which probability (0-1)."""

    case: Kept
    said: int
    probability: float

    @property
    def passed(self) -> bool:
        return self.said == self.case.label


@dataclass(frozen=True, eq=False)
class CaseReport:
    """How a model version did on all cases of a home."""

    model: str
    answers: tuple[CaseAnswer, ...]

    @property
    def passed(self) -> int:
        return sum(answer.passed for answer in self.answers)

    @property
    def failed(self) -> tuple[CaseAnswer, ...]:
        return tuple(answer for answer in self.answers if not answer.passed)

    def in_words(self) -> str:
        """Say the report in lines for a person: how many pass, then each that fails."""
        n = len(self.answers)
        if not n:
            return "There are no cases to pass: keep one under an answer of Try it."
        failed = [f"{one.case.name} taken for {CLASS_NAMES[one.said]}" for one in self.failed]
        return "\n  ".join([f"{self.model} passes {self.passed} of {n} cases.", *failed])

    def as_line(self) -> dict[str, Any]:
        """Lay the report out in the command line's form."""
        return {
            "model": self.model,
            "n": len(self.answers),
            "passed": self.passed,
            "failed": [
                {
                    "id": answer.case.id,
                    "label": answer.case.name,
                    "said": CLASS_NAMES[answer.said],
                    "probability": round(answer.probability, 4),
                }
                for answer in self.failed
            ],
        }


def answer_cases(settings: Settings, version: ModelVersion) -> CaseReport:
    """Ask a version all cases of the home.

    Answers are kept beside the cases, by the model's own hash, so that a version is loaded only for
    a case that is new to it. Raises ModelUnavailable where its files are damaged.
    """
    cases = Cases(settings).items()
    if not cases:
        return CaseReport(version.name, ())
    kept = settings.data / "cases" / "answers" / f"{version.facts()['onnx_sha256']}.json"
    known = _read(kept)
    if new := [case for case in cases if _key(case) not in known]:
        known |= _ask(new, Predictor.load(version.folder))
        with suppress(OSError):  # a home that cannot be written is asked again the next time
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, json.dumps(known).encode())
    return CaseReport(version.name, tuple(CaseAnswer(one, *known[_key(one)]) for one in cases))


def _key(case: Kept) -> str:
    """Name what a model's answer depends on: the pixels, and the road that they came."""
    return hashlib.sha256(case.kind.encode() + case.pixels.tobytes()).hexdigest()


def _ask(cases: Sequence[Kept], predictor: Predictor) -> dict[str, tuple[int, float]]:
    found = ((case, predictor.predict(case.pixels, case.kind)) for case in cases)
    return {_key(case): (said.index, said.probability) for case, said in found}


def _read(path: Path) -> dict[str, tuple[int, float]]:
    """Read kept answers; where they are missing or damaged, all is asked anew."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        return {str(key): (int(said), float(share)) for key, (said, share) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
