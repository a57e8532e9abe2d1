"""What is stored of a run, recovery after a killed process, and homes that were moved."""

import json
import shutil
import warnings
from pathlib import Path
from unittest.mock import patch

import mlflow
import numpy as np
import pytest

from core.errors import HomeUnusable
from core.registry import CHAMPION, Registry
from core.registry.lookup import MODEL
from core.settings import Settings
from tests.core.registry.conftest import MakeRun
from tests.core.registry.test_lookup import client_of


def test_all_fields_of_a_run_are_logged_to_mlflow(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    version = registry.register(run("quick, seed 3"))
    client = client_of(settings)
    logged = client.get_run(version.run_id)
    assert logged.info.status == "FINISHED"
    assert logged.data.params == {"epochs": "2", "network": "linear"}
    assert logged.data.metrics == {"test_accuracy": 0.75, "epoch_loss": 0.5}
    assert {
        "recipe": "quick",
        "mlflow.runName": "quick, seed 3",
    }.items() <= logged.data.tags.items()
    losses = client.get_metric_history(version.run_id, "epoch_loss")
    assert [(point.step, point.value) for point in losses] == [(1, 0.9), (2, 0.5)]
    assert logged.inputs is not None
    dataset = logged.inputs.dataset_inputs[0].dataset
    assert (dataset.name, dataset.digest) == ("tiny", "ab" * 16)
    environment = version.folder.parent / "environment.json"
    assert json.loads(environment.read_text()) == {"numpy": "2"}


def test_a_version_has_exactly_the_registered_files(
    registry: Registry, run: MakeRun, model: Path, settings: Settings
) -> None:
    version = registry.register(run())
    assert version.folder.is_relative_to(settings.runs)
    assert {p.name: p.read_bytes() for p in version.folder.iterdir() if p.name != "MLmodel"} == {
        p.name: p.read_bytes() for p in model.iterdir()
    }
    assert version.facts().recipe == "linear"


def test_mlflow_can_load_the_champion_and_predict(
    registry: Registry, run: MakeRun, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.register(run())
    monkeypatch.setenv("MLFLOW_TRACKING_URI", settings.registry)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # MLflow warns about its own type hints
        opened = mlflow.pyfunc.load_model(f"models:/{MODEL}@{CHAMPION}")
        answer = opened.predict(np.zeros((3, 28, 28), np.uint8))
    assert answer["logits"].shape == (3, 10)
    assert [spec.name for spec in opened.metadata.signature.outputs.inputs] == [
        "logits",
        "embedding",
    ]


def test_two_hundred_epochs_are_all_logged(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    history = tuple({f"figure{i}": float(epoch) for i in range(6)} for epoch in range(200))
    version = registry.register(run(history=history))
    assert len(client_of(settings).get_metric_history(version.run_id, "figure5")) == 200


def test_a_failed_registration_adds_no_version(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    broken = patch("mlflow.MlflowClient.log_artifacts", side_effect=OSError(28, "No space left"))
    with broken, pytest.raises(HomeUnusable, match="the disk is full"):
        registry.register(run())
    assert [version.name for version in registry.versions()] == ["v1"]
    assert registry.recover() == 1  # the unfinished run
    assert registry.recover() == 0


def test_an_unfinished_run_of_a_killed_process_is_closed_at_the_next_start(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    version = registry.register(run())
    client = client_of(settings)
    experiment = client.get_run(version.run_id).info.experiment_id
    left = client.create_run(experiment).info.run_id
    assert Registry(settings).recover() == 1
    assert client.get_run(left).info.status == "KILLED"
    assert client.get_run(version.run_id).info.status == "FINISHED"


def test_an_unfinished_run_of_another_experiment_is_not_closed(
    registry: Registry, settings: Settings, tmp_path: Path
) -> None:
    client = client_of(settings)
    theirs = client.create_experiment("theirs", (tmp_path / "theirs").as_uri())
    run_id = client.create_run(theirs).info.run_id
    assert registry.recover() == 0
    assert client.get_run(run_id).info.status == "RUNNING"


def test_a_champion_changed_outside_this_program_is_recorded_at_the_next_start(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    for _ in range(2):
        registry.register(run())
    client_of(settings).set_registered_model_alias(MODEL, CHAMPION, "2")
    registry.recover()
    registry.recover()  # recorded once
    change = registry.history()[-1]
    assert len(registry.history()) == 2
    assert (change.before, change.after) == (1, 2)
    assert "outside this program" in change.reason
    assert registry.previous_champion() == 1


def test_a_lost_champion_alias_is_restored(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    for _ in range(3):
        registry.register(run())
    registry.promote(2, "Better.")
    client_of(settings).delete_registered_model_alias(MODEL, CHAMPION)
    assert registry.champion().name == "shipped"
    registry.recover()
    assert registry.champion().number == 2


def test_an_alias_missing_after_an_interrupted_registration_is_set_at_the_next_start(
    registry: Registry, run: MakeRun
) -> None:
    with (
        patch("core.registry.store.Store.set_alias", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        registry.register(run())
    registry.recover()
    assert registry.champion().name == "v1"
    assert [change.after for change in registry.history()] == [1]


@pytest.mark.parametrize("then", ["register", "recover"])
def test_an_experiment_deleted_on_mlflows_page_is_restored_with_its_versions(
    registry: Registry, run: MakeRun, settings: Settings, then: str
) -> None:
    registry.register(run())
    client = client_of(settings)
    client.delete_experiment(registry.runs.experiment())
    assert registry.versions() == ()
    if then == "register":
        assert registry.register(run()).name == "v2"
    else:
        Registry(settings).recover()
    assert registry.get("v1").is_champion
    assert registry.champion().name == "v1"
    assert client.get_experiment(registry.runs.experiment()).lifecycle_stage == "active"


@pytest.mark.parametrize(
    ("key", "value"), [("change.log", "hello"), ("change.000001", "hello"), ("change.", "[]")]
)
def test_a_tag_of_another_program_among_the_changes_is_skipped(
    registry: Registry, run: MakeRun, settings: Settings, key: str, value: str
) -> None:
    for _ in range(3):
        registry.register(run())
    registry.promote(2, "Better.")
    client_of(settings).set_registered_model_tag(MODEL, key, value)
    Registry(settings).recover()
    registry.promote(3, "Better still.")
    kept = [2, 3] if key == "change.000001" else [1, 2, 3]
    assert [change.after for change in registry.history()] == kept


def test_a_moved_home_finds_its_models_and_registers_new_ones(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    moved = Settings(home=settings.home.with_name("elsewhere"))
    shutil.move(settings.home, moved.home)
    there = Registry(moved)
    assert there.champion().facts().recipe == "linear"
    for _ in range(2):
        assert there.register(run()).facts().recipe == "linear"
    there.promote(3, "Made after the move.")
    assert not settings.home.exists()


@pytest.mark.parametrize("name", ["with space", "schöne Käfige", "a'b"])
def test_a_home_may_have_an_unusual_name(
    tmp_path: Path, empty_tables: Path, run: MakeRun, name: str
) -> None:
    settings = Settings(home=tmp_path / name)
    settings.models.mkdir(parents=True)
    shutil.copy(empty_tables, settings.models / "registry.db")
    assert Registry(settings).register(run()).facts().recipe == "linear"


def test_a_home_path_that_mlflow_cannot_use_is_refused(tmp_path: Path, run: MakeRun) -> None:
    settings = Settings(home=tmp_path / "hash#and%20")
    with pytest.raises(HomeUnusable, match="Rename the folder"):
        Registry(settings).register(run())


def test_warming_twice_changes_nothing(registry: Registry, settings: Settings) -> None:
    registry.warm()
    registry.warm()
    assert len(client_of(settings).search_experiments()) == 2  # MLflow's default, and ours


def test_a_registry_that_cannot_be_written_is_reported(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    (settings.models / "runs").write_text("a file where a folder should be")
    with pytest.raises(HomeUnusable, match="refused a change"):
        registry.register(run())


def test_a_run_that_was_deleted_stays_deleted_when_its_experiment_is_restored(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    runs = [registry.register(run()).run_id for _ in range(4)]
    for run_id in runs[1:3]:
        registry.runs.delete(run_id)
    registry.runs.restore(runs[2])
    client_of(settings).delete_experiment(registry.runs.experiment())
    Registry(settings).recover()
    assert [version.name for version in registry.versions()] == ["v4", "v3", "v1"]
    assert [deleted.id for deleted in registry.runs.all(deleted=True)] == [runs[1]]
