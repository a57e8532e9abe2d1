"""Fine-tune thirty times, each in a new process that also runs pages, as the app does.

The training engine is loaded and the network built while pages run. Streamlit clears the state of
Keras after each run of a page; in the middle of a training that mixes float32 with bfloat16.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness.figure import Figure, NotMeasurable
from core.data.user_pictures.store import Item
from core.data.user_pictures.wardrobe import Wardrobe
from core.input_kind import InputKind
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.training import config_for
from core.workflows.context import Silent
from core.workflows.train.train import train_model
from tools.app_server import temporary_home

TIMES = 30
TARGET = f"{TIMES} of {TIMES}"
RECIPE, DATA = "quick", "tiny"
PICTURES = 6  # in the wardrobe
TAIL = 3000  # characters of what a process printed, with the traceback of its failure


@dataclass
class Tally:
    times: int = 0
    well: int = 0
    runs: int = 0  # of pages, during the fine-tunings
    failures: list[str] = field(default_factory=list)


def measure() -> dict[str, Any]:
    with temporary_home() as home:
        fill(Settings(home=home))
        tally = finetune(home, TIMES)
    for error in tally.failures[:5]:
        print(error, file=sys.stderr)
    return figure(tally).as_line()


def fill(settings: Settings) -> None:
    """Make a small network the champion, and put pictures of two classes into the wardrobe."""
    registry = Registry(settings)
    made = train_model(settings, registry, config_for(RECIPE, data=DATA, epochs=1), Silent())
    registry.promote(made.version, "so that a fine-tuning takes seconds")
    for number in range(PICTURES):
        pixels = np.random.default_rng(number).integers(0, 256, (28, 28), np.uint8)
        Wardrobe(settings).add(Item(pixels, number % 2, pixels, InputKind.PIXELS))


def finetune(home: Path, times: int) -> Tally:
    """Fine-tune in one new process after the other."""
    tally = Tally()
    command = [sys.executable, "-m", "benchmarks.robustness.targets.cold_finetuning", str(home)]
    for _ in range(times):
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
        if not done.stdout:
            raise NotMeasurable(f"A process that fine-tunes died: {done.stderr}")
        line = json.loads(done.stdout.splitlines()[-1])
        tally.times += 1
        tally.well += line["well"]
        tally.runs += line["runs"]
        if line["error"]:
            tally.failures.append(f"{line['error']}\n{done.stderr[-TAIL:]}")
    return tally


def figure(tally: Tally) -> Figure:
    return Figure(
        benchmark="cold_finetunings",
        value=float(tally.well),
        unit=f"of {tally.times} fine-tunings in a new process end well",
        baseline=None,
        ratio=tally.well / tally.times if tally.times else None,
        target=TARGET,
        met=tally.well == tally.times >= TIMES,
        data=f"{RECIPE} on {DATA}, {PICTURES} pictures in the wardrobe",
        extra={"page_runs_meanwhile": tally.runs},
    )
