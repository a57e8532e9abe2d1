"""How fast work goes, from its reports: what it did of late counts more than how it began."""

import math
from dataclasses import dataclass

# Share of the whole work after which what was measured counts a third. Short enough to follow a
# computer that becomes busy, long enough to see over the pause at the end of an epoch.
MEMORY = 0.2


@dataclass
class Pace:
    """Seconds for the whole work, smoothed over the work done (not over time).

    The first report is only where counting starts: what came before it is warm-up, or was done in
    an earlier go. Feed it a clock that stands still while the computer sleeps.
    """

    last: float | None = None  # seconds, of the clock that it is fed
    fraction: float = 0.0
    seconds: float = 0.0  # weighted
    work: float = 0.0  # weighted share of the whole

    def note(self, now: float, fraction: float) -> float | None:
        """Take in a report; return the seconds of the whole at this rate, None while unknown."""
        if self.last is None or fraction < self.fraction:
            self.last = now if fraction > 0 else None
            self.fraction, self.seconds, self.work = fraction, 0.0, 0.0
            return None
        step = fraction - self.fraction
        fade = math.exp(-step / MEMORY)
        self.seconds = self.seconds * fade + now - self.last
        self.work = self.work * fade + step
        self.last, self.fraction = now, fraction
        return self.seconds / self.work if self.work > 0 else None
