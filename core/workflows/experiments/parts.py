"""One job made of several trainings: what is done is kept, what is under way is shown."""

import json
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from core.files import write_whole
from core.workflows.context import Context

SECONDS_BETWEEN_REPORTS = 0.3


class Durable(Context, Protocol):
    """A context whose job can be taken up again by a later process."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What was asked for, as it was submitted."""

    @property
    def folder(self) -> Path:
        """A folder of this job's own that outlives a kill."""


class Seldom:
    """Passes a report on when its message is new, or some time after the latest.

    A report of many curves is long, and a batch is short.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._message, self._told = "", -math.inf

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        now = time.monotonic()
        if message != self._message or now - self._told >= SECONDS_BETWEEN_REPORTS:
            self._message, self._told = message, now
            self._context.report(fraction, message, progress)

    def should_stop(self) -> bool:
        return self._context.should_stop()


class DoneParts:
    """The finished parts of a job by name, in a JSON file that is always whole.

    `asked` is all that the parts depend on; what was done for something else does not count.
    """

    def __init__(self, path: Path, asked: Mapping[str, Any]) -> None:
        self._path = path
        self._asked = json.loads(json.dumps(dict(asked)))
        self._parts: dict[str, dict[str, Any]] = {}
        self.begun = time.time()  # seconds since the epoch, of the first go
        self._read()
        self._write()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def __getitem__(self, name: str) -> dict[str, Any]:
        return self._parts[name]

    def add(self, name: str, result: Mapping[str, Any]) -> None:
        """Keep the result (JSON-ready) of a part; on disk when this returns."""
        self._parts[name] = dict(result)
        self._write()

    def _read(self) -> None:
        """Take up what an earlier go kept; where it cannot be read, the parts are made anew."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            if kept["asked"] == self._asked:
                self._parts, self.begun = dict(kept["parts"]), float(kept["begun"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return

    def _write(self) -> None:
        kept = {"asked": self._asked, "begun": self.begun, "parts": self._parts}
        write_whole(self._path, json.dumps(kept).encode())


class PartContext:
    """The context of one training among several: its share of the whole, and all their curves.

    `names` are the parts in order; the progress that it reports is {"epochs", "epoch", "accuracy",
    "parts": [{"name", "state", "history", **result}]}.
    """

    def __init__(
        self, whole: Context, names: tuple[str, ...], done: DoneParts, current: str
    ) -> None:
        self._whole = Seldom(whole)
        self._place, self._of = names.index(current), len(names)
        self._rows: list[dict[str, Any]] = [
            {"name": name, "state": "done", **done[name]}
            if name in done
            else {"name": name, "state": "waiting", "history": []}
            for name in names
        ]
        self.history: list[dict[str, Any]] = []

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        self.history = list(progress.get("history", self.history))
        row = self._rows[self._place] | {"state": "running", "history": short(self.history)}
        rows = [*self._rows[: self._place], row, *self._rows[self._place + 1 :]]
        kept = {
            name: progress[name] for name in ("epoch", "epochs", "accuracy") if name in progress
        }
        self._whole.report(
            (self._place + fraction) / self._of,
            f"{row['name']}, {self._place + 1} of {self._of}: {message}",
            kept | {"parts": rows},
        )

    def should_stop(self) -> bool:
        return self._whole.should_stop()


def short(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep of each epoch what a curve needs."""
    return [
        {"epoch": row["epoch"], "validation_accuracy": row["validation_accuracy"]}
        for row in history
    ]
