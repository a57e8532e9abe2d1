"""Time from click to registered model, default recipe; baseline: Keras' documented convnet to 90 %.

The recipe that the Train page opens with. In a process that has trained before. Reading the data,
simulating photos and drawings, training, exporting, calibrating, testing and registering all count.
For the convnet, only training counts.
"""

import os
import time
from typing import Any

from benchmarks.accuracy.quick_to_90 import EPOCHS_BETWEEN, MAX_EPOCHS, first_at_goal
from benchmarks.harness.figure import Figure
from benchmarks.harness.keras_convnet import train_convnet
from benchmarks.harness.warm import warm
from core.data import load
from core.input_kind import InputKind
from core.training import RECIPES, config_for

MAX_RATIO, MIN_TEST = 1.0, 0.91
TARGET = f"ratio ≤ {MAX_RATIO:g}, test ≥ {MIN_TEST}"


def measure() -> dict[str, Any]:
    """Train the convnet before and after, so that other load affects both."""
    recipe = next(iter(RECIPES))
    with warm() as ours:
        convnet = train_convnet(load("v1", ours.settings), epochs=MAX_EPOCHS)
        reached = first_at_goal(convnet, EPOCHS_BETWEEN)
        began, processor = time.perf_counter(), time.process_time()
        result = ours.train(config_for(recipe))
        seconds, processor = time.perf_counter() - began, time.process_time() - processor
        facts = ours.registry.get(result.name).facts()
        reached = reached or first_at_goal(convnet, MAX_EPOCHS)
    ratio = seconds / reached.seconds if reached else None
    return Figure(
        benchmark="all_round_click_to_model",
        value=seconds,
        unit="s",
        baseline=reached.seconds if reached else None,
        ratio=ratio,
        target=TARGET,
        met=ratio is not None and ratio <= MAX_RATIO and result.test.accuracy >= MIN_TEST,
        data=f"v1, recipe {recipe}, seed 0; load {os.getloadavg()[0]:.1f} at the end",
        extra={
            "test_accuracy": result.test.accuracy,
            "simulated": {
                str(kind): found.accuracy
                for kind in (InputKind.PHOTO, InputKind.DRAWING)
                if (found := facts.metrics_of(kind))
            },
            "coverage": {str(kind): facts.coverage(kind) for kind in InputKind},
            # On a busy machine, CPU seconds are the fairer measure.
            "processor_ratio": (processor / reached.processor_seconds if reached else None),
        },
    ).as_line()
