"""Finished runs are read as MLflow itself reads them."""

import math
import shutil
from pathlib import Path

import pytest

from core.errors import HomeUnusable, ModelUnavailable
from core.interval import Interval
from core.registry import EpochFigures, Registry
from core.registry.lookup import MODEL
from core.settings import Settings
from tests.core.registry.conftest import FIGURES, MakeRun
from tests.core.registry.test_lookup import client_of
from tools.start_mlflow import runs_page


def require_same_answers(registry: Registry, settings: Settings) -> None:
    client = client_of(settings)
    theirs = {r.info.run_id: r for r in client.search_runs(["1"])}
    ours = {r.id: r for r in registry.runs.all()}
    assert ours.keys() == theirs.keys()
    versions = {v.run_id: int(v.version) for v in client.search_model_versions(f"name='{MODEL}'")}
    for run_id, one in ours.items():
        other = theirs[run_id]
        assert (one.name, one.started * 1000) == (other.info.run_name, other.info.start_time)
        assert one.parameters == other.data.params
        final = {k: v for k, v in other.data.metrics.items() if not k.startswith("epoch_")}
        assert one.figures == final
        assert one.note == other.data.tags.get("mlflow.note.content", "")
        assert ", ".join(one.tags) == other.data.tags.get("tags", "")
        assert one.facts["recipe"] == other.data.tags["recipe"]
        assert other.inputs is not None
        assert one.data_hash == other.inputs.dataset_inputs[0].dataset.digest
        assert one.version == versions[run_id]


def test_runs_match_mlflow_after_every_change(three: Registry, settings: Settings) -> None:
    require_same_answers(three, settings)
    first = three.runs.get("v2")
    three.runs.set_tags(first.id, ["good", "for the talk"])
    three.runs.set_note(first.id, "Shirts are better.")
    require_same_answers(three, settings)
    three.runs.delete(first.id)
    require_same_answers(three, settings)
    three.runs.restore(first.id)
    require_same_answers(three, settings)


def test_a_run_has_all_registered_fields(three: Registry) -> None:
    run = three.runs.get("v2")
    assert (run.name, run.recipe, run.data, run.seed) == ("two", "quick", "tiny", 3)
    assert (run.label, run.version, run.champion, run.deleted) == ("v2", 2, False, False)
    assert run.seconds == 12.5
    assert run.accuracy("test") == Interval(0.75, 0.7, 0.8)
    assert run.figure("test", "n") == 200
    assert run.figure("validation", "accuracy") == 0.8
    assert run.accuracy("validation") is None  # its interval was not logged
    assert run.figure("test", "log_loss") is None
    assert (run.commit, run.environment, run.device) == ("abc", "numpy 2", "device unknown")
    assert run.network_size is None
    assert (run.tags, run.note) == ((), "")


def test_runs_are_listed_newest_first_and_mark_the_champion(three: Registry) -> None:
    three.promote(2, "")
    assert [(run.label, run.champion) for run in three.runs.all()] == [
        ("v3", False),
        ("v2", True),
        ("v1", False),
    ]


def test_histories_are_read_by_epoch(three: Registry) -> None:
    first, second = three.runs.get("v1").id, three.runs.get("v2").id
    found = three.runs.histories([first, second])
    assert set(found) == {first, second}
    assert found[first] == (
        EpochFigures(1, loss=0.9, validation_accuracy=0.6, seconds=5.0),
        EpochFigures(2, loss=0.5, validation_accuracy=0.8, seconds=7.0),
    )
    assert three.runs.histories([]) == {}
    assert three.runs.histories([second], "loss") == {
        second: (EpochFigures(1, loss=0.9), EpochFigures(2, loss=0.5))
    }


def test_a_run_without_epochs_has_an_empty_history(registry: Registry, run: MakeRun) -> None:
    version = registry.register(run(history=()))
    assert registry.runs.histories([version.run_id]) == {version.run_id: ()}


def test_nan_metrics_are_read_as_nan(registry: Registry, run: MakeRun) -> None:
    version = registry.register(
        run(metrics=FIGURES | {"test_accuracy": math.nan}, history=({"epoch_loss": math.nan},))
    )
    diverged = registry.runs.get("v1")
    assert math.isnan(diverged.figures["test_accuracy"])
    assert (diverged.figure("test", "accuracy"), diverged.accuracy("test")) == (None, None)
    (epoch,) = registry.runs.histories([version.run_id])[version.run_id]
    assert epoch.loss is not None
    assert math.isnan(epoch.loss)


def test_unknown_epoch_metrics_are_ignored(registry: Registry, run: MakeRun) -> None:
    version = registry.register(run(history=({"epoch_loss": 0.9, "epoch_of_tomorrow": 1.0},)))
    assert registry.runs.histories([version.run_id])[version.run_id] == (EpochFigures(1, loss=0.9),)


def test_parameters_logged_under_earlier_names_are_translated(
    registry: Registry, run: MakeRun
) -> None:
    registry.register(run(parameters={"strangers": 0.1, "augmentation": "wild", "mirror": True}))
    parameters = {"outliers": "0.1", "augmentation": "photo_like", "flip_tta": "True"}
    assert registry.runs.get("v1").parameters == parameters


def test_mlflow_has_the_times_the_commit_and_the_dataset_of_a_run(
    three: Registry, settings: Settings, model: Path
) -> None:
    logged = client_of(settings).get_run(three.runs.get("v1").id)
    assert logged.info.end_time - logged.info.start_time == 12_500
    losses = client_of(settings).get_metric_history(logged.info.run_id, "epoch_loss")
    assert [p.timestamp - logged.info.start_time for p in losses] == [5_000, 12_000]
    assert logged.data.tags["mlflow.source.git.commit"] == "abc"
    assert logged.data.tags["environment"] == "numpy 2"
    assert logged.inputs is not None
    used = logged.inputs.dataset_inputs[0]
    assert {tag.key: tag.value for tag in used.tags} == {"mlflow.data.context": "training"}
    assert '"hash": "' + "ab" * 32 in used.dataset.profile
    assert '"num_rows": 600' in used.dataset.profile
    assert "[-1, 28, 28]" in used.dataset.schema.replace("\\", "")


def test_the_printed_mlflow_page_is_the_one_of_the_runs(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    assert runs_page(settings, "5000").endswith(":5000/#/experiments?workflowType=machine_learning")
    version = registry.register(run())
    experiment = client_of(settings).get_run(version.run_id).info.experiment_id
    assert f":5000/#/experiments/{experiment}/runs?" in runs_page(settings, "5000")


def test_failed_and_unfinished_runs_are_not_listed(three: Registry, settings: Settings) -> None:
    client = client_of(settings)
    experiment = client.get_run(three.runs.get("v1").id).info.experiment_id
    client.create_run(experiment)
    client.set_terminated(client.create_run(experiment).info.run_id, "FAILED")
    assert len(three.runs.all()) == 3


def test_runs_of_other_experiments_are_not_listed(
    three: Registry, settings: Settings, tmp_path: Path
) -> None:
    client = client_of(settings)
    theirs = client.create_experiment("theirs", tmp_path.as_uri())
    client.set_terminated(client.create_run(theirs).info.run_id)
    assert len(three.runs.all()) == 3


def test_a_run_logged_without_metrics_is_read_with_gaps(
    three: Registry, settings: Settings
) -> None:
    client = client_of(settings)
    experiment = client.get_run(three.runs.get("v1").id).info.experiment_id
    client.set_terminated(client.create_run(experiment, run_name="bare").info.run_id)
    bare = three.runs.all()[0]
    assert (bare.name, bare.recipe, bare.data, bare.seed, bare.version) == (
        "bare",
        "",
        "",
        None,
        None,
    )
    assert bare.label == bare.short_id
    assert (bare.figures, bare.accuracy("test")) == ({}, None)


def test_runs_are_found_after_the_home_was_moved(
    three: Registry, run: MakeRun, settings: Settings
) -> None:
    moved = Settings(home=settings.home.with_name("elsewhere"))
    shutil.move(settings.home, moved.home)
    there = Registry(moved)
    there.register(run("after the move"))
    assert [r.name for r in there.runs.all()] == ["after the move", "three", "two", "one"]


def test_runs_are_listed_without_their_files(three: Registry, settings: Settings) -> None:
    shutil.rmtree(settings.runs)
    assert len(three.runs.all()) == 3


def test_there_are_no_runs_before_the_registry_is_created(settings: Settings) -> None:
    runs = Registry(settings).runs
    assert (runs.all(), runs.all(deleted=True), runs.histories(["x"])) == ((), (), {})
    assert runs.experiment() is None
    with pytest.raises(ModelUnavailable, match="no run 'v1'"):
        runs.get("v1")


def test_a_damaged_registry_is_reported(settings: Settings) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_bytes(b"this was a database" * 500)
    with pytest.raises(HomeUnusable, match=r"The model registry.*is damaged"):
        Registry(settings).runs.all()


def test_a_run_is_found_by_id_short_id_or_version(three: Registry) -> None:
    run = three.runs.get("v2")
    for reference in (run.id, run.short_id, "v2"):
        assert three.runs.get(reference) == run


@pytest.mark.parametrize("reference", ["", "v9", "2", "abc", "two"])
def test_an_unknown_run_is_reported(three: Registry, reference: str) -> None:
    with pytest.raises(ModelUnavailable, match="There is no run"):
        three.runs.get(reference)


def test_a_run_was_made_when_its_model_was(registry: Registry, run: MakeRun) -> None:
    metrics = {"test_accuracy": 0.75, "fit_seconds": 100.0}
    registry.register(run(made=1.7e9, metrics=metrics))
    (recorded,) = registry.runs.all()
    assert (recorded.started, recorded.made) == (1.7e9 - 100, 1.7e9)
