"""Training from the configuration to a registered version, including failures and stops."""

import errno
from pathlib import Path

import pytest

from core.data import Dataset
from core.errors import TrainingFailed, UnknownRecipe
from core.jobs import JobState, JobStopped
from core.model_facts import DatasetFacts
from core.predictor import Predictor
from core.records import to_json
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import TrainingProgress, TrainingResult, start_training, train_model
from tests.core.conftest import Listener, Trained

TINY = {"data": "tiny", "epochs": 1}


@pytest.fixture
def registry(shipped: Path, settings: Settings, tables: None) -> Registry:
    """A registry whose champion is the shipped model."""
    registry = Registry(settings)
    prepare_home(settings, registry)
    return registry


def require_untouched(registry: Registry, settings: Settings) -> None:
    """Require that only the shipped model is registered and no unfinished files are left."""
    assert [(version.name, version.is_champion) for version in registry.versions()] == [
        ("v1", True)
    ]
    assert registry.champion().facts().recipe == "linear"
    assert len(registry.history()) == 1
    assert list(settings.models.glob("staging-*")) == []


def test_training_registers_a_version_with_all_facts(trained: Trained) -> None:
    version = Registry(trained.settings).get("v1")
    facts = version.facts()
    assert trained.result == TrainingResult(1, "v1", dict(facts.metrics))
    assert facts.config == trained.config.as_record()
    assert facts.seed == 5
    assert facts.dataset == DatasetFacts("tiny", facts.dataset.hash, 28, 600, 200, 200)
    assert len(facts.dataset.hash) == 64
    assert {"python", "keras", "numpy", "tensorflow"} <= facts.environment.keys()
    assert facts.commit
    assert facts.parameters > 1000
    files = {path.name for path in version.folder.iterdir()}
    assert {"model.keras", "model.onnx", "model.json"} <= files


def test_metrics_have_intervals_and_coverage(trained: Trained) -> None:
    for metrics in trained.result.metrics.values():
        assert metrics.n == 200
        assert metrics.accuracy_low < metrics.accuracy < metrics.accuracy_high
        assert 0 <= metrics.coverage <= 1
        assert sum(map(sum, metrics.confusion)) == 200
    assert trained.result.test.accuracy > 0.2  # chance level is 0.1


def test_the_metrics_are_those_of_the_registered_files(trained: Trained, tiny: Dataset) -> None:
    predictor = Predictor.load(Registry(trained.settings).get("v1").folder)
    answers = predictor.predict_many(tiny.test.images)
    accuracy = (answers.probabilities.argmax(axis=1) == tiny.test.labels).mean()
    assert trained.result.test.accuracy == pytest.approx(accuracy)


def test_mlflow_has_the_same_metrics_and_every_epoch(trained: Trained) -> None:
    import mlflow

    url = trained.settings.registry
    client = mlflow.MlflowClient(tracking_uri=url, registry_uri=url)
    version = Registry(trained.settings).get("v1")
    run = client.get_run(version.run_id)
    test = to_json(trained.result.test)
    for name in ("accuracy", "accuracy_low", "accuracy_high", "log_loss", "coverage"):
        assert run.data.metrics[f"test_{name}"] == pytest.approx(test[name])
    assert run.data.params["seed"] == "5"
    history = version.facts().history
    for figure in ("loss", "validation_accuracy"):
        points = client.get_metric_history(version.run_id, f"epoch_{figure}")
        assert [(p.step, p.value) for p in points] == [
            (e.epoch, getattr(e, figure)) for e in history
        ]
    assert len(history) == 2


def test_progress_never_decreases_and_is_zero_before_the_first_batch(trained: Trained) -> None:
    fractions = [fraction for fraction, _, _ in trained.reports]
    assert fractions == sorted(fractions)
    assert fractions[:2] == [0.0, 0.0]  # reading data and importing Keras do not count for the ETA
    assert 0 < fractions[2] < 0.5
    assert 0.9 < fractions[-1] < 1
    assert trained.reports[2][1] == "Epoch 1 of 2"


def epochs_shown(source: Trained | Listener) -> list[int]:
    """Return the length of the curve in each report that has one."""
    shown = [progress for _, _, progress in source.reports]
    return [len(one.history) for one in shown if isinstance(one, TrainingProgress)]


def test_the_reported_history_never_shrinks(trained: Trained) -> None:
    lengths = epochs_shown(trained)
    assert lengths == sorted(lengths)
    assert lengths[-1] == 2


@pytest.mark.parametrize("after", [1, 4])
def test_a_stop_during_training_leaves_the_registry_unchanged(
    registry: Registry, settings: Settings, after: int
) -> None:
    with pytest.raises(JobStopped):
        train_model(settings, registry, config_for("quick", **TINY), Listener(stop_after=after))
    require_untouched(registry, settings)


def test_a_stop_just_before_registering_registers_nothing(
    registry: Registry, settings: Settings
) -> None:
    class LastMoment(Listener):
        def should_stop(self) -> bool:
            return self.reports[-1][0] >= 0.95

    with pytest.raises(JobStopped):
        train_model(settings, registry, config_for("quick", **TINY), LastMoment())
    require_untouched(registry, settings)


def test_a_diverged_training_is_a_failed_job_and_the_champion_stays(
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


def test_a_full_disk_is_reported_and_leaves_no_files(
    registry: Registry, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(model: object, folder: Path) -> None:
        (folder / "model.onnx").write_bytes(b"half a mod")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.training.save", full)
    with pytest.raises(TrainingFailed, match=r"the disk is full\. Free some space"):
        train_model(settings, registry, config_for("quick", **TINY), Listener())
    require_untouched(registry, settings)


def test_a_stopped_training_resumes_from_its_folder_and_empties_it(
    registry: Registry, settings: Settings, tmp_path: Path
) -> None:
    config = config_for("quick", **TINY | {"epochs": 3})
    folder = tmp_path / "job"
    first = Listener(stop_after=11)  # in the second epoch
    with pytest.raises(JobStopped):
        train_model(settings, registry, config, first, folder)
    require_untouched(registry, settings)
    assert len(list(folder.iterdir())) == 1
    then = Listener()
    result = train_model(settings, registry, config, then, folder)
    lengths = epochs_shown(then)
    assert next(length for length in lengths if length) == 1  # the first epoch was not repeated
    facts = registry.get(result.name).facts()
    assert (len(facts.history), facts.epoch) == (3, 3)
    assert list(folder.iterdir()) == []


def test_a_job_that_cannot_write_its_checkpoint_fails_and_can_be_resumed(
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
    assert "the disk is full" in job.error
    assert "The one after epoch 1 is still there. Free some space, then continue" in job.error
    require_untouched(registry, settings)
    assert runner.wait(runner.resume(job.id).id, 120).state is JobState.DONE


def test_an_unknown_dataset_is_a_failed_job_naming_the_known_ones(
    registry: Registry, settings: Settings
) -> None:
    runner = runner_for(settings, registry)
    job = start_training(runner, config_for("quick", data="v99"))
    ended = runner.wait(job.id, 60)
    assert (ended.state, "v1" in ended.error) == (JobState.FAILED, True)
    assert "There is no dataset named “v99”" in ended.error
    require_untouched(registry, settings)


def test_an_unknown_recipe_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownRecipe, match="'worst' is not known; choose one of all_round, quick"):
        config_for("worst")


def test_a_training_job_ends_with_its_result_and_a_challenger(
    registry: Registry, settings: Settings
) -> None:
    runner = runner_for(settings, registry)
    config = config_for("quick", **TINY)
    job = runner.wait(start_training(runner, config).id, 120)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.parameters == config
    assert job.result is not None
    assert job.result.name == "v2"
    assert registry.champion().name == "v1"
    assert registry.get("challenger").facts().metrics == job.result.metrics
