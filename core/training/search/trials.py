"""The results of a hyperparameter search: its trials, the best of them, and importances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from core.config_names import current
from core.records import Plain


class TrialState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    PRUNED = "pruned"  # stopped early: behind the median of the others at the same point
    DIVERGED = "diverged"  # the loss was not finite
    WAITING = "waiting"  # interrupted together with its process; will be run again


@dataclass(frozen=True)
class SweepTrial:
    """One training of a search. Accuracies are shares of the validation split, 0-1."""

    number: int  # from 1
    state: TrialState
    settings: Mapping[str, Plain]
    accuracy: float | None = None  # of the model that the training returns
    curve: tuple[float, ...] = ()  # validation accuracy by epoch
    epochs: int = 0
    seconds: float = 0.0
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", current(self.settings))  # may be of an older search

    @property
    def reached(self) -> float:
        """The validation accuracy, or that of the best epoch of a pruned trial; otherwise 0."""
        return self.accuracy or max(self.curve, default=0.0)

    @property
    def ended(self) -> bool:
        return self.state in (TrialState.DONE, TrialState.PRUNED, TrialState.DIVERGED)


@dataclass(frozen=True)
class Importance:
    """How much one setting determined whether a trial was in the better half.

    The shares of all settings sum to 1. `by_chance` is the 95th percentile of the share when the
    accuracies are permuted at random: a share that is not above it may be noise.
    """

    setting: str
    share: float
    by_chance: float

    @property
    def stands_out(self) -> bool:
        return self.share > self.by_chance


def best_of(trials: Sequence[SweepTrial]) -> SweepTrial | None:
    """Return the finished trial with the highest validation accuracy, the earliest of equals."""
    done = [trial for trial in trials if trial.state is TrialState.DONE]
    return max(done, key=lambda trial: (trial.accuracy or 0.0, -trial.number), default=None)


def behind_the_median(
    curve: Sequence[float], epochs: int, others: Sequence[SweepTrial], fewest: int
) -> bool:
    """Return whether a trial with `curve`, of `epochs` in total, is behind half of the others.

    The median stopping rule (Golovin et al., “Google Vizier”, KDD 2017, section 3.2): its best
    accuracy so far is compared with the median of what the others had reached at the same share of
    their own epochs. All that got so far count, pruned ones too: with survivors alone the bar would
    only rise. With fewer than `fewest` of them no trial is behind. Shares, not epochs: with a
    learning rate that rises and falls, the fifth epoch of five and of fifty are not comparable.
    """
    import numpy as np

    share = len(curve) / epochs
    reached = [
        float(np.interp(share * other.epochs, range(1, len(other.curve) + 1), _best(other.curve)))
        for other in others
        if other.curve and len(other.curve) >= share * other.epochs
    ]
    return bool(curve) and len(reached) >= fewest and max(curve) < float(np.median(reached))


def _best(curve: Sequence[float]) -> list[float]:
    return list(accumulate(curve, max))
