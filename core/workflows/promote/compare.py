"""Two versions side by side: what gets better and what gets worse if one replaces the other."""

import math
from dataclasses import dataclass
from enum import StrEnum

from core.evaluation import wilson
from core.input_kind import InputKind
from core.interval import Interval
from core.model_facts import ModelFacts, SplitMetrics
from core.registry import ModelVersion
from core.settings import Settings
from core.text import percent
from core.workflows.predict.cases import CaseReport, answer_cases

# A version that answers fewer of an input kind's pictures than this does not read that kind. The
# simulated photos are hard: the all-round recipe answers 9 % of them, and 25 % of real ones.
READS_FROM = 0.05
NAMES = {
    InputKind.PIXELS: "test pictures",
    InputKind.PHOTO: "photos",
    InputKind.DRAWING: "drawings",
}


class Change(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"  # no difference that these pictures could show
    UNKNOWN = "unknown"  # not measured for one of the two


@dataclass(frozen=True)
class Row:
    """One kind of picture: the metrics of both versions, None where they were not measured."""

    kind: InputKind
    champion: SplitMetrics | None
    candidate: SplitMetrics | None
    accuracy: Change
    coverage: Change


@dataclass(frozen=True)
class SideBySide:
    """The champion and a candidate; cases are those of this home that neither has learned."""

    champion: str
    candidate: str
    rows: tuple[Row, ...]
    unanswered: tuple[InputKind, ...]  # kinds that the champion answers and the candidate does not
    cases: int
    champion_passes: int
    candidate_passes: int

    def worse(self) -> list[str]:
        """Return what gets worse, a sentence each; none if nothing does."""
        sentences = [
            f"{self.candidate} does not answer {NAMES[kind]}: “I don’t know” to almost every one."
            for kind in self.unanswered
        ]
        sentences += [_less(row) for row in self._still_answered() if _is_worse(row)]
        if self.candidate_passes < self.champion_passes:
            sentences.append(
                f"It passes {self.candidate_passes} of {self.cases} cases, "
                f"{self.champion} {self.champion_passes}."
            )
        return sentences

    def _still_answered(self) -> list[Row]:
        return [row for row in self.rows if row.kind not in self.unanswered]


def side_by_side(settings: Settings, champion: ModelVersion, candidate: ModelVersion) -> SideBySide:
    """Compare two versions by their facts and the home's cases; raises ModelUnavailable."""
    old, new = champion.facts(), candidate.facts()
    before, after = _fair(answer_cases(settings, champion), answer_cases(settings, candidate))
    return SideBySide(
        champion=champion.name,
        candidate=candidate.name,
        rows=tuple(_row(kind, old, new) for kind in InputKind),
        unanswered=tuple(kind for kind in InputKind if reads(old, kind) and not reads(new, kind)),
        cases=len(before),
        champion_passes=sum(before),
        candidate_passes=sum(after),
    )


def reads(facts: ModelFacts, kind: InputKind) -> bool:
    """Return whether a model answers this kind: not “I don’t know” to almost every picture."""
    return facts.coverage(kind) >= READS_FROM


def _fair(before: CaseReport, after: CaseReport) -> tuple[list[bool], list[bool]]:
    """Return whether each passes, for the cases that count for both."""
    ids = {one.case.id for one in before.counted} & {one.case.id for one in after.counted}
    one, other = (
        [answer.passed for answer in report.answers if answer.case.id in ids]
        for report in (before, after)
    )
    return one, other


def _row(kind: InputKind, old: ModelFacts, new: ModelFacts) -> Row:
    before, after = old.metrics_of(kind), new.metrics_of(kind)
    if before is None or after is None:
        return Row(kind, before, after, Change.UNKNOWN, Change.UNKNOWN)
    return Row(
        kind,
        before,
        after,
        change(before.interval, after.interval),
        change(_coverage(before), _coverage(after)),
    )


def _coverage(metrics: SplitMetrics) -> Interval:
    return wilson(round(metrics.coverage * metrics.n), metrics.n)


def change(before: Interval, after: Interval) -> Change:
    """Return whether two shares differ by more than chance: the difference's 95 % interval.

    The interval is Newcombe's (1998, method 10, from two Wilson intervals) for two independent
    samples. Both models are asked the same pictures, which makes chance smaller, not larger.
    """
    if _surely_less(after, before):
        return Change.WORSE
    return Change.BETTER if _surely_less(before, after) else Change.SAME


def _surely_less(one: Interval, other: Interval) -> bool:
    chance = math.hypot(other.value - other.low, one.high - one.value)
    return other.value - one.value > chance


def _is_worse(row: Row) -> bool:
    return Change.WORSE in (row.accuracy, row.coverage)


def _less(row: Row) -> str:
    """Return in words what gets worse for one kind of picture."""
    assert row.champion  # a change is known only if both were measured
    assert row.candidate
    parts = []
    if row.accuracy is Change.WORSE:
        now, then = row.champion.accuracy, row.candidate.accuracy
        parts.append(f"fewer are right, {percent(then)} instead of {percent(now)}")
    if row.coverage is Change.WORSE:
        now, then = row.champion.coverage, row.candidate.coverage
        parts.append(f"fewer are answered, {percent(then, 0)} instead of {percent(now, 0)}")
    return f"Of {NAMES[row.kind]}, {' and '.join(parts)}."
