"""Estimate the time left from the reports of a job.

The recent rate, in seconds per share of the work, is assumed to continue. It is a mean over much of
the work, so it includes pauses such as a validation after each epoch. What follows the even part (a
model is written, tested, registered) takes as long as it did the last time, whatever the size of
the work.
"""

import math

MEMORY = 0.3  # share of the work after which a report counts a third (1/e)
# Until this much is seen, warm-up still dominates the rate.
MIN_WORK, MIN_SECONDS, MIN_REPORTS = 0.02, 1.0, 3


class Eta:
    """Estimates the seconds left. Feed it every report, with times that exclude system sleep.

    Counting starts at the first report with any work done: what came before it is warm-up, or was
    done before the job was resumed.
    """

    def __init__(self, even_until: float = 1.0, closing: float = 0.0) -> None:
        self._even_until, self._closing = even_until, closing
        self._restart(0.0, 0.0)

    def _restart(self, now: float, fraction: float) -> None:
        self._first = self._last = (now, fraction)
        self._seconds = self._work = 0.0
        self._reports = 0
        self._closing_began: float | None = None

    def note(self, now: float, fraction: float) -> float | None:
        """Add a report (s, 0 to 1); return the seconds left, None while they are unknown."""
        then, before = self._last
        if before == 0 or fraction < before:
            self._restart(now, fraction)
            return None
        if fraction >= self._even_until:
            return self._left_of_closing(now)
        step = fraction - before
        if step > 0:
            self._add(now - then, step)
            self._last = (now, fraction)
        return self._left(now)

    def closing(self, now: float) -> float | None:
        """Return the seconds since the even part ended; None if it has not."""
        return None if self._closing_began is None else now - self._closing_began

    def _add(self, seconds: float, step: float) -> None:
        fade = math.exp(-step / MEMORY)
        self._seconds = self._seconds * fade + seconds
        self._work = self._work * fade + step
        self._reports += 1

    def _left(self, now: float) -> float | None:
        (began, first), (latest, fraction) = self._first, self._last
        early = fraction - first < MIN_WORK or latest - began < MIN_SECONDS
        if early or self._reports < MIN_REPORTS:
            return None
        rate = self._seconds / self._work
        left = rate * (self._even_until - fraction) - (now - latest)
        return max(0.0, left) + self._closing

    def _left_of_closing(self, now: float) -> float | None:
        if self._closing_began is None:
            self._closing_began = now
        left = self._closing - (now - self._closing_began)
        return left if left > 0 else None
