"""Overhead of thread, progress, checkpoints and tracking; baseline: the bare fit.

The duration of training with the app's runner, minus that of the same work without it (read, fit,
export, calibrate, test), as a share of the bare fit.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness.figure import Figure
from benchmarks.harness.warm import Warm, warm
from core.training import TrainConfig, config_for
from core.workflows.context import Silent
from core.workflows.train.train import load_dataset, train_into

RECIPE = "quick"
ROUNDS = 3
MAX_SHARE = 0.05
TARGET = f"share ≤ {MAX_SHARE:.0%}"


@dataclass(frozen=True)
class Spent:
    """Wall-clock and CPU seconds."""

    wall: float
    processor: float

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.wall - other.wall, self.processor - other.processor)


@dataclass(frozen=True)
class Round:
    whole: Spent  # through the runner
    bare: Spent  # the same work, nothing reported and nothing stored
    fit: Spent  # the fit within `bare`


def measure() -> dict[str, Any]:
    with warm() as ours:
        rounds = [one_round(ours, config_for(RECIPE, seed=seed)) for seed in range(ROUNDS)]
    return figure(rounds).as_line()


def one_round(ours: Warm, config: TrainConfig) -> Round:
    began = now()
    ours.train(config)
    between = now()
    fit = bare_training(ours, config)
    return Round(between - began, now() - between, fit)


def bare_training(ours: Warm, config: TrainConfig) -> Spent:
    """Do the same work without runner and registry; return the time of its fit."""
    watch = _FitWatch()
    with TemporaryDirectory() as folder:
        train_into(
            Path(folder),
            config,
            load_dataset(ours.settings, config, Silent()),
            ours.settings,
            watch,
        )
    return watch.fit


class _FitWatch(Silent):
    """Times the fit from its progress reports, and ignores all others."""

    def __init__(self) -> None:
        self.began = now()
        self.fit = Spent(0.0, 0.0)

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        if not fraction:
            self.began = now()
        elif message.startswith("Epoch"):
            self.fit = now() - self.began


def now() -> Spent:
    return Spent(time.perf_counter(), time.process_time())


def figure(rounds: list[Round]) -> Figure:
    extra, fit = [r.whole - r.bare for r in rounds], [r.fit for r in rounds]
    share = median(e.wall for e in extra) / median(f.wall for f in fit)
    processor = median(e.processor for e in extra) / median(f.processor for f in fit)
    return Figure(
        benchmark="training_overhead",
        value=median(e.wall for e in extra),
        unit="s",
        baseline=median(f.wall for f in fit),
        ratio=share,
        target=TARGET,
        met=share <= MAX_SHARE,
        data=f"recipe {RECIPE} on v1, median of {len(rounds)} rounds",
        # On a busy machine, CPU seconds are the fairer measure.
        extra={
            "processor_s": median(e.processor for e in extra),
            "processor_ratio": processor,
            "extra_s": [e.wall for e in extra],
            "extra_processor_s": [e.processor for e in extra],
        },
    )
