"""Training throughput of each recipe in pictures per second per core, and share of peak.

The peak is the rate of a matrix product in the same precision, measured in the same run. The time
is split into the arithmetic of the step, the fixed cost of its call into Keras, augmenting and
gathering batches, and the loop. All shares are of the CPU seconds of an epoch, which depend less on
other programs than wall-clock time.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.harness.figure import Figure
from core import training
from core.data import Dataset, Split, load
from core.settings import Settings
from core.training import RECIPES, TrainConfig, config_for
from core.training.backend import cores, load_keras, precision_for
from core.training.fitting.batches import Batches
from core.training.fitting.learner import Learner
from core.training.networks.build import build

RECIPE = "quick"
TARGET = "stated"
STEPS = 100
LEARNING_RATE = 1e-3
ROUNDS = 5  # the fastest counts: other programs can only slow it down
PRODUCT = 2048  # rows and columns of the matrices
SINGLE_STEPS = 20  # steps with a single picture
GRADIENTS = 3  # passes: forward, backward to the inputs, backward to the weights


@dataclass(frozen=True)
class Cost:
    """Seconds per picture for a whole epoch and its parts, and operations per picture."""

    clock: float
    processor: float  # CPU seconds of the same epoch
    batches: float  # order, gathering, augmentation
    step: float
    call: float  # the part of the step that a single picture costs too
    operations: float  # floating-point operations per picture
    peak: float  # operations per second

    def shares(self) -> dict[str, float]:
        """Return the share of the peak, and the shares of the time by part."""
        return {
            "of_peak": self.operations / self.processor / self.peak,
            "arithmetic": (self.step - self.call) / self.processor,
            "call": self.call / self.processor,
            "batches": self.batches / self.processor,
            "loop": max(0.0, 1 - (self.step + self.batches) / self.processor),
        }


def measure() -> dict[str, Any]:
    dataset = load("v1", Settings.from_environment())
    neural = [name for name in RECIPES if RECIPES[name].network != "hog_svm"]
    return figure({name: cost(config_for(name, epochs=1), dataset) for name in neural}).as_line()


def cost(config: TrainConfig, dataset: Dataset) -> Cost:
    """Measure one recipe on the pictures of STEPS batches."""
    count = STEPS * config.batch_size
    few = replace(
        dataset,
        train=Split(dataset.train.images[:count], dataset.train.labels[:count]),
        validation=Split(dataset.validation.images[:10], dataset.validation.labels[:10]),
    )
    count = len(few.train) // config.batch_size * config.batch_size
    wall, processor = epoch_seconds(config, few)
    batches = Batches(config, few.train, np.random.default_rng(0))
    ready = list(batches.epoch())
    learner = Learner(config)
    step = quickest(lambda: learn(learner, ready))
    alone = [(images[:1], targets[:1]) for images, targets in ready[:SINGLE_STEPS]]
    call = quickest(lambda: learn(learner, alone)) / len(alone) * len(ready)
    return Cost(
        clock=wall / count,
        processor=processor / count,
        batches=quickest(lambda: list(batches.epoch())) / count,
        step=step / count,
        call=call / count,
        operations=operations(build(config.network)),
        peak=peak(precision_for(config.precision)),
    )


def epoch_seconds(config: TrainConfig, dataset: Dataset) -> tuple[float, float]:
    """Return wall-clock and CPU seconds of the fastest epoch of a fit.

    The first epoch, in which the step is traced, is left out.
    """
    ends: list[tuple[float, float]] = []

    def note(progress: training.FitProgress) -> None:
        if len(progress.history) > len(ends):
            ends.append((time.perf_counter(), time.process_time()))

    training.fit(replace(config, epochs=ROUNDS + 1), dataset, note)
    return (
        min(b[0] - a[0] for a, b in pairwise(ends)),
        min(b[1] - a[1] for a, b in pairwise(ends)),
    )


def learn(learner: Learner, batches: list[tuple[np.ndarray, np.ndarray]]) -> None:
    for images, targets in batches:
        learner.step(images, targets, LEARNING_RATE)


def quickest(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds of the fastest of several runs, after a warm-up run."""
    work()
    times = []
    for _ in range(ROUNDS):
        began = clock()
        work()
        times.append(clock() - began)
    return min(times)


def peak(precision: str) -> float:
    """Return the operations per second of a large matrix product."""
    ops = load_keras().ops
    square = ops.cast(np.random.default_rng(0).normal(size=(PRODUCT, PRODUCT)), precision)
    # Reading one element waits for the result.
    seconds = quickest(lambda: float(ops.cast(ops.matmul(square, square)[0, 0], "float32")))
    return float(2 * PRODUCT**3 / seconds)


def operations(model: Any) -> float:
    """Count the operations of a step for one picture: two per multiplication with addition.

    The first layer computes no gradient with respect to the picture.
    """
    counts = [count for layer in model.layers if (count := multiplications(layer))]
    return 2.0 * (GRADIENTS * sum(counts) - counts[0])


def multiplications(layer: Any) -> int:
    """Count the multiplications of a layer for one picture; 0 for cheap layers."""
    weights = layer.weights[0].shape if layer.weights else ()
    if len(weights) == 4:  # convolution: each output position uses the whole kernel
        return int(math.prod(weights) * math.prod(layer.output.shape[1:3]))
    return int(math.prod(weights)) if len(weights) == 2 else 0


def figure(costs: dict[str, Cost]) -> Figure:
    per_core = {name: 1 / one.clock / cores() for name, one in costs.items()}
    extra: dict[str, Any] = {}
    for name, one in costs.items():
        extra[f"{name}_a_core_s"] = per_core[name]
        extra[f"{name}_a_processor_second"] = 1 / one.processor
        extra |= {f"{name}_{share}": value for share, value in one.shares().items()}
        extra[f"{name}_peak_gigaflops_a_core"] = one.peak / 1e9
    return Figure(
        benchmark="throughput",
        value=per_core[RECIPE],
        unit="pictures per second per core",
        baseline=costs[RECIPE].peak / costs[RECIPE].operations,
        ratio=costs[RECIPE].shares()["of_peak"],
        target=TARGET,
        met=None,
        data=f"v1, recipe {RECIPE}; baseline: at the rate of a matrix product; {STEPS} steps each",
        extra=extra,
    )
