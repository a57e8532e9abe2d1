"""Test accuracy of the standard recipe, mean of three seeds; baseline: Keras' convnet example."""

import os
from collections.abc import Iterator
from typing import Any

from benchmarks.harness.figure import Figure
from benchmarks.harness.keras_convnet import ConvnetEpoch, train_convnet
from benchmarks.harness.recipe_run import RecipeRun, mean, run_recipe
from core.data import load
from core.settings import Settings

GOAL, MAX_TIMES = 0.935, 3
CONVNET_EPOCHS = 12
SEEDS = "FITTING_ROOM_SEEDS"
TARGET = f"≥ {GOAL:.1%} within {MAX_TIMES} × the convnet's time for {CONVNET_EPOCHS} epochs"


def measure() -> dict[str, Any]:
    """Train both in turns, so that other load affects both; value and baseline are accuracies.

    FITTING_ROOM_SEEDS=1 uses fewer seeds.
    """
    dataset = load("v1", Settings.from_environment())
    seeds = int(os.environ.get(SEEDS, "3"))
    convnet = train_convnet(dataset, epochs=CONVNET_EPOCHS)
    runs, last = [], next(convnet)
    for seed in range(seeds):
        last = _train_on(convnet, last, CONVNET_EPOCHS // (seeds + 1))
        runs.append(run_recipe("standard", seed, dataset))
    return figure(runs, _train_on(convnet, last, CONVNET_EPOCHS)).as_line()


def _train_on(convnet: Iterator[ConvnetEpoch], last: ConvnetEpoch, epochs: int) -> ConvnetEpoch:
    for _ in range(epochs):
        last = next(convnet, last)
    return last


def figure(runs: list[RecipeRun], convnet: ConvnetEpoch) -> Figure:
    """Summarise; `ratio` is of wall-clock seconds, `processor_ratio` of CPU seconds."""
    accuracy = mean([run.test_accuracy for run in runs])
    ratio = mean([run.seconds for run in runs]) / convnet.seconds
    processor = mean([run.processor_seconds for run in runs]) / convnet.processor_seconds
    return Figure(
        benchmark="standard",
        value=accuracy,
        unit="test accuracy",
        baseline=convnet.test_accuracy,
        ratio=ratio,
        target=TARGET,
        met=accuracy >= GOAL and ratio <= MAX_TIMES,
        data=f"v1: 55,000 to train on, test n=10,000; {len(runs)} seed(s)",
        extra={
            "test_accuracies": [run.test_accuracy for run in runs],
            "seconds": mean([run.seconds for run in runs]),
            "convnet_seconds": convnet.seconds,
            "convnet_epochs": convnet.epoch,
            "processor_ratio": processor,
        },
    )
