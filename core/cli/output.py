"""What the commands print: sentences for people, or one JSON object per line."""

import io
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import FittingRoomError
from core.records import to_json
from core.text import THIN, percent

AsJson = Annotated[bool, typer.Option("--json", help="Print only JSON, one object per line.")]

UNSAFE = ("Cc", "Cf")  # control and format characters, which could rewrite the terminal


class OutputLost(FittingRoomError):
    """What was computed could not be printed."""


def prepare_streams() -> None:
    """Make standard streams that a shell has closed, and let them print any file name."""
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w")
    sys.stderr = sys.stderr or nowhere.open("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def error_boundary(as_json: bool) -> Iterator[None]:
    """Turn a FittingRoomError into exit code 1 and a sentence, as JSON if requested."""
    try:
        yield
    except OutputLost:  # it cannot be printed as JSON either: see run()
        raise
    except FittingRoomError as error:
        if as_json:
            print_json({"error": str(error)})
        else:
            print_to_stderr(str(error))
        raise typer.Exit(1) from error


def print_json(line: Mapping[str, Any]) -> None:
    _print(json.dumps(line))


def print_words(words: str) -> None:
    """Print words for people; characters of a file name that could act on the terminal are not."""
    _print(_harmless(words))


def print_to_stderr(words: str) -> None:
    """Print words for people on standard error, if that is possible."""
    with suppress(OSError):
        print(_harmless(words), file=sys.stderr, flush=True)


def _print(line: str) -> None:
    try:
        print(line, flush=True)
    except BrokenPipeError:  # the reader has seen enough: no error of ours
        raise
    except OSError as error:
        _discard_output()
        raise OutputLost(
            f"The output cannot be written: {error.strerror}. Free some space, or send it "
            "elsewhere."
        ) from error


def _discard_output() -> None:
    """Send what is still buffered to nowhere; Python would try again at its end, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _harmless(words: str) -> str:
    """Return words without what could act on a terminal; not every one has the thin space."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if letter != "\n" and unicodedata.category(letter) in UNSAFE
        else letter
        for letter in words.replace(THIN, " ")
    )


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
            line = f"{percent(fraction, 0):>5}  {_harmless(message):<40}"
            print(f"\r{line}", end=end, file=sys.stderr, flush=True)

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
