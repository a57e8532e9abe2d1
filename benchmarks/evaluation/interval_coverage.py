"""How often the 95 % intervals of the metrics hold the true value, in simulation."""

from typing import Any

import numpy as np

from benchmarks.evaluation.simulated import METRICS, TRUTH, WORLDS, Coverage, World
from benchmarks.harness.figure import Figure
from core.evaluation.evaluation import evaluate

DRAWS, SEED = 1000, 0
LOW, HIGH = 0.94, 0.96
SLACK = 0.0135  # 1.96 standard errors of a share of 0.95 in 1,000 draws
TARGET = "94 to 96 % within what 1,000 draws can tell; more is said to be more"


def measure() -> dict[str, Any]:
    """Draw from each world; `value` is the lowest share of all metrics."""
    return figure({name: coverage(world, DRAWS) for name, world in WORLDS.items()}).as_line()


def coverage(world: World, draws: int, seed: int = SEED) -> dict[str, float]:
    """Return the share of draws whose interval held the true value, by metric."""
    random = np.random.default_rng(seed)
    true = evaluate(*world.draw(TRUTH, random))
    counted = {name: Coverage() for name in METRICS}
    for _ in range(draws):
        found = evaluate(*world.draw(world.n, random))
        for name, metric in METRICS.items():
            counted[name].add(metric(found), metric(true))
    return {name: one.share().value for name, one in counted.items()}


def figure(found: dict[str, dict[str, float]]) -> Figure:
    """The shares by world and metric."""
    shares = {(world, metric): x for world, all_ in found.items() for metric, x in all_.items()}
    lowest = min(shares.values())
    return Figure(
        benchmark="interval_coverage",
        value=lowest * 100,
        unit="%",
        baseline=95.0,
        ratio=lowest / 0.95,
        target=TARGET,
        met=lowest >= LOW - SLACK,
        data=f"simulated, {DRAWS} draws each: {', '.join(found)}",
        extra={
            f"{metric}, {world}": share * 100
            for (world, metric), share in shares.items()
            if not LOW - SLACK <= share <= HIGH + SLACK
        },
    )
