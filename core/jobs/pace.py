"""How long work still takes, told from its reports.

Work is uneven in three ways. Its rate changes with the computer's other business: the rate of late
counts. It pauses, to validate after an epoch: that is no change of the rate, but it comes again. It
leaps over what need not be done, where a training ends early: that costs nothing.
"""

import math
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

# Shares of the whole work.
LATELY = 0.06  # what lies so far back counts a third in the rate of late
BELIEVED = 0.05  # a new rate that held for so long is the rate
# Ratios.
CHANGED = 1.25  # of two rates that are no longer one rate with some noise
ODD = 5.0  # of a step's time to what such a step takes: a pause, or inversely a leap
# Counts.
FEWEST = 3  # reports before a step can be called odd, or a rate be believed


@dataclass
class _Rate:
    """Weighted seconds over weighted work."""

    seconds: float = 0.0
    work: float = 0.0

    def add(self, seconds: float, step: float, fade: float = 1.0) -> None:
        self.seconds = self.seconds * fade + seconds
        self.work = self.work * fade + step

    @property
    def whole(self) -> float:
        """Seconds for the whole work."""
        return self.seconds / self.work if self.work > 0 else 0.0


@dataclass
class _Stretch:
    """What was measured since counting began, at `first`."""

    last: float  # time of the latest report that moved on
    first: float  # share of the work done when counting began
    fraction: float
    reports: int = 0
    steady: _Rate = field(default_factory=_Rate)  # since the rate last changed
    lately: _Rate = field(default_factory=_Rate)
    apart: _Rate = field(default_factory=_Rate)  # for as long as those two differ
    leapt: float = 0.0  # share of the work
    pauses: list[tuple[float, float]] = field(default_factory=list)  # where, seconds

    def move(self, now: float, fraction: float) -> None:
        self._step(now - self.last, fraction - self.fraction)
        self.last, self.fraction = now, fraction

    def left(self, now: float) -> float | None:
        if self.steady.work <= 0:
            return None
        earnest = 1 - self.leapt / (self.fraction - self.first)
        work = self.steady.whole * earnest * (1 - self.fraction)
        return max(0.0, work + self._pauses_left() - (now - self.last))

    def _step(self, seconds: float, step: float) -> None:
        usual = self.lately.whole * step
        self.reports += 1
        if self.reports > FEWEST and seconds < usual / ODD:
            self.leapt += step
            return
        if self.reports > FEWEST and seconds > usual * ODD:
            self.pauses.append((self.fraction, seconds - usual))
            seconds = usual
        self.steady.add(seconds, step)
        self.lately.add(seconds, step, math.exp(-step / max(LATELY, FEWEST * step)))
        self._compare(seconds, step)

    def _compare(self, seconds: float, step: float) -> None:
        """Forget the old rate once a new one has held."""
        if self.steady.whole / CHANGED <= self.lately.whole <= self.steady.whole * CHANGED:
            self.apart = _Rate()
            return
        self.apart.add(seconds, step)
        if self.apart.work > max(BELIEVED, FEWEST * step):
            self.steady, self.apart = self.apart, _Rate()

    def _pauses_left(self) -> float:
        """Expect pauses like those so far, as far from each other; one alone is an accident."""
        if len(self.pauses) < 2:
            return 0.0
        places = [place for place, _ in self.pauses]
        apart = median(after - before for before, after in pairwise(places))
        length = median(seconds for _, seconds in self.pauses)
        to_come = (1 - places[-1]) / apart  # a whole number, where one comes at the very end
        return length * math.floor(to_come + 0.01)


class Pace:
    """Tells the time left. Feed it every report, and a clock that stands still in a sleep.

    The first report is only where counting starts: what came before it is warm-up, or was done in
    an earlier go.
    """

    def __init__(self) -> None:
        self._stretch: _Stretch | None = None

    def note(self, now: float, fraction: float) -> float | None:
        """Take in a report (s, 0 to 1); return the seconds left, None while they are unknown."""
        if self._stretch is None or fraction < self._stretch.fraction:
            self._stretch = _Stretch(now, fraction, fraction) if fraction > 0 else None
            return None
        if fraction > self._stretch.fraction:
            self._stretch.move(now, fraction)
        return self._stretch.left(now)
