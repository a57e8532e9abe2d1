"""Send 10,000 hostile files through “Many at once”: no traceback, a message for each refusal.

Random and damaged PNG, JPEG, WebP, GIF, BMP, zip and ndjson, and files that are small to send and
large to open, in a separate process that may crash or exhaust its memory.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness.figure import Figure
from benchmarks.robustness.hostile_files import write_hostile_files
from core.settings import REPOSITORY

FILES, SEED = 10_000, 8
AT_ONCE = 50  # files in a batch
MAX_MEMORY = 1_500_000_000  # bytes
TARGET = f"{FILES:,} files: 0 tracebacks, peak memory ≤ 1.5 GB"


@dataclass
class Tally:
    """The outcomes so far."""

    files: int = 0
    pictures: int = 0
    answered: int = 0
    refused: int = 0
    crashes: int = 0  # of the process
    peak_bytes: int = 0
    tracebacks: list[str] = field(default_factory=list)
    no_sentence: list[str] = field(default_factory=list)
    sentences: set[str] = field(default_factory=set)

    def add(self, line: dict[str, Any]) -> None:
        self.pictures += line["pictures"]
        self.answered += line["answered"]
        self.refused += line["refused"]
        self.peak_bytes = max(self.peak_bytes, line["peak_bytes"])
        self.tracebacks += line["tracebacks"]
        self.no_sentence += line["no_sentence"]
        self.sentences |= set(line["sentences"])


def measure() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        tally = fuzz(Path(folder), FILES)
    for text in [*tally.tracebacks[:5], *tally.no_sentence[:5]]:
        print(text, file=sys.stderr)
    return figure(tally).as_line()


def fuzz(folder: Path, files: int) -> Tally:
    """Send all files, a folder at a time; if the process dies, count that and start another."""
    tally = Tally()
    while tally.files < files:
        with started(folder / "home") as process:
            while tally.files < files:
                numbers = range(tally.files, min(tally.files + AT_ONCE, files))
                tally.files = numbers.stop
                line = answered(process, folder / "files", numbers)
                if line is None:
                    tally.crashes += 1
                    break
                tally.add(line)
    return tally


def started(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.robustness.targets.fuzz_target", str(home)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def answered(
    process: "subprocess.Popen[str]", folder: Path, numbers: range
) -> dict[str, Any] | None:
    """Write files and return the target's line for them; None if they killed the process.

    They are created here, so that the target's peak memory does not include it.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    write_hostile_files(folder, SEED, numbers)
    process.stdin.write(f"{folder}\n")
    process.stdin.flush()
    line = process.stdout.readline()
    shutil.rmtree(folder)
    received: dict[str, Any] | None = json.loads(line) if line else None
    return received


def figure(tally: Tally) -> Figure:
    whole = not (tally.tracebacks or tally.crashes or tally.no_sentence)
    return Figure(
        benchmark="fuzz",
        value=float(len(tally.tracebacks) + tally.crashes),
        unit="tracebacks and crashes",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=whole and tally.files >= FILES and tally.peak_bytes <= MAX_MEMORY,
        data=f"{tally.files:,} files made from seed {SEED}, {tally.pictures:,} pictures in them",
        extra={
            "answered": tally.answered,
            "refused": tally.refused,
            "kinds_of_refusal": len(tally.sentences),
            "refusals_that_are_no_sentence": len(tally.no_sentence),
            "peak_gb": tally.peak_bytes / 1e9,
        },
    )
