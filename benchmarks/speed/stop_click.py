"""Time from the click on Stop to the stopped job, 95th percentile, with the app's own runner.

The clicks come at random moments while every recipe trains, in a process that has trained before:
during training steps, validation, export, testing and registration.
"""

import random
import time
from dataclasses import dataclass
from typing import Any

from benchmarks.harness.figure import Figure, p50, p95
from benchmarks.harness.warm import Warm, warm
from core.jobs import JobState
from core.training import RECIPES, TrainConfig, config_for

MAX_S = 1.0
TARGET = f"≤ {MAX_S:g} s"
STOPS = 10  # per recipe
WITHIN = 10.0  # seconds after the click on Train within which the click on Stop comes
SHORT = {"epochs": 2}  # so that small recipes finish within that time
WAIT = 600.0  # seconds


def measure() -> dict[str, Any]:
    with warm() as ours:
        found = {name: stops(ours, config_for(name, **SHORT)) for name in RECIPES}
    return figure(found).as_line()


@dataclass(frozen=True)
class Stop:
    """Wall-clock and CPU seconds from click to stopped, and what the job was doing."""

    seconds: float
    processor: float
    doing: str


def stops(ours: Warm, config: TrainConfig) -> list[Stop]:
    """Time the stops; runs that ended before the stop are not counted."""
    chance = random.Random(config.recipe)
    found: list[Stop] = []
    for _ in range(3 * STOPS):
        stop = stop_after(ours, config, chance.uniform(0, WITHIN))
        found += [] if stop is None else [stop]
        if len(found) == STOPS:
            break
    return found


def stop_after(ours: Warm, config: TrainConfig, delay: float) -> Stop | None:
    """Start a run and stop it after `delay` seconds; None if it ended before."""
    job = ours.start(config)
    try:
        ours.runner.wait(job.id, delay)
    except TimeoutError:
        now = ours.runner.get(job.id) or job
        began, busy = time.perf_counter(), time.process_time()
        ours.runner.stop(job.id)
        ended = ours.runner.wait(job.id, WAIT)
        taken = Stop(time.perf_counter() - began, time.process_time() - busy, now.message)
        return taken if ended.state is JobState.STOPPED else None
    return None


def figure(found: dict[str, list[Stop]]) -> Figure:
    all_stops = [stop for each in found.values() for stop in each]
    times = [stop.seconds for stop in all_stops]
    slowest = max(all_stops, key=lambda stop: stop.seconds)
    return Figure(
        benchmark="stop_click",
        value=p95(times),
        unit="s",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=p95(times) <= MAX_S,
        data=f"v1, {len(times)} stops of {', '.join(found)}",
        extra={
            "p50_s": p50(times),
            # On a busy machine, CPU seconds are the fairer measure.
            "processor_p95_s": p95([stop.processor for stop in all_stops]),
            "slowest_s": slowest.seconds,
            "slowest_while": slowest.doing,
        }
        | {f"{name}_p95_s": p95([s.seconds for s in each]) for name, each in found.items() if each},
    )
