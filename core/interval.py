"""A measured share with its uncertainty."""

from dataclasses import dataclass


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
