"""Interrupt sixty first starts at random moments and restart them; run twenty pairs at once.

A first start creates the registry and registers the shipped model. However it was interrupted, the
next start must succeed, with the shipped model registered exactly once.
"""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness.figure import Figure
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from tools.app_server import at

INTERRUPTED, PAIRS = 60, 20
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
SEED = 5  # of the random moments
TARGET = f"{INTERRUPTED} of {INTERRUPTED} recover, {PAIRS} of {PAIRS} pairs end well"


@dataclass
class Tally:
    """The outcomes of the starts; `failures` holds the output of the failed ones."""

    interrupted: int = 0
    recovered: int = 0
    pairs: int = 0
    pairs_well: int = 0
    failures: list[str] = field(default_factory=list)


def measure() -> dict[str, Any]:
    tally = Tally()
    chance = random.Random(SEED)
    span = seconds_of_a_start()
    for _ in range(INTERRUPTED):
        on_a_new_home(lambda home: interrupt(home, chance, span, tally))
    for _ in range(PAIRS):
        on_a_new_home(lambda home: start_two(home, tally))
    for printed in tally.failures[:5]:
        print(printed, file=sys.stderr)
    return figure(tally, span).as_line()


def on_a_new_home(act: Callable[[Path], None]) -> None:
    with TemporaryDirectory(prefix="fitting-room-", ignore_cleanup_errors=True) as folder:
        act(Path(folder))


def seconds_of_a_start() -> float:
    """Return the duration of an uninterrupted first start."""
    began = time.perf_counter()
    on_a_new_home(lambda home: started(home).communicate() and None)
    return time.perf_counter() - began


def interrupt(home: Path, chance: random.Random, span: float, tally: Tally) -> None:
    process = started(home)
    try:
        process.wait(chance.uniform(0, span))
    except subprocess.TimeoutExpired:
        process.send_signal(chance.choice(SIGNALS))
    process.communicate()
    tally.interrupted += 1
    printed = ended(started(home))
    tally.recovered += not printed and registered_once(home)
    tally.failures += [printed] if printed else []


def start_two(home: Path, tally: Tally) -> None:
    both = started(home), started(home)
    printed = "".join([ended(process) for process in both])
    tally.pairs += 1
    tally.pairs_well += not printed and registered_once(home)
    tally.failures += [printed] if printed else []


def started(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "core", "prepare"],
        cwd=REPOSITORY,
        env=at(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> str:
    """Wait for a start; return its output if it failed, else an empty string."""
    printed = "".join(process.communicate())
    return printed if process.returncode else ""


def registered_once(home: Path) -> bool:
    versions = Registry(Settings(home=home)).versions()
    return [(one.name, one.is_champion) for one in versions] == [("v1", True)]


def figure(tally: Tally, span: float) -> Figure:
    whole = tally.recovered == tally.interrupted and tally.pairs_well == tally.pairs
    return Figure(
        benchmark="first_starts",
        value=float(tally.recovered),
        unit=f"of {tally.interrupted} interrupted first starts recover at the next start",
        baseline=None,
        ratio=tally.recovered / tally.interrupted,
        target=TARGET,
        met=whole and tally.interrupted >= INTERRUPTED and tally.pairs >= PAIRS,
        data="kill -9, SIGTERM or Ctrl-C, equally likely, at random moments of a start",
        extra={"pairs": tally.pairs, "pairs_that_ended_well": tally.pairs_well, "start_s": span},
    )
