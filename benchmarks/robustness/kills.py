"""Kill a deterministic training run with -9 at twenty random moments, resuming it each time.

Every resumed run must end with exactly the weights of an uninterrupted one. The killed process runs
the training as a background job, as the app does; the next process resumes it.
"""

import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness.figure import Figure, NotMeasurable
from core.settings import REPOSITORY
from core.training import TrainConfig, config_for
from tools.app_server import temporary_home

KILLS = 20
TARGET = f"{KILLS} kills continued, weights equal"
RECIPE, EPOCHS = "quick", 6
SEED = 3  # of the random moments


@dataclass
class Tally:
    """The outcomes so far. After a kill before the first checkpoint, training starts over."""

    kills: int = 0
    resumed: int = 0
    begun_anew: int = 0
    hashes: list[str] = field(default_factory=list)  # of the models of finished runs

    @property
    def continued(self) -> int:
        return self.resumed + self.begun_anew


def measure() -> dict[str, Any]:
    config = config_for(RECIPE, epochs=EPOCHS, deterministic=True)
    with temporary_home() as home:
        alone, span = left_alone(home, config)
        return figure(alone, kill(home, config, span), config).as_line()


def left_alone(home: Path, config: TrainConfig) -> tuple[str, float]:
    """Return the hash of an uninterrupted run's model, and the seconds from its first batch."""
    with started(home, config) as process:
        received(process)
        began = time.perf_counter()
        return str(received(process)["onnx_sha256"]), time.perf_counter() - began


def kill(home: Path, config: TrainConfig, span: float) -> Tally:
    """Kill and resume, over as many runs as that takes; let the last one finish.

    `span` is the duration of a run. It is shortened when a run turns out faster; otherwise few of
    the random moments would come before the end.
    """
    chance, tally = random.Random(SEED), Tally()
    while tally.kills < KILLS or tally.continued < KILLS:
        with started(home, config) as process:
            resumed, began = bool(received(process)["resumed"]), time.perf_counter()
            if tally.continued < tally.kills:
                tally.resumed += resumed
                tally.begun_anew += not resumed
            if tally.kills < KILLS and not ended_within(process, chance.uniform(0, span)):
                process.kill()
                tally.kills += 1
            else:
                tally.hashes.append(str(received(process)["onnx_sha256"]))
                span = span if resumed else min(span, time.perf_counter() - began)
    return tally


def started(home: Path, config: TrainConfig) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.robustness.targets.kill_target", str(home)]
    return subprocess.Popen(
        [*command, json.dumps(config.as_record())],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def ended_within(process: "subprocess.Popen[str]", seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def received(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Return the next of the two lines that the process prints."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise NotMeasurable("A killed training run could not be resumed.")
    message: dict[str, Any] = json.loads(line)
    return message


def figure(alone: str, tally: Tally, config: TrainConfig) -> Figure:
    equal = tally.hashes.count(alone)
    return Figure(
        benchmark="kills",
        value=float(tally.continued),
        unit=f"of {tally.kills} kills continued",
        baseline=None,
        ratio=equal / len(tally.hashes) if tally.hashes else None,
        target=TARGET,
        met=tally.continued == tally.kills == KILLS and equal == len(tally.hashes) > 0,
        data=f"{config.data}, recipe {config.recipe}, {config.epochs} epochs; "
        "ratio: models bit for bit equal to that of an uninterrupted run",
        extra={
            "from_a_checkpoint": tally.resumed,
            "before_the_first_checkpoint": tally.begun_anew,
            "trainings": len(tally.hashes),
            "equal_weights": equal,
        },
    )
