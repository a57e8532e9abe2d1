"""One line in words: how far to trust a map."""

from dataclasses import dataclass
from enum import StrEnum

from core.explanation.trust.decoys import RANDOM_MAPS

# By how much a map must do better than edges and a copy, as a share of the score: with less, other
# edge detectors and blurred copies would pass (docs/explanation.md).
MARGIN = 0.03
TESTABLE_FROM = 0.05  # of the score: below, there is nothing that hiding could take away
STABLE_FROM = 0.6  # rank correlation with the map of another seed
ALIKE_FROM = 0.3  # mean rank correlation with the other methods


class Level(StrEnum):
    """What the tests say of a map: believe it, with care, not at all, or not to be tested."""

    PASSED = "passed"
    DOUBTFUL = "doubtful"
    FAILED = "failed"
    UNTESTED = "untested"


@dataclass(frozen=True)
class Measured:
    """What was measured of one map.

    The areas under deletion curves: of the map, of the best of the random maps, of the edge map and
    of the copy, in the unit of `score`, which is positive. `across_seeds` is the rank correlation
    with the map of another seed, None for a method without chance; `with_others` the mean of those
    with the other methods, None if there is none.
    """

    score: float
    area: float
    random_area: float
    edge_area: float
    copy_area: float
    across_seeds: float | None = None
    with_others: float | None = None

    @property
    def beats_chance(self) -> bool:
        return self.area < self.random_area

    @property
    def beats_edges(self) -> bool:
        return self.area < self.edge_area - MARGIN * self.score

    @property
    def beats_copy(self) -> bool:
        return self.area < self.copy_area - MARGIN * self.score


@dataclass(frozen=True)
class Verdict:
    level: Level
    sentence: str


def verdict(measured: Measured) -> Verdict:
    """Judge a map by what was measured of it; the first test that it fails decides."""
    if measured.score < TESTABLE_FROM:
        return Verdict(Level.UNTESTED, _UNTESTED)
    if not measured.beats_chance:
        return Verdict(Level.FAILED, _CHANCE)
    failed = [
        name
        for name, passed in (
            ("the picture’s edges", measured.beats_edges),
            ("a copy of the picture", measured.beats_copy),
        )
        if not passed
    ]
    if failed:
        return Verdict(Level.FAILED, f"Do not rely on it: {' and '.join(failed)} {_NO_WORSE}.")
    return _of_a_passed(measured)


def _of_a_passed(measured: Measured) -> Verdict:
    seeds, others = measured.across_seeds, measured.with_others
    if seeds is not None and seeds < STABLE_FROM:
        return Verdict(Level.DOUBTFUL, f"With care: {_MARKS}, but {_SEED}{_agreement(seeds)}.")
    if others is not None and others < ALIKE_FROM:
        return Verdict(
            Level.DOUBTFUL,
            f"With care: {_MARKS}, but the other methods point elsewhere{_agreement(others)}.",
        )
    return Verdict(
        Level.PASSED,
        f"Passed: while what it marks is hidden, the score falls from {_plain(measured.score)} to "
        f"{_plain(measured.area)} on average, further than for any decoy.",
    )


def _agreement(found: float) -> str:
    return f" (agreement {_plain(found)})"


def _plain(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")


_UNTESTED = "Not testable: the score is so low that hiding pixels cannot lower it."
_CHANCE = f"Do not rely on it: one of {RANDOM_MAPS} random maps does as well."
_NO_WORSE = "finds what matters as well as it does"
_MARKS = "what it marks matters"
_SEED = "another seed gives another map"
