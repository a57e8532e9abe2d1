"""From the click on Stop to the stopped job, 95th percentile, through the app's own runner.

The clicks come at random moments of trainings of every recipe, in a process that has trained
before: while batches are learned, while validating, exporting, testing and registering.
"""

import random
import time
from typing import Any

from benchmarks.figure import Figure, p50, p95
from benchmarks.warm import Warm, warm
from core.jobs import JobState
from core.training import RECIPES, TrainConfig, config_for

MOST_S = 1.0
TARGET = f"≤ {MOST_S:g} s"
STOPS = 10  # a recipe
WITHIN = 10.0  # seconds from the click on Train in which the click on Stop comes
SHORT = {"epochs": 2}  # so that small recipes come to their end within that time
WAIT = 600.0  # seconds


def measure() -> dict[str, Any]:
    with warm() as ours:
        found = {name: stops(ours, config_for(name, **SHORT)) for name in RECIPES}
    return figure(found).as_line()


def stops(ours: Warm, config: TrainConfig) -> list[float]:
    """Return the seconds that each stop took; a training that ended before it is not counted."""
    chance = random.Random(config.recipe)
    times: list[float] = []
    for _ in range(3 * STOPS):
        taken = stop_after(ours, config, chance.uniform(0, WITHIN))
        times += [] if taken is None else [taken]
        if len(times) == STOPS:
            break
    return times


def stop_after(ours: Warm, config: TrainConfig, delay: float) -> float | None:
    """Start a training, stop it after a while; return how long that took, None where it ended."""
    job = ours.start(config)
    try:
        ours.runner.wait(job.id, delay)
    except TimeoutError:
        began = time.perf_counter()
        ours.runner.stop(job.id)
        ended = ours.runner.wait(job.id, WAIT)
        taken = time.perf_counter() - began
        return taken if ended.state is JobState.STOPPED else None
    return None


def figure(found: dict[str, list[float]]) -> Figure:
    times = [taken for each in found.values() for taken in each]
    return Figure(
        benchmark="stop_click",
        value=p95(times),
        unit="s",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=p95(times) <= MOST_S,
        data=f"v1, {len(times)} stops of {', '.join(found)}",
        extra={"p50_s": p50(times), "slowest_s": max(times)}
        | {f"{name}_p95_s": p95(each) for name, each in found.items() if each},
    )
