"""The result of a fine-tuning: both models compared on each split."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from core.interval import Interval
from core.records import StoredAs

WARDROBE = "wardrobe"  # the wardrobe's holdout, as one of the measured splits
CHANCE = 0.05  # p-values below this are more than chance


@dataclass(frozen=True)
class SplitFigures:
    """One model's results on one split: accuracy with its 95 % interval, and by class."""

    n: int
    accuracy: float
    accuracy_low: float
    accuracy_high: float
    balanced_accuracy: float
    per_class: Mapping[str, float] = field(default_factory=dict)  # label "0" to "9"

    @property
    def interval(self) -> Interval:
        return Interval(self.accuracy, self.accuracy_low, self.accuracy_high)


@dataclass(frozen=True)
class Comparison:
    """Both models on one split; figures are None if it has no pictures.

    `fixed` and `broken` count the pictures that only the new, or only the old, model has right;
    `p_value` is McNemar's.
    """

    before: SplitFigures | None
    after: SplitFigures | None
    fixed: int
    broken: int
    p_value: float

    @property
    def better(self) -> bool:
        """Return whether the new model is right more often, by more than chance."""
        return self.fixed > self.broken and self.p_value < CHANCE

    @property
    def worse(self) -> bool:
        """Return whether the new model is right less often, by more than chance."""
        return self.fixed < self.broken and self.p_value < CHANCE


@dataclass(frozen=True)
class CasesPassed:
    n: int
    passed: int


@dataclass(frozen=True)
class FineTuningResult:
    """The version that was fine-tuned from `base`, compared with it by split.

    `trained_on` counts pictures of the wardrobe, `excluded` those left out because models are
    measured on them: cases, and pictures of the dataset itself; `interpolation_weight` is the share
    of the new weights.
    """

    version: int
    name: str
    base: str
    trained_on: Annotated[int, StoredAs("taught")]
    excluded: Annotated[int, StoredAs("reserved")]
    interpolation_weight: Annotated[float, StoredAs("share")]
    before: Mapping[str, SplitFigures | None]
    after: Mapping[str, SplitFigures | None]
    fixed: Annotated[Mapping[str, int], StoredAs("won")]
    broken: Annotated[Mapping[str, int], StoredAs("lost")]
    p_values: Annotated[Mapping[str, float], StoredAs("chance")]
    cases: CasesPassed

    def __post_init__(self) -> None:
        parts = (self.before, self.after, self.fixed, self.broken, self.p_values)
        if not all({WARDROBE, "validation", "test"} <= part.keys() for part in parts):
            raise ValueError("figures of a split are missing")

    @property
    def gained(self) -> bool:
        """Return whether a gain on the user's pictures was shown, at no such loss on the test."""
        return self.on(WARDROBE).better and not self.on("test").worse

    def on(self, split: str) -> Comparison:
        """Return both models on "wardrobe", "validation" or "test"."""
        return Comparison(
            self.before[split],
            self.after[split],
            self.fixed[split],
            self.broken[split],
            self.p_values[split],
        )
