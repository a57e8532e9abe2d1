"""A warm process: everything imported and one small model trained, so training starts at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.harness.figure import NotMeasurable
from core.jobs import JobState, Runner
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig, config_for
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import TrainingJob, TrainingResult, start_training
from tools.app_server import temporary_home


@dataclass(frozen=True)
class Warm:
    """The app's own runner and registry on a home with the dataset and a champion."""

    settings: Settings
    registry: Registry
    runner: Runner

    def start(self, config: TrainConfig) -> TrainingJob:
        return start_training(self.runner, config)

    def train(self, config: TrainConfig) -> TrainingResult:
        """Train to completion, as a click on Train does."""
        ended = self.runner.wait(self.start(config).id)
        if ended.state is not JobState.DONE or ended.result is None:
            raise NotMeasurable(f"A training run ended as {ended.state}: {ended.error}")
        result: TrainingResult = ended.result
        return result


@contextmanager
def cold() -> Iterator[Warm]:
    """Create a temporary home; nothing has been trained yet."""
    with temporary_home() as home:
        settings = Settings(home=home)
        registry = Registry(settings)
        prepare_home(settings, registry)
        yield Warm(settings, registry, runner_for(settings, registry))


@contextmanager
def warm() -> Iterator[Warm]:
    """Create a temporary home, and train once, untimed."""
    with cold() as made:
        made.train(config_for("quick", data="tiny", epochs=1))
        yield made
