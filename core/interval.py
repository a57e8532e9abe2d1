"""A measured share with its uncertainty."""

import math
from dataclasses import dataclass

NORMAL_95 = 1.959964  # two-sided 95 % quantile of the standard normal distribution


@dataclass(frozen=True)
class Interval:
    """A share with its 95 % interval, all 0 to 1."""

    value: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the width of the interval: the number after ±."""
        return (self.high - self.low) / 2


def wilson(hits: int, n: int) -> Interval:
    """Return hits/n with Wilson's score interval (Wilson 1927), reliable near 0 and 1 too.

    Raises ValueError unless n is positive.
    """
    if n <= 0:
        raise ValueError("An interval needs at least one observation.")
    share, z2 = hits / n, NORMAL_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = NORMAL_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(share, float(max(0.0, centre - half)), float(min(1.0, centre + half)))
