"""The outcome of each picture in an ablation, from worst to best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.input_kind import InputKind
from core.workflows.photos.ablation import Sample, SampleAnswer
from core.workflows.photos.folder import Mapped
from core.workflows.photos.step_effects import is_right


class Outcome(StrEnum):
    """Outcomes in the order in which to review them: confidently wrong first."""

    WRONG = "Wrong, and answered"
    OUTLIER_ANSWERED = "None of the ten, and answered"
    WRONG_UNKNOWN = "Wrong, but “I don’t know”"
    UNREADABLE = "Could not be read"
    OUTLIER_UNKNOWN = "None of the ten, and “I don’t know”"
    RIGHT_UNKNOWN = "Right, but “I don’t know”"
    RIGHT = "Right"


@dataclass(frozen=True)
class Judged:
    """A sample with its number in the record and its outcome."""

    number: int
    sample: Sample
    right: bool | None
    known: bool
    outcome: Outcome


def worst_first(
    samples: Sequence[Sample], mapping: Mapped, thresholds: Mapping[InputKind, float]
) -> list[Judged]:
    """Sort by outcome, worst first, then by the model's confidence."""
    judged = [_judged(number, one, mapping, thresholds) for number, one in enumerate(samples)]
    order = list(Outcome)

    def badness(one: Judged) -> tuple[int, float]:
        answer = one.sample.answer()
        return order.index(one.outcome), -answer.probability if answer else 0.0

    return sorted(judged, key=badness)


def _judged(
    number: int, sample: Sample, mapping: Mapped, thresholds: Mapping[InputKind, float]
) -> Judged:
    answer, right = sample.answer(), is_right(sample, mapping)
    known = answer is not None and answer.familiarity >= thresholds[InputKind(sample.kind)]
    return Judged(number, sample, right, known, _outcome(answer, right, known))


def _outcome(answer: SampleAnswer | None, right: bool | None, known: bool) -> Outcome:
    if answer is None:
        return Outcome.UNREADABLE
    if right is None:
        return Outcome.OUTLIER_ANSWERED if known else Outcome.OUTLIER_UNKNOWN
    if right:
        return Outcome.RIGHT if known else Outcome.RIGHT_UNKNOWN
    return Outcome.WRONG if known else Outcome.WRONG_UNKNOWN
