"""Kill twenty trainings with -9 between their version's row and the job's end, then continue them.

The registry is watched from outside; the kill comes at a random moment after the run has ended in
it, some before the version is there. A continued job must find its version or register it: once.
"""

import random
import sys
import time
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from benchmarks.harness.figure import Figure, NotMeasurable
from benchmarks.robustness.targets.registering import server, started
from core.jobs import JobState, JobStore
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig, config_for
from core.workflows.job_kinds import KINDS
from tools.app_server import temporary_home

KILLS, MAX_TRIES = 20, 60
TARGET = f"0 of {KILLS} doubled, 0 missing"
RECIPE, DATA = "linear", "tiny"
SEED = 7  # of the random moments
POLL = 0.002  # seconds


@dataclass
class Tally:
    kills: int = 0  # between the version's row and the job's end
    before: int = 0  # between the run's end and the version's row
    doubled: int = 0
    missing: int = 0
    states: list[str] = field(default_factory=list)  # of continued jobs that did not end well

    @property
    def well(self) -> int:
        return self.kills + self.before - self.doubled - self.missing - len(self.states)


@dataclass(frozen=True)
class Seen:
    """What a home holds: finished runs, versions, and jobs that have ended."""

    runs: int
    versions: int
    ended: int


def measure() -> dict[str, Any]:
    with temporary_home() as home:
        tally = kill(server(), Settings(home=home))
    for state in tally.states[:5]:
        print(state, file=sys.stderr)
    return figure(tally).as_line()


def kill(context: ForkServerContext, settings: Settings) -> Tally:
    """Kill and continue until enough kills came between the version's row and the job's end."""
    config = config_for(RECIPE, data=DATA, epochs=1)
    chance, tally = random.Random(SEED), Tally()
    span = span_of(context, settings, config)
    for seed in range(1, MAX_TRIES):
        if tally.kills == KILLS:
            break
        kill_one(context, settings, replace(config, seed=seed), chance.uniform(0, span), tally)
    return tally


def span_of(context: ForkServerContext, settings: Settings, config: TrainConfig) -> float:
    """Return the seconds from a run's end to the job's end in a training that is left alone."""
    before = seen(settings)
    process = started(context, settings.home, config)
    wait_for_a_run(process, settings, before.runs)
    began = time.perf_counter()
    while seen(settings).ended == before.ended and process.is_alive():
        process.join(POLL)
    ended = time.perf_counter()
    process.join()
    return ended - began


def kill_one(
    context: ForkServerContext, settings: Settings, config: TrainConfig, after: float, tally: Tally
) -> None:
    before = seen(settings)
    process = started(context, settings.home, config)
    wait_for_a_run(process, settings, before.runs)
    process.join(after)
    process.kill()
    process.join()
    left = seen(settings)
    if left.ended > before.ended:
        return  # too late: there was nothing left to continue
    tally.kills += left.versions > before.versions
    tally.before += left.versions == before.versions
    started(context, settings.home, None).join()
    made = seen(settings).versions - before.versions
    tally.doubled += made > 1
    tally.missing += made < 1
    newest = jobs_of(settings).all()[0]
    if newest.state is not JobState.DONE:
        tally.states.append(f"{newest.state}: {newest.error}")


def wait_for_a_run(process: ForkServerProcess, settings: Settings, known: int) -> None:
    registry = Registry(settings)
    while len(registry.runs.all()) == known:
        if not process.is_alive():
            raise NotMeasurable("A training ended before its run did.")
        process.join(POLL)


def seen(settings: Settings) -> Seen:
    registry = Registry(settings)
    ended = sum(job.state.ended for job in jobs_of(settings).all())
    return Seen(len(registry.runs.all()), len(registry.versions()), ended)


@cache
def jobs_of(settings: Settings) -> JobStore:
    return JobStore(settings.jobs, {kind.name: kind for kind in KINDS})


def figure(tally: Tally) -> Figure:
    return Figure(
        benchmark="registration_kills",
        value=float(tally.doubled + tally.missing),
        unit=f"of {tally.kills} versions doubled or missing",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=tally.kills >= KILLS and tally.well == tally.kills + tally.before,
        data=f"{RECIPE} on {DATA}; kill -9 between the version's row and the job's end",
        extra={
            "doubled": tally.doubled,
            "missing": tally.missing,
            "killed_before_the_row": tally.before,
            "continued_badly": len(tally.states),
        },
    )
