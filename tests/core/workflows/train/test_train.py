"""A training from its form to a registered version, and all that can come between."""

import errno
from dataclasses import asdict
from pathlib import Path

import pytest

from core.data import Dataset
from core.errors import TrainingFailed, UnknownRecipe
from core.jobs import JobState, JobStopped
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import start_training, train_model
from tests.core.conftest import Listener, Trained

TINY = {"data": "tiny", "epochs": 1}


@pytest.fixture
def registry(shipped: Path, settings: Settings, tables: None) -> Registry:
    """A registry whose champion is the shipped model."""
    registry = Registry(settings)
    prepare_home(settings, registry)
    return registry


def require_untouched(registry: Registry, settings: Settings) -> None:
    """Only the shipped model is registered, and nothing unfinished lies about."""
    assert [(version.name, version.is_champion) for version in registry.versions()] == [
        ("v1", True)
    ]
    assert registry.champion().facts()["recipe"] == "linear"
    assert len(registry.history()) == 1
    assert list(settings.models.glob("staging-*")) == []


def test_a_training_ends_in_a_version_that_holds_all_the_facts(trained: Trained) -> None:
    version = Registry(trained.settings).get("v1")
    facts = version.facts()
    assert trained.result == {"version": 1, "name": "v1", "metrics": facts["metrics"]}
    assert facts["config"] == trained.config.as_dict()
    assert facts["config"]["seed"] == 5
    assert facts["dataset"] | {"hash": ""} == {
        "name": "tiny",
        "hash": "",
        "split_seed": 28,
        "train": 600,
        "validation": 200,
        "test": 200,
    }
    assert len(facts["dataset"]["hash"]) == 64
    assert {"python", "keras", "numpy", "tensorflow"} <= facts["environment"].keys()
    assert facts["commit"]
    assert facts["parameters"] > 1000
    files = {path.name for path in version.folder.iterdir()}
    assert {"model.keras", "model.onnx", "model.json"} <= files


def test_figures_come_with_intervals_and_with_what_known_is_worth(trained: Trained) -> None:
    for scores in trained.result["metrics"].values():
        assert scores["n"] == 200
        assert scores["accuracy_low"] < scores["accuracy"] < scores["accuracy_high"]
        assert 0 <= scores["coverage"] <= 1
        assert sum(map(sum, scores["confusion"])) == 200
    assert trained.result["metrics"]["test"]["accuracy"] > 0.2  # guessing gets 0.1


def test_the_figures_are_those_of_the_very_files_registered(
    trained: Trained, tiny: Dataset
) -> None:
    batch = Predictor.load(Registry(trained.settings).get("v1").folder).batch(tiny.test.images)
    accuracy = (batch.probabilities.argmax(axis=1) == tiny.test.labels).mean()
    assert trained.result["metrics"]["test"]["accuracy"] == pytest.approx(accuracy)


def test_mlflow_holds_the_same_figures_and_each_epoch(trained: Trained) -> None:
    import mlflow

    url = trained.settings.registry
    client = mlflow.MlflowClient(tracking_uri=url, registry_uri=url)
    version = Registry(trained.settings).get("v1")
    run = client.get_run(version.run_id)
    test = trained.result["metrics"]["test"]
    for name in ("accuracy", "accuracy_low", "accuracy_high", "log_loss", "coverage"):
        assert run.data.metrics[f"test_{name}"] == pytest.approx(test[name])
    assert run.data.params["seed"] == "5"
    history = version.facts()["history"]
    for figure in ("loss", "validation_accuracy"):
        points = client.get_metric_history(version.run_id, f"epoch_{figure}")
        assert [(p.step, p.value) for p in points] == [(e["epoch"], e[figure]) for e in history]
    assert len(history) == 2


def test_progress_grows_and_counts_nothing_before_the_first_batch(trained: Trained) -> None:
    fractions = [fraction for fraction, _, _ in trained.told]
    assert fractions == sorted(fractions)
    assert fractions[:2] == [0.0, 0.0]  # reading, and the import of Keras: no part of the rate
    assert 0 < fractions[2] < 0.5
    assert 0.9 < fractions[-1] < 1
    assert trained.told[2][1] == "Epoch 1 of 2"


def test_the_curve_is_never_taken_away_again(trained: Trained) -> None:
    lengths = [len(progress.get("history", ())) for _, _, progress in trained.told]
    assert lengths == sorted(lengths)
    assert lengths[-1] == 2


@pytest.mark.parametrize("after", [1, 4])
def test_a_stop_midway_leaves_the_registry_as_it_was(
    registry: Registry, settings: Settings, after: int
) -> None:
    with pytest.raises(JobStopped):
        train_model(settings, registry, config_for("quick", **TINY), Listener(stop_after=after))
    require_untouched(registry, settings)


def test_a_stop_at_the_last_moment_still_registers_nothing(
    registry: Registry, settings: Settings
) -> None:
    class LastMoment(Listener):
        def should_stop(self) -> bool:
            return self.told[-1][0] >= 0.95

    with pytest.raises(JobStopped):
        train_model(settings, registry, config_for("quick", **TINY), LastMoment())
    require_untouched(registry, settings)


def test_a_loss_that_is_no_number_ends_as_failed_and_the_champion_stays(
    registry: Registry, settings: Settings
) -> None:
    runner = runner_for(settings, registry)
    config = config_for("quick", **TINY, learning_rate=10.0, warmup=0.0, batch_size=50)
    job = start_training(runner, config)
    assert job.title == "Quick on Tiny, seed 0"
    ended = runner.wait(job.id, 60)
    assert ended.state is JobState.FAILED
    assert "Try a lower learning rate than 10" in ended.error
    require_untouched(registry, settings)


def test_a_full_disk_is_a_sentence_and_leaves_nothing_behind(
    registry: Registry, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(model: object, folder: Path) -> None:
        (folder / "model.onnx").write_bytes(b"half a mod")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.training.save", full)
    with pytest.raises(TrainingFailed, match=r"No space left on device\. Free some space"):
        train_model(settings, registry, config_for("quick", **TINY), Listener())
    require_untouched(registry, settings)


def test_a_stopped_training_goes_on_from_its_folder_and_leaves_nothing_there(
    registry: Registry, settings: Settings, tmp_path: Path
) -> None:
    config = config_for("quick", **TINY | {"epochs": 3})
    folder = tmp_path / "kept"
    first = Listener(stop_after=11)  # in the second epoch
    with pytest.raises(JobStopped):
        train_model(settings, registry, config, first, folder)
    require_untouched(registry, settings)
    assert len(list(folder.iterdir())) == 1
    then = Listener()
    result = train_model(settings, registry, config, then, folder)
    lengths = [len(progress.get("history", ())) for _, _, progress in then.told]
    assert next(length for length in lengths if length) == 1  # the first epoch was not done again
    facts = registry.get(result["name"]).facts()
    assert (len(facts["history"]), facts["epoch"]) == (3, 3)
    assert list(folder.iterdir()) == []


def test_a_job_whose_checkpoint_finds_the_disk_full_ends_in_a_sentence_and_can_go_on(
    registry: Registry, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_at_the_second(descriptor: int) -> None:
        if list(settings.models.glob("jobs/*/*-0001-*.npz")):
            raise OSError(errno.ENOSPC, "No space left on device")

    runner = runner_for(settings, registry)
    config = config_for("quick", **TINY | {"epochs": 2})
    with monkeypatch.context() as patch:
        patch.setattr("core.files.os.fsync", full_at_the_second)
        job = runner.wait(start_training(runner, config).id, 120)
    assert (job.state, job.resumable) == (JobState.FAILED, True)
    assert "No space left on device" in job.error
    assert "The one after epoch 1 is still there: free some space, then continue" in job.error
    require_untouched(registry, settings)
    assert runner.wait(runner.resume(job.id).id, 120).state is JobState.DONE


def test_unknown_data_end_as_failed_with_what_there_is(
    registry: Registry, settings: Settings
) -> None:
    runner = runner_for(settings, registry)
    job = start_training(runner, config_for("quick", data="v99"))
    ended = runner.wait(job.id, 60)
    assert (ended.state, "v1" in ended.error) == (JobState.FAILED, True)
    assert "There is no dataset named “v99”" in ended.error
    require_untouched(registry, settings)


def test_an_unknown_recipe_is_refused_before_anything_starts() -> None:
    with pytest.raises(UnknownRecipe, match="'worst' is not known; choose one of quick"):
        config_for("worst")


def test_a_job_ends_with_what_the_page_shows_and_the_model_waits_as_challenger(
    registry: Registry, settings: Settings
) -> None:
    runner = runner_for(settings, registry)
    config = config_for("quick", **TINY)
    job = runner.wait(start_training(runner, config).id, 120)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.parameters == asdict(config)
    assert job.result["name"] == "v2"
    assert registry.champion().name == "v1"
    assert registry.get("challenger").facts()["metrics"] == job.result["metrics"]
