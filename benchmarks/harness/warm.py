"""A process in which a training starts at once: everything imported, one small model trained."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.harness.figure import NotMeasurable
from benchmarks.harness.serve import home
from core.jobs import Job, JobState, Runner
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig, config_for
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import start_training


@dataclass(frozen=True)
class Warm:
    """The app's own runner and registry on a home with the dataset and a champion."""

    settings: Settings
    registry: Registry
    runner: Runner

    def start(self, config: TrainConfig) -> Job:
        return start_training(self.runner, config)

    def train(self, config: TrainConfig) -> dict[str, Any]:
        """Train to the end as a click would; return what the job ends with."""
        ended = self.runner.wait(self.start(config).id)
        if ended.state is not JobState.DONE:
            raise NotMeasurable(f"A training ended as {ended.state}: {ended.error}")
        return dict(ended.result)


@contextmanager
def warm() -> Iterator[Warm]:
    """Make a home for a while, and train once, untimed."""
    with home() as place:
        settings = Settings(home=place)
        registry = Registry(settings)
        prepare_home(settings, registry)
        made = Warm(settings, registry, runner_for(settings, registry))
        made.train(config_for("quick", data="tiny", epochs=1))
        yield made
