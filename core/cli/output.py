"""What the verbs print: sentences for a person, or one JSON object a line and nothing else."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from core.errors import FittingRoomError

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, nothing else.")]


@contextmanager
def sentences(as_json: bool) -> Iterator[None]:
    """End with exit code 1 and a sentence, on the wanted channel, where a verb fails."""
    try:
        yield
    except FittingRoomError as error:
        if as_json:
            say_json({"error": str(error)})
        else:
            print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def say_json(line: Mapping[str, Any]) -> None:
    print(json.dumps(line), flush=True)


class Terminal:
    """Progress for a person: one line, rewritten; quiet where nobody watches."""

    def __init__(self, on_progress: Callable[[Mapping[str, Any]], None] | None = None) -> None:
        self._watched = sys.stderr.isatty()
        self._on_progress = on_progress

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
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
        self._said = 0

    def __call__(self, progress: Mapping[str, Any]) -> None:
        history = progress.get("history", [])
        for epoch in history[self._said :]:
            say_json(epoch)
        self._said = max(self._said, len(history))
