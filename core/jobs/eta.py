"""How long work still takes, told from its reports.

Work is uneven in three ways. Its rate changes with the computer's other business: the rate of late
counts. It pauses, to validate after an epoch: that is no change of the rate, but it comes again. It
leaps over what need not be done, where a training ends early: that costs nothing. And its closing
(a model is written, tested, registered) takes seconds that are no matter of the rate: how many, an
earlier job like it tells.
"""

import math
from dataclasses import dataclass, field

# Shares of the whole work.
LATELY = 0.06  # what lies so far back counts a third in the rate of late
BELIEVED = 0.05  # a new rate that held for so long is the rate
# Ratios.
CHANGED = 1.25  # of two rates that are no longer one rate with some noise
ODD = 5.0  # of a step's time to what such a step takes: a pause, or inversely a leap; of a step's
# size to that of others: part of the closing
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


@dataclass(frozen=True)
class Closing:
    """What comes after the last of many small steps."""

    begins: float  # share of the work
    seconds: float


@dataclass
class _Stretch:
    """What was measured since counting began, at `first`."""

    last: float  # time of the latest report that moved on
    first: float  # share of the work done when counting began
    fraction: float
    expected: Closing
    begun: float  # when the closing has begun, unless another small step is to come
    begun_at: float  # share of the work done by then
    reports: int = 0
    steady: _Rate = field(default_factory=_Rate)  # since the rate last changed
    lately: _Rate = field(default_factory=_Rate)
    apart: _Rate = field(default_factory=_Rate)  # for as long as those two differ
    leapt: float = 0.0  # share of the work
    pauses: list[tuple[float, float]] = field(default_factory=list)  # where, seconds

    def move(self, now: float, fraction: float) -> None:
        step = fraction - self.fraction
        self._step(now - self.last, step)
        self.last, self.fraction = now, fraction
        if step <= ODD * (fraction - self.first) / self.reports:
            self.begun, self.begun_at = now, fraction

    def left(self, now: float) -> float | None:
        if self.steady.work <= 0:
            return None
        if self.fraction >= self.expected.begins and self.expected.seconds:
            return max(0.0, self.expected.seconds - (now - self.begun))
        earnest = 1 - self.leapt / (self.fraction - self.first)
        work = self.steady.whole * earnest * (self.expected.begins - self.fraction)
        left = work + self._pauses_left() + self.expected.seconds
        return max(0.0, left - (now - self.last))

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
        """Expect pauses as often and as long as those so far, but for one that may be an accident.

        Counted from the last pause, so that one which ends each epoch is still to come until it has
        come; the last of all is part of the closing, where that is known.
        """
        if len(self.pauses) < 2:
            return 0.0
        lengths = [seconds for _, seconds in self.pauses]
        length = (sum(lengths) - max(lengths)) / (len(lengths) - 1)
        latest = self.pauses[-1][0]
        to_come = len(lengths) / (latest - self.first) * (self.expected.begins - latest)
        return length * max(0.0, to_come - (1 if self.expected.seconds else 0))


class Pace:
    """Tells the time left. Feed it every report, and a clock that stands still in a sleep.

    The first report is only where counting starts: what came before it is warm-up, or was done in
    an earlier go. `expected` is the closing of an earlier job that was like it.
    """

    def __init__(self, expected: Closing | None = None) -> None:
        self._expected = expected or Closing(begins=1.0, seconds=0.0)
        self._stretch: _Stretch | None = None

    def note(self, now: float, fraction: float) -> float | None:
        """Take in a report (s, 0 to 1); return the seconds left, None while they are unknown."""
        if self._stretch is None or fraction < self._stretch.fraction:
            self._stretch = None
            if fraction > 0:
                self._stretch = _Stretch(now, fraction, fraction, self._expected, now, fraction)
            return None
        if fraction > self._stretch.fraction:
            self._stretch.move(now, fraction)
        return self._stretch.left(now)

    def closing(self, now: float) -> Closing | None:
        """Return what came after the last small step, now that all is done; None if unknown."""
        done = self._stretch
        if done is None or done.reports < FEWEST:
            return None
        return Closing(done.begun_at, now - done.begun)
