"""Training several seeds as one job: a version each, a mean with interval, none trained twice."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from core.config_names import earlier
from core.errors import UnknownRecipe
from core.evaluation.repeats import spread
from core.jobs import JobState, JobStopped
from core.model_facts import SplitMetrics
from core.records import to_json
from core.registry import Registry
from core.settings import Settings
from core.training import EpochMetrics, TrainConfig, config_for
from core.workflows.context import Context, Workplace
from core.workflows.experiments.parts import CurvePoint
from core.workflows.experiments.seeds import (
    SeedsParameters,
    SeedsResult,
    start_seeds,
    summary,
    train_seeds,
)
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import TrainingProgress, TrainingResult
from tests.core.workflows.experiments.several import Killed, ResumableContext

CONFIG = config_for("quick", data="tiny", epochs=1, seed=4)
PARAMETERS = SeedsParameters(CONFIG, (4, 5, 6))


class Trainer:
    """Replaces train_model: registers nothing and records the seeds it is called with."""

    def __init__(self) -> None:
        self.seeds: list[int] = []
        self.fail_at: int | None = None

    def __call__(
        self, settings: Settings, registry: Registry, config: TrainConfig, context: Context, *_: Any
    ) -> TrainingResult:
        self.seeds.append(config.seed)
        epoch = EpochMetrics(1, 1.0, 0.8, 1.1, 0.9, 0.1, 2.0)
        context.report(0.5, "Epoch 1 of 1", TrainingProgress(epoch=1, history=(epoch,)))
        if config.seed == self.fail_at:
            raise Killed
        if context.should_stop():
            raise JobStopped
        figures = SplitMetrics(200, 0.9, 0.8, 0.95, 0.9, 0.3, 0.01, confusion=((1,),))
        metrics = {
            "validation": replace(figures, accuracy=0.9 + config.seed / 1000),
            "test": replace(figures, accuracy=0.88 + config.seed / 1000),
        }
        return TrainingResult(config.seed + 10, f"v{config.seed + 10}", metrics)


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    trainer = Trainer()
    monkeypatch.setattr("core.workflows.experiments.seeds.train_model", trainer)
    return trainer


def train(settings: Settings, stop_after: float = math.inf) -> SeedsResult:
    context = ResumableContext(settings.models / "jobs" / "abc", stop_after)
    return train_seeds(Workplace(settings, Registry(settings)), PARAMETERS, context)


def test_every_seed_is_trained_and_the_mean_has_an_interval(
    settings: Settings, trainer: Trainer
) -> None:
    found = train(settings)
    assert trainer.seeds == [4, 5, 6]
    assert [(run.name, run.model) for run in found.runs] == [
        ("Seed 4", "v14"),
        ("Seed 5", "v15"),
        ("Seed 6", "v16"),
    ]
    expected = spread([0.884, 0.885, 0.886])
    assert found.test.mean == pytest.approx(expected.mean)
    assert found.test.low == pytest.approx(expected.low)
    assert found.validation.mean == pytest.approx(0.905)
    assert found.runs[0].history == (CurvePoint(1, 0.9),)
    assert "confusion" not in to_json(found.runs[0])["test"]


def test_seeds_of_an_earlier_version_are_not_trained_again(
    settings: Settings, trainer: Trainer
) -> None:
    split = {"accuracy": 0.9, "accuracy_low": 0.8, "accuracy_high": 0.95, "n": 200}
    epoch = {"epoch": 1, "validation_accuracy": 0.9}
    run = {"version": 14, "model": "v14", "validation": split, "test": split, "history": [epoch]}
    request = {"config": earlier(CONFIG.as_record()), "seeds": [4, 5, 6]}
    assert "strangers" in request["config"]
    folder = settings.models / "jobs" / "abc"
    folder.mkdir(parents=True)
    record = {"asked": request, "begun": 1.0, "parts": {"Seed 4": run}}
    (folder / "seeds.json").write_text(json.dumps(record))
    found = train(settings)
    assert trainer.seeds == [5, 6]
    assert (found.runs[0].name, found.runs[0].model) == ("Seed 4", "v14")


def test_finished_seeds_survive_a_stop(settings: Settings, trainer: Trainer) -> None:
    with pytest.raises(JobStopped):
        train(settings, stop_after=2)
    found = train(settings)
    assert trainer.seeds == [4, 5, 5, 6]
    assert found.test.n == 3


def test_finished_seeds_survive_a_kill(settings: Settings, trainer: Trainer) -> None:
    trainer.fail_at = 6
    with pytest.raises(Killed):
        train(settings)
    trainer.fail_at = None
    train(settings)
    assert trainer.seeds == [4, 5, 6, 6]


@pytest.mark.parametrize("count", [1, 21])
def test_an_invalid_number_of_seeds_is_refused(settings: Settings, count: int) -> None:
    registry = Registry(settings)
    with pytest.raises(UnknownRecipe, match="Choose 2 to 20 different seeds"):
        start_seeds(runner_for(settings, registry), CONFIG, count)


def test_seeds_beyond_the_largest_are_refused(settings: Settings) -> None:
    registry = Registry(settings)
    last = config_for("quick", data="tiny", seed=2**31 - 1)
    with pytest.raises(UnknownRecipe, match="seed is 2147483648"):
        start_seeds(runner_for(settings, registry), last, 2)


# Keras itself passes arrays in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_two_real_seeds_run_as_a_job_and_are_not_repeated_after_a_kill(
    settings: Settings, tables: None
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    job = runner.wait(start_seeds(runner, CONFIG, 2).id, 120)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.title == "Quick on Tiny, seeds 4 to 5"
    assert job.result is not None
    assert job.result == summary(list(job.result.runs))
    numbers = [version.number for version in registry.versions()]
    assert sorted(run.version for run in job.result.runs) == sorted(numbers)

    # Killed after the versions were registered, before the job stored that they are done.
    folder = settings.models / "jobs" / job.id
    context = ResumableContext(folder)
    found = train_seeds(Workplace(settings, registry), job.parameters, context)
    assert [version.number for version in registry.versions()] == numbers
    assert found.test == job.result.test
    assert found.runs == job.result.runs
