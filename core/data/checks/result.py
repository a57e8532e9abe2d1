"""What a check finds, and what it looks at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.checks.near_duplicates import Pairs, near_duplicates
from core.data.properties import Properties, properties
from core.data.versions.manifest import Manifest
from core.data.versions.pictures import Pictures

MAX_PICTURES = 200  # that a result names; `found` counts all


class Severity(StrEnum):
    """An error makes a version unusable; a warning is to be known when results are read."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """What a check measured. It has passed if the value is on the right side of the threshold.

    `pictures` are the numbers of the pictures at fault; `pairs`, for duplicates, the two numbers
    each. At most 200 are named, `found` is how many there are.
    """

    passed: bool
    sentence: str
    measured: float
    pictures: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    found: int = 0


@dataclass(frozen=True)
class CheckResult:
    """A check's finding under its name, with its severity and threshold."""

    name: str
    title: str
    severity: Severity
    threshold: float
    finding: Finding

    @property
    def passed(self) -> bool:
        return self.finding.passed


@dataclass(frozen=True, eq=False)
class Subject:
    """The pictures of a version, and its manifest; v1 has none.

    `on_share` gets how much of a long search is done, 0-1; an error that it raises ends the search.
    """

    pictures: Pictures
    manifest: Manifest | None = None
    on_share: Callable[[float], None] = field(default=lambda share: None)

    @cached_property
    def members(self) -> NDArray[np.intp]:
        """The numbers of the pictures that are not excluded."""
        return np.flatnonzero(~self.pictures.excluded)

    @cached_property
    def properties(self) -> Properties:
        """Brightness and ink area of all pictures; several checks use them."""
        return properties(self.pictures.images)

    @cached_property
    def near(self) -> Pairs:
        """The near-duplicates among them, by the pictures' numbers; several checks use them."""
        pairs = near_duplicates(self.pictures.images[self.members], on_share=self.on_share)
        return Pairs(self.members[pairs.rows], pairs.distances)


def of_pictures(passed: bool, sentence: str, measured: float, numbers: Iterable[int]) -> Finding:
    """Return a finding about single pictures."""
    listed = [int(number) for number in numbers]
    first = tuple(listed[:MAX_PICTURES])
    return Finding(passed, sentence, measured, pictures=first, found=len(listed))


def of_pairs(
    passed: bool, sentence: str, measured: float, pairs: Sequence[Sequence[int]]
) -> Finding:
    """Return a finding about pairs of pictures."""
    first = tuple((int(one), int(other)) for one, other in pairs[:MAX_PICTURES])
    return Finding(passed, sentence, measured, pairs=first, found=len(pairs))
