"""The common form of a result: one figure with its baseline, as one JSON line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.errors import FittingRoomError

DIGITS = 4  # significant ones: no timing here is more precise


class NotMeasurable(FittingRoomError):
    """Something the benchmark needs is missing on this computer."""


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    `value` is None if what is timed did not reach its goal, `met` if there is no target, `baseline`
    and `ratio` if there is nothing to compare with. `ratio` is the one that the target refers to.
    `extra` holds further measured numbers, printed under their names.
    """

    benchmark: str
    value: float | None
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
    """Round floats, also in lists, to significant digits; leave other values unchanged."""
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def p50(values: list[float]) -> float:
    return float(np.percentile(values, 50))


def p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))
