"""Pictures that every later model must answer right: a person's own tests of a model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data import CLASS_NAMES
from core.data.shelf import Kept, Shelf
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
        n = len(self.answers)
        if not n:
            return "There are no cases to pass."
        return f"passes {self.passed} of {n} case{'s' if n > 1 else ''}"

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
    """Ask a version all cases of the home. Raises ModelUnavailable where its files are damaged."""
    cases = Cases(settings).items()
    if not cases:
        return CaseReport(version.name, ())
    return judge(version.name, cases, Predictor.load(version.folder))


def judge(name: str, cases: Sequence[Kept], predictor: Predictor) -> CaseReport:
    """Ask a loaded model some cases."""
    if not cases:
        return CaseReport(name, ())
    probabilities = predictor.batch(np.stack([case.pixels for case in cases])).probabilities
    answers = zip(cases, probabilities, strict=True)
    return CaseReport(
        name,
        tuple(CaseAnswer(case, int(row.argmax()), float(row.max())) for case, row in answers),
    )
