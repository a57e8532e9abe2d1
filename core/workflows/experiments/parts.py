"""Jobs made of several trainings: keep what is done, show what is running."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.errors import BadRecord
from core.files import write_whole
from core.interval import Interval
from core.model_facts import EpochMetrics, SplitMetrics
from core.records import from_json, parse, to_json
from core.workflows.context import Context, ThrottledContext
from core.workflows.train.train import TrainingProgress

R = TypeVar("R")


@dataclass(frozen=True)
class CurvePoint:
    """One epoch of a learning curve."""

    epoch: int
    validation_accuracy: float


Curve = tuple[CurvePoint, ...]


@dataclass(frozen=True)
class SplitShare:
    """The accuracy of one training on one split, with its 95 % interval."""

    accuracy: float
    accuracy_low: float
    accuracy_high: float
    n: int

    @classmethod
    def of(cls, metrics: SplitMetrics) -> "SplitShare":
        return cls(metrics.accuracy, metrics.accuracy_low, metrics.accuracy_high, metrics.n)

    @property
    def interval(self) -> Interval:
        return Interval(self.accuracy, self.accuracy_low, self.accuracy_high)


@dataclass(frozen=True)
class PartProgress:
    """One training among several: done, running or waiting; its accuracy once it is done."""

    name: str
    state: str
    history: Curve = ()
    accuracy: float | None = None  # on its fold
    test: SplitShare | None = None


@dataclass(frozen=True)
class PartsProgress:
    """All trainings of a job, and the progress of the one that is running."""

    parts: tuple[PartProgress, ...] = ()
    epoch: int = 0
    epochs: int = 1
    accuracy: float | None = None


class CompletedParts(Generic[R]):
    """The results of finished parts by name, in a JSON file that is written atomically.

    `asked`, a dataclass, is all that the parts depend on; results for anything else do not count.
    """

    def __init__(self, path: Path, asked: object, result: type[R]) -> None:
        self._path, self._asked, self._result = path, asked, result
        self._parts: dict[str, R] = {}
        self._read()
        self._write()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def __getitem__(self, name: str) -> R:
        return self._parts[name]

    def add(self, name: str, result: R) -> None:
        """Save the result of a part; on disk when this returns."""
        self._parts[name] = result
        self._write()

    def _read(self) -> None:
        """Load what an earlier attempt saved; if it is unreadable, all parts are run again."""
        try:
            kept = parse(dict[str, Any], self._path.read_text("utf-8"))
            if from_json(type(self._asked), kept["asked"]) == self._asked:
                self._parts = from_json(dict[str, self._result], kept["parts"])  # type: ignore[name-defined]
        except (FileNotFoundError, ValueError, KeyError, TypeError, BadRecord):
            return

    def _write(self) -> None:
        kept = {"asked": to_json(self._asked), "parts": to_json(self._parts)}
        write_whole(self._path, json.dumps(kept).encode())


class PartContext:
    """The context of one training among several: its share of the whole, and all their curves.

    `rows` are the parts in order, finished ones with their results.
    """

    def __init__(self, whole: Context, rows: Sequence[PartProgress], current: str) -> None:
        self._whole = ThrottledContext(whole)
        self._rows = list(rows)
        self._place = [row.name for row in rows].index(current)
        self._latest = TrainingProgress()

    @property
    def curve(self) -> Curve:
        return curve_of(self._latest.history)

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        if isinstance(progress, TrainingProgress):
            self._latest = progress
        row = replace(self._rows[self._place], state="running", history=self.curve)
        rows = (*self._rows[: self._place], row, *self._rows[self._place + 1 :])
        now = self._latest
        self._whole.report(
            (self._place + fraction) / len(self._rows),
            f"{row.name}, {self._place + 1} of {len(self._rows)}: {message}",
            PartsProgress(rows, now.epoch, now.epochs, now.accuracy),
        )

    def should_stop(self) -> bool:
        return self._whole.should_stop()


def curve_of(history: Sequence[EpochMetrics]) -> Curve:
    """Return the learning curve of a history."""
    return tuple(CurvePoint(row.epoch, row.validation_accuracy) for row in history)
