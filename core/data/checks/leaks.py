"""What near-duplicates between train and test mean for a test result."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.versions.pictures import Part, Pictures
from core.interval import Interval, wilson
from core.text import counted, percent

SIGNIFICANT = 0.05


@dataclass(frozen=True)
class LeakEffect:
    """A model's accuracy on the test split, with and without the leaked pictures.

    `leaked` is how many of the `n` test pictures have a near-duplicate in the train split.
    """

    n: int
    leaked: int
    accuracy: Interval
    without: Interval
    p: float  # Fisher's exact test: are leaked pictures right as often as the others?

    def in_words(self) -> str:
        """Return both accuracies, and whether the leaks matter, as a sentence."""
        if not self.leaked:
            return f"{_accuracy(self.accuracy)}; no test picture has a near-duplicate in train."
        gain = (self.accuracy.value - self.without.value) * 100
        which = counted(self.leaked, "picture")
        verdict = "more than" if self.p < SIGNIFICANT else "no more than"
        return (
            f"{_accuracy(self.accuracy)} of {self.n:,} test pictures; {_accuracy(self.without)} "
            f"without the {which} that have a near-duplicate in train: {abs(gain):.2f} points "
            f"{'less' if gain >= 0 else 'more'}, {verdict} chance explains."
        )


def leak_effect(
    pictures: Pictures, predicted: NDArray[np.integer], leaked: Sequence[int]
) -> LeakEffect:
    """Measure the accuracy on the test split with and without the leaked test pictures.

    predicted: (n,), the predicted class of every picture by its number. leaked: numbers, as a
    `DataReport` has them. Raises ValueError if no test picture is left.
    """
    from scipy import stats

    test = pictures.members(Part.TEST)
    right = predicted[test] == pictures.labels[test]
    clean = ~np.isin(test, np.asarray(leaked, np.intp))
    table = [[int(right[one].sum()), int((~right[one]).sum())] for one in (clean, ~clean)]
    return LeakEffect(
        n=len(test),
        leaked=int((~clean).sum()),
        accuracy=wilson(int(right.sum()), len(test)),
        without=wilson(int(right[clean].sum()), int(clean.sum())),
        p=float(stats.fisher_exact(table).pvalue),
    )


def _accuracy(found: Interval) -> str:
    return f"{percent(found.value)} ± {found.half * 100:.1f} right"
