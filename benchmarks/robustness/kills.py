"""Twenty kills with -9 at random moments of a deterministic training, each time continued.

Every continued training must end in the very weights of one that was left alone. The process
that is killed runs the training as a background job, as the app does; the next one resumes it.
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
from benchmarks.harness.serve import home
from core.settings import REPOSITORY
from core.training import TrainConfig, config_for

KILLS = 20
TARGET = f"{KILLS} kills continued, weights equal"
RECIPE, EPOCHS = "quick", 6
SEED = 3  # of the moments


@dataclass
class Tally:
    """What happened so far. A kill before the first checkpoint leaves nothing to go on from."""

    kills: int = 0
    resumed: int = 0
    begun_anew: int = 0
    hashes: list[str] = field(default_factory=list)  # of the models in which trainings ended

    @property
    def continued(self) -> int:
        return self.resumed + self.begun_anew


def measure() -> dict[str, Any]:
    config = config_for(RECIPE, epochs=EPOCHS, deterministic=True)
    with home() as place:
        alone, span = left_alone(place, config)
        return figure(alone, kill(place, config, span), config).as_line()


def left_alone(place: Path, config: TrainConfig) -> tuple[str, float]:
    """Return the hash of an untouched training's model, and the seconds from its first batch."""
    with started(place, config) as process:
        heard(process)
        began = time.perf_counter()
        return str(heard(process)["onnx_sha256"]), time.perf_counter() - began


def kill(place: Path, config: TrainConfig, span: float) -> Tally:
    """Kill and continue, over as many trainings as that takes; let the last one end.

    `span` is what a training takes; it becomes shorter where the computer has less else to do, or
    few of the moments would come before the end.
    """
    chance, tally = random.Random(SEED), Tally()
    while tally.kills < KILLS or tally.continued < KILLS:
        with started(place, config) as process:
            resumed, began = bool(heard(process)["resumed"]), time.perf_counter()
            if tally.continued < tally.kills:
                tally.resumed += resumed
                tally.begun_anew += not resumed
            if tally.kills < KILLS and not ended_within(process, chance.uniform(0, span)):
                process.kill()
                tally.kills += 1
            else:
                tally.hashes.append(str(heard(process)["onnx_sha256"]))
                span = span if resumed else min(span, time.perf_counter() - began)
    return tally


def started(place: Path, config: TrainConfig) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.robustness.kill_target", str(place)]
    return subprocess.Popen(
        [*command, json.dumps(config.as_dict())],
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


def heard(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Return the next line that the process says; it says two."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise NotMeasurable("A training that had been killed could not be continued.")
    words: dict[str, Any] = json.loads(line)
    return words


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
        "ratio: models equal to the one left alone, bit for bit",
        extra={
            "from_a_checkpoint": tally.resumed,
            "before_the_first_checkpoint": tally.begun_anew,
            "trainings": len(tally.hashes),
            "equal_weights": equal,
        },
    )
