"""Error of the predicted time left of a training run, against the same run's actual end.

Two runs in one fresh process: the first has no earlier run to learn from. Sampled as a page does,
several times a second. The baseline continues the mean rate since the start: elapsed / fraction.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from benchmarks.harness.figure import Figure, NotMeasurable, p50, p95
from benchmarks.harness.warm import cold
from core.jobs import AnyJob, JobState, Runner
from core.training import config_for
from core.workflows.train.train import TrainingJob

MAX_SHARE = 0.1
TARGET = f"off by ≤ {MAX_SHARE:.0%} of the whole time, p95 after the first tenth"
EVERY = 0.2  # seconds
SETTLED = 0.1  # share of the whole time before which a prediction is not counted


@dataclass(frozen=True)
class Sample:
    """Seconds since the start; predicted seconds left (None while unknown); share done."""

    at: float
    left: float | None
    fraction: float


@dataclass(frozen=True)
class Course:
    """One training run: what was predicted when, and when it ended, in seconds."""

    samples: list[Sample]
    end: float

    def errors(self) -> list[float]:
        """Return the prediction errors as shares of the whole time."""
        return [abs(left - (self.end - s.at)) / self.end for s, left in self._predicted()]

    def naive_errors(self) -> list[float]:
        """Return the errors, at the same moments, of continuing the mean rate since the start."""
        return [abs(s.at / s.fraction - self.end) / self.end for s, _ in self._predicted()]

    def first(self) -> float:
        """Return the seconds until the first prediction."""
        return next((s.at for s in self.samples if s.left is not None), self.end)

    def silent(self) -> float:
        """Return the seconds without a prediction after the first one."""
        return EVERY * sum(s.left is None for s in self.samples if s.at > self.first())

    def _predicted(self) -> list[tuple[Sample, float]]:
        after = SETTLED * self.end
        return [(s, s.left) for s in self.samples if s.left is not None and s.at > after]


def measure() -> dict[str, Any]:
    with cold() as ours:
        courses = []
        for seed in range(2):
            began = time.monotonic()
            job = ours.start(config_for("quick", data="v1", seed=seed))
            courses.append(followed(ours.runner, job, began))
    return figure(*courses).as_line()


def followed(runner: Runner, job: TrainingJob, began: float) -> Course:
    """Sample the job's prediction until it has ended."""
    samples: list[Sample] = []
    now: AnyJob = job
    while not now.state.ended:
        at = time.monotonic() - began
        samples.append(Sample(at, now.seconds_left(time.time()), now.fraction))
        with suppress(TimeoutError):
            runner.wait(job.id, EVERY)
        now = runner.get(job.id) or now
    if now.state is not JobState.DONE:
        raise NotMeasurable(f"A training run ended as {now.state}: {now.error}")
    return Course(samples, time.monotonic() - began)


def figure(first: Course, second: Course) -> Figure:
    error, naive = p95(second.errors()), p95(second.naive_errors())
    return Figure(
        benchmark="time_left",
        value=error,
        unit="share of the whole time",
        baseline=naive,
        ratio=error / naive,
        target=TARGET,
        met=max(error, p95(first.errors())) <= MAX_SHARE,
        data="quick on v1, twice in a fresh process; figures of the second run",
        extra={"p50": p50(second.errors()), **course("", second), **course("first_run_", first)},
    )


def course(prefix: str, run: Course) -> dict[str, Any]:
    found = {"p95": p95(run.errors()), "first_s": run.first(), "silent_s": run.silent()}
    return {f"{prefix}{name}": value for name, value in {**found, "seconds": run.end}.items()}
