"""Several seeds as one job: each a version, all of them an interval, none of them twice."""

import json
from typing import Any

import pytest

from core.errors import UnknownRecipe
from core.evaluation.repeats import spread
from core.jobs import JobState, JobStopped
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.experiments.seeds import start_seeds, summary, train_seeds
from core.workflows.job_kinds import runner_for
from tests.core.workflows.experiments.several import Durable, Killed

CONFIG = config_for("quick", data="tiny", epochs=1, seed=4)
ASKED = {"config": CONFIG.as_dict(), "seeds": [4, 5, 6]}


class Trainer:
    """Stands in for train_model: registers nothing, remembers which seeds it was asked for."""

    def __init__(self) -> None:
        self.seeds: list[int] = []
        self.fail_at: int | None = None

    def __call__(
        self, settings: Settings, registry: Registry, config: Any, context: Any, *_: Any
    ) -> dict[str, Any]:
        self.seeds.append(config.seed)
        epoch = {"epoch": 1, "validation_accuracy": 0.9, "loss": 1.0}
        context.report(0.5, "Epoch 1 of 1", {"history": [epoch], "epochs": 1})
        if config.seed == self.fail_at:
            raise Killed
        if context.should_stop():
            raise JobStopped
        figures = {"accuracy_low": 0.8, "accuracy_high": 0.95, "n": 200, "confusion": [[1]]}
        metrics = {
            "validation": figures | {"accuracy": 0.9 + config.seed / 1000},
            "test": figures | {"accuracy": 0.88 + config.seed / 1000},
        }
        return {"version": config.seed + 10, "name": f"v{config.seed + 10}", "metrics": metrics}


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    trainer = Trainer()
    monkeypatch.setattr("core.workflows.experiments.seeds.train_model", trainer)
    return trainer


def train(settings: Settings, stop_after: float = float("inf")) -> dict[str, Any]:
    folder = settings.models / "jobs" / "abc"
    return train_seeds(settings, Registry(settings), Durable(ASKED, folder, stop_after))


def test_every_seed_is_trained_and_the_mean_comes_with_its_interval(
    settings: Settings, trainer: Trainer
) -> None:
    found = train(settings)
    assert trainer.seeds == [4, 5, 6]
    assert [(run["name"], run["model"]) for run in found["runs"]] == [
        ("Seed 4", "v14"),
        ("Seed 5", "v15"),
        ("Seed 6", "v16"),
    ]
    wanted = spread([0.884, 0.885, 0.886])
    assert found["test"]["mean"] == pytest.approx(wanted.mean)
    assert found["test"]["low"] == pytest.approx(wanted.low)
    assert found["validation"]["mean"] == pytest.approx(0.905)
    assert found["runs"][0]["history"] == [{"epoch": 1, "validation_accuracy": 0.9}]
    assert "confusion" not in found["runs"][0]["test"]


def test_a_stop_keeps_the_seeds_that_are_done(settings: Settings, trainer: Trainer) -> None:
    with pytest.raises(JobStopped):
        train(settings, stop_after=2)
    found = train(settings)
    assert trainer.seeds == [4, 5, 5, 6]
    assert found["test"]["n"] == 3


def test_a_kill_keeps_the_seeds_that_are_done(settings: Settings, trainer: Trainer) -> None:
    trainer.fail_at = 6
    with pytest.raises(Killed):
        train(settings)
    trainer.fail_at = None
    train(settings)
    assert trainer.seeds == [4, 5, 6, 6]


@pytest.mark.parametrize("count", [1, 21])
def test_a_count_that_is_not_allowed_is_a_sentence(settings: Settings, count: int) -> None:
    registry = Registry(settings)
    with pytest.raises(UnknownRecipe, match="Choose 2 to 20 different seeds"):
        start_seeds(runner_for(settings, registry), CONFIG, count)


def test_a_seed_beyond_the_largest_is_a_sentence(settings: Settings) -> None:
    registry = Registry(settings)
    last = config_for("quick", data="tiny", seed=2**31 - 1)
    with pytest.raises(UnknownRecipe, match="seed is 2147483648"):
        start_seeds(runner_for(settings, registry), last, 2)


# Keras itself hands arrays over in a way that NumPy 2 will end.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_two_real_seeds_as_a_job_and_a_kill_after_registering_makes_no_third_version(
    settings: Settings, tables: None
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    job = runner.wait(start_seeds(runner, CONFIG, 2).id, 120)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.title == "Quick on Tiny, seeds 4 to 5"
    assert job.result == summary(job.result["runs"])
    numbers = [version.number for version in registry.versions()]
    assert sorted(run["version"] for run in job.result["runs"]) == sorted(numbers)

    # Killed between the registering of the second and the note that it is done.
    folder = settings.models / "jobs" / "again"
    asked = {"config": CONFIG.as_dict(), "seeds": [4, 5]}
    Durable(asked, folder)
    record = {"asked": asked, "begun": job.created, "parts": {}}
    (folder / "seeds.json").write_text(json.dumps(record))
    found = train_seeds(settings, registry, Durable(asked, folder))
    assert [version.number for version in registry.versions()] == numbers
    assert found["test"] == job.result["test"]
    assert found["runs"][0]["test"] == job.result["runs"][0]["test"]


def test_a_version_from_before_the_job_is_not_taken_for_one_of_its_seeds(
    settings: Settings, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Older:
        created = 1.0

        def facts(self) -> dict[str, Any]:
            return {"config": CONFIG.as_dict()}

    monkeypatch.setattr(Registry, "versions", lambda self: (Older(),))
    train(settings)
    assert trainer.seeds == [4, 5, 6]
