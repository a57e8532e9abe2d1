"""The shared form of a result: one figure with its baseline, as one JSON line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.errors import FittingRoomError

DIGITS = 4  # significant ones: no timing here is known better


class NotMeasurable(FittingRoomError):
    """Something that the benchmark needs is not on this computer."""


@dataclass(frozen=True)
class Figure:
    """One measured figure. `ratio` is the one that the target speaks of.

    `met` is None where there is no target, baseline and ratio where there is nothing to compare
    with. `extra` holds further measured numbers, printed as they are named.
    """

    benchmark: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    target: str
    met: bool | None
    data: str
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_line(self) -> dict[str, Any]:
        return {
            "benchmark": self.benchmark,
            "value": rounded(self.value),
            "unit": self.unit,
            "baseline": rounded(self.baseline),
            "ratio": rounded(self.ratio),
            "target": self.target,
            "met": self.met,
            "data": self.data,
            **{name: rounded(value) for name, value in self.extra.items()},
        }


def rounded(value: Any) -> Any:
    """Round floats, also those in a list, to significant digits; leave all else as it is."""
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def p50(values: list[float]) -> float:
    return float(np.percentile(values, 50))


def p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))
