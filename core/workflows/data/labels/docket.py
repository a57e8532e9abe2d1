"""The cases of the label court, and what a person sees of each: the evidence."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import Part, first_added
from core.predictor import Predictor
from core.workflows.data.neighbours import nearest_of
from core.workflows.data.table import PictureTable
from core.workflows.data.typical import typical_members
from core.workflows.predict.answers import AllAnswers

# Training pictures that people reported in the dataset's issue tracker: cases before any audit.
KNOWN = (45592, 16691, 28264, 33982, 40513, 42018, 36325)
NEIGHBOURS, TYPICAL = 8, 8  # pictures shown with a case
MIN_READY = 8  # cases that are prepared before they are needed
Numbers = NDArray[np.intp]


def ranking(table: PictureTable) -> Numbers:
    """Return the numbers of the accused pictures, the most suspicious label first.

    Without an audit of this version they are the known cases. Test pictures are never accused, as
    they only report, and an excluded picture needs no verdict.
    """
    numbers = np.flatnonzero((table.pictures.parts != Part.TEST) & ~table.pictures.excluded)
    numbers = numbers[numbers < first_added()]
    if not table.audited:
        return np.array([one for one in KNOWN if one in numbers], np.intp)
    quality = table.quality[numbers]
    order = np.lexsort((numbers, quality))
    return numbers[order[: int(np.isfinite(quality).sum())]]  # NaN sorts last


def upcoming(ranked: Numbers, judged: Container[int], count: int) -> list[int]:
    """Return the first `count` numbers of a ranking that have no verdict yet."""
    found: list[int] = []
    for number in ranked.tolist():
        if len(found) == count:
            break
        if number not in judged:
            found.append(number)
    return found


@dataclass(frozen=True, eq=False)
class Case:
    """A picture before the court. Pictures are named by their numbers, labels are 0-9.

    probabilities: float32 (10,), the champion's. `suggested` and `rank` (from 1) are the audit's,
    None if it did not accuse the picture. `rival` is the class that the label is compared with: the
    one suggested, or else the champion's likeliest other one.
    """

    picture: int
    label: int
    suggested: int | None
    rank: int | None
    rival: int
    probabilities: NDArray[np.float32]
    neighbours: tuple[int, ...]  # of the training split, the nearest first
    typical_of_label: tuple[int, ...]
    typical_of_rival: tuple[int, ...]


class Evidence:
    """Gathers what is known about pictures of one dataset version.

    With the champion's answers to all pictures, neighbours are those of its embedding, else of the
    pixels.
    """

    def __init__(
        self, table: PictureTable, predictor: Predictor, answers: AllAnswers | None = None
    ) -> None:
        self.table, self.answers = table, answers
        self._predictor = predictor
        self.ranked = ranking(table)
        self._cases: dict[int, Case] = {}
        self._typical: dict[int, tuple[int, ...]] = {}

    def cases(self, numbers: Sequence[int]) -> list[Case]:
        """Return the cases of some pictures; those asked for before take no time."""
        fresh = [one for one in dict.fromkeys(numbers) if one not in self._cases]
        if fresh:
            probabilities = self._probabilities(np.array(fresh))
            neighbours = nearest_of(self.table, fresh, NEIGHBOURS, self.answers)
            for one in zip(fresh, probabilities, neighbours, strict=True):
                self._cases[one[0]] = self._case(*one)
        return [self._cases[one] for one in numbers]

    def prepared(self, numbers: Sequence[int]) -> list[Case]:
        """Return the first cases, some at least, and as many more as were prepared before.

        Where few are prepared, many are at once: together they take little longer than one.
        """
        ready = [one for one in numbers[:MIN_READY] if one in self._cases]
        if len(ready) < len(numbers[:MIN_READY]):
            return self.cases(numbers)
        return [self._cases[one] for one in takewhile(self._cases.__contains__, numbers)]

    def typical(self, label: int) -> tuple[int, ...]:
        """Return typical members of a class."""
        if label not in self._typical:
            self._typical[label] = typical_members(self.table, label, TYPICAL, self.answers)
        return self._typical[label]

    def _case(self, number: int, probabilities: NDArray[np.float32], near: list[int]) -> Case:
        label, rank = int(self.table.pictures.labels[number]), self._ranks.get(number)
        accused = rank is not None and self.table.audited
        suggested = int(self.table.suggested[number]) if accused else None
        rival = _likeliest_other(probabilities, label) if suggested in (None, label) else suggested
        assert rival is not None
        return Case(
            picture=number,
            label=label,
            suggested=suggested,
            rank=rank if accused else None,
            rival=rival,
            probabilities=probabilities,
            neighbours=tuple(near),
            typical_of_label=self.typical(label),
            typical_of_rival=self.typical(rival),
        )

    @cached_property
    def _ranks(self) -> dict[int, int]:
        return {number: rank for rank, number in enumerate(self.ranked.tolist(), 1)}

    def _probabilities(self, numbers: Numbers) -> NDArray[np.float32]:
        if self.answers is not None:
            return self.answers.probabilities[numbers]
        return self._predictor.predict_many(self.table.pictures.images[numbers]).probabilities


def _likeliest_other(probabilities: NDArray[np.float32], label: int) -> int:
    others = [one for one in range(len(CLASS_NAMES)) if one != label]
    return max(others, key=lambda one: float(probabilities[one]))
