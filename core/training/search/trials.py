"""What a search over settings found: its trials, the best of them, and what mattered."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any


class TrialState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    PRUNED = "pruned"  # given up: behind the median of the others at the same point
    DIVERGED = "diverged"  # the loss was no longer a number
    WAITING = "waiting"  # was cut short with the process; is tried again


@dataclass(frozen=True)
class SweepTrial:
    """One training of a search. Accuracies are shares of the validation split, 0-1."""

    number: int  # from 1
    state: TrialState
    settings: Mapping[str, Any]
    accuracy: float | None = None  # of the model that the training hands over
    curve: tuple[float, ...] = ()  # validation accuracy by epoch
    epochs: int = 0
    seconds: float = 0.0
    note: str = ""

    @property
    def ended(self) -> bool:
        return self.state in (TrialState.DONE, TrialState.PRUNED, TrialState.DIVERGED)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"state": str(self.state), "curve": [round(a, 5) for a in self.curve]}


@dataclass(frozen=True)
class Importance:
    """How much one setting decided whether a trial was among the better half.

    Shares of all settings sum to 1. `by_chance` is the share below which 95 % of searches lie
    whose accuracies were dealt out at random: what does not stand out above it may be noise.
    """

    setting: str
    share: float
    by_chance: float

    @property
    def stands_out(self) -> bool:
        return self.share > self.by_chance

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"stands_out": self.stands_out}


def best_of(trials: Sequence[SweepTrial]) -> SweepTrial | None:
    """Return the finished trial with the highest validation accuracy, the earliest of equals."""
    done = [trial for trial in trials if trial.state is TrialState.DONE]
    return max(done, key=lambda trial: (trial.accuracy or 0.0, -trial.number), default=None)


def best_so_far(trials: Sequence[SweepTrial]) -> tuple[tuple[int, float], ...]:
    """Return (number, best validation accuracy up to it) for every finished trial, in order."""
    best, steps = 0.0, []
    for trial in trials:
        if trial.state is TrialState.DONE and trial.accuracy is not None:
            best = max(best, trial.accuracy)
            steps.append((trial.number, best))
    return tuple(steps)


def behind_the_median(
    curve: Sequence[float], epochs: int, others: Sequence[SweepTrial], fewest: int
) -> bool:
    """Tell whether a trial with `curve`, of `epochs` in all, lies behind half of the others.

    The median stopping rule (Golovin et al., “Google Vizier”, KDD 2017, section 3.2): its best
    accuracy so far against the median of those that the others had reached at the same share of
    their own epochs. All that got so far are counted: with survivors alone the bar would only
    rise. With fewer than `fewest` of them nobody is behind. Shares, not epochs: in a schedule that
    rises and falls, the fifth epoch of five and the fifth of fifty say nothing about each other.
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
