"""What the commands print: sentences for people, or one JSON object per line."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from core.errors import FittingRoomError
from core.records import to_json

AsJson = Annotated[bool, typer.Option("--json", help="Print only JSON, one object per line.")]


@contextmanager
def error_boundary(as_json: bool) -> Iterator[None]:
    """Turn a FittingRoomError into exit code 1 and a sentence, as JSON if requested."""
    try:
        yield
    except FittingRoomError as error:
        if as_json:
            print_json({"error": str(error)})
        else:
            print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def print_json(line: Mapping[str, Any]) -> None:
    print(json.dumps(line), flush=True)


class Terminal:
    """Progress for people: one line of stderr, rewritten; silent if stderr is not a terminal."""

    def __init__(self, on_progress: Callable[[object], None] | None = None) -> None:
        self._watched = sys.stderr.isatty()
        self._on_progress = on_progress

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        if self._on_progress:
            self._on_progress(progress)
        if self._watched:
            end = "\n" if fraction >= 1 else ""
            print(f"\r{fraction:4.0%}  {message:<40}", end=end, file=sys.stderr, flush=True)

    def should_stop(self) -> bool:
        return False


class EpochLines:
    """Print each finished epoch once, as a JSON line."""

    def __init__(self) -> None:
        self._printed = 0

    def __call__(self, progress: object) -> None:
        from core.workflows.train.train import TrainingProgress

        if isinstance(progress, TrainingProgress):
            for epoch in progress.history[self._printed :]:
                print_json(to_json(epoch))
            self._printed = max(self._printed, len(progress.history))
