"""Finished trainings are read as MLflow itself would tell them."""

import math
import shutil
from pathlib import Path

import pytest

from core.errors import HomeUnusable, ModelUnavailable
from core.registry import Registry
from core.registry.lookup import MODEL
from core.settings import Settings
from tests.core.registry.conftest import MakeRun
from tests.core.registry.test_lookup import client_of
from tools.start_mlflow import runs_page


def require_same_answers(registry: Registry, settings: Settings) -> None:
    client = client_of(settings)
    theirs = {r.info.run_id: r for r in client.search_runs(["1"])}
    ours = {r.id: r for r in registry.runs.all()}
    assert ours.keys() == theirs.keys()
    versions = {v.run_id: int(v.version) for v in client.search_model_versions(f"name='{MODEL}'")}
    for run_id, one in ours.items():
        kept = theirs[run_id]
        assert (one.name, one.started * 1000) == (kept.info.run_name, kept.info.start_time)
        assert one.parameters == kept.data.params
        final = {k: v for k, v in kept.data.metrics.items() if not k.startswith("epoch_")}
        assert one.figures == final
        assert one.note == kept.data.tags.get("mlflow.note.content", "")
        assert ", ".join(one.tags) == kept.data.tags.get("tags", "")
        assert one.facts["recipe"] == kept.data.tags["recipe"]
        assert kept.inputs is not None
        assert one.data_hash == kept.inputs.dataset_inputs[0].dataset.digest
        assert one.version == versions[run_id]


def test_our_answers_are_mlflows_own_through_the_life_of_runs(
    three: Registry, settings: Settings
) -> None:
    require_same_answers(three, settings)
    first = three.runs.get("v2")
    three.runs.set_tags(first.id, ["good", "for the talk"])
    three.runs.set_note(first.id, "Shirts are better.")
    require_same_answers(three, settings)
    three.runs.delete(first.id)
    require_same_answers(three, settings)
    three.runs.restore(first.id)
    require_same_answers(three, settings)


def test_a_run_says_all_that_was_registered(three: Registry) -> None:
    run = three.runs.get("v2")
    assert (run.name, run.recipe, run.data, run.seed) == ("two", "quick", "tiny", 3)
    assert (run.label, run.version, run.champion, run.deleted) == ("v2", 2, False, False)
    assert run.seconds == 12.5
    assert run.scores("test") == {
        "accuracy": 0.75,
        "accuracy_low": 0.7,
        "accuracy_high": 0.8,
        "n": 200,
    }
    assert run.facts["commit"] == "abc"
    assert run.facts["environment"] == "numpy 2"
    assert (run.tags, run.note) == ((), "")


def test_newest_first_and_the_champion_is_known(three: Registry) -> None:
    three.promote(2, "")
    assert [(run.label, run.champion) for run in three.runs.all()] == [
        ("v3", False),
        ("v2", True),
        ("v1", False),
    ]


def test_curves_are_there_by_epoch(three: Registry) -> None:
    first, second = three.runs.get("v1").id, three.runs.get("v2").id
    found = three.runs.histories([first, second])
    assert set(found) == {first, second}
    assert found[first] == (
        {"epoch": 1, "loss": 0.9, "validation_accuracy": 0.6, "seconds": 5.0},
        {"epoch": 2, "loss": 0.5, "validation_accuracy": 0.8, "seconds": 7.0},
    )
    assert three.runs.histories([]) == {}
    assert three.runs.histories([second], "loss") == {
        second: ({"epoch": 1, "loss": 0.9}, {"epoch": 2, "loss": 0.5})
    }


def test_a_run_without_curves_has_an_empty_one(registry: Registry, run: MakeRun) -> None:
    version = registry.register(run(history=()))
    assert registry.runs.histories([version.run_id]) == {version.run_id: ()}


def test_a_figure_that_is_no_number_is_read_as_such(registry: Registry, run: MakeRun) -> None:
    version = registry.register(
        run(metrics={"test_accuracy": math.nan}, history=({"epoch_loss": math.nan},))
    )
    assert math.isnan(registry.runs.get("v1").figures["test_accuracy"])
    assert registry.runs.get("v1").scores("test") == {}
    assert math.isnan(registry.runs.histories([version.run_id])[version.run_id][0]["loss"])


def test_mlflow_shows_when_it_ran_and_what_it_learned_from(
    three: Registry, settings: Settings, model: Path
) -> None:
    kept = client_of(settings).get_run(three.runs.get("v1").id)
    assert kept.info.end_time - kept.info.start_time == 12_500
    losses = client_of(settings).get_metric_history(kept.info.run_id, "epoch_loss")
    assert [p.timestamp - kept.info.start_time for p in losses] == [5_000, 12_000]
    assert kept.data.tags["mlflow.source.git.commit"] == "abc"
    assert kept.data.tags["environment"] == "numpy 2"
    assert kept.inputs is not None
    used = kept.inputs.dataset_inputs[0]
    assert {tag.key: tag.value for tag in used.tags} == {"mlflow.data.context": "training"}
    assert '"hash": "' + "ab" * 32 in used.dataset.profile
    assert '"num_rows": 600' in used.dataset.profile
    assert "[-1, 28, 28]" in used.dataset.schema.replace("\\", "")


def test_the_page_of_mlflow_that_is_printed_is_the_one_with_the_runs(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    assert runs_page(settings, "5000").endswith(":5000/#/experiments?workflowType=machine_learning")
    version = registry.register(run())
    experiment = client_of(settings).get_run(version.run_id).info.experiment_id
    assert f":5000/#/experiments/{experiment}/runs?" in runs_page(settings, "5000")


def test_a_run_that_failed_or_runs_still_is_not_among_the_finished(
    three: Registry, settings: Settings
) -> None:
    client = client_of(settings)
    experiment = client.get_run(three.runs.get("v1").id).info.experiment_id
    client.create_run(experiment)
    client.set_terminated(client.create_run(experiment).info.run_id, "FAILED")
    assert len(three.runs.all()) == 3


def test_runs_of_somebody_elses_experiment_are_not_ours(
    three: Registry, settings: Settings, tmp_path: Path
) -> None:
    client = client_of(settings)
    theirs = client.create_experiment("theirs", tmp_path.as_uri())
    client.set_terminated(client.create_run(theirs).info.run_id)
    assert len(three.runs.all()) == 3


def test_a_run_that_somebody_logged_without_figures_is_read_with_gaps(
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
    assert bare.scores("test") == {}


def test_runs_are_found_after_the_home_was_moved(
    three: Registry, run: MakeRun, settings: Settings
) -> None:
    moved = Settings(home=settings.home.with_name("elsewhere"))
    shutil.move(settings.home, moved.home)
    there = Registry(moved)
    there.register(run("after the move"))
    assert [r.name for r in there.runs.all()] == ["after the move", "three", "two", "one"]


def test_runs_are_read_while_their_files_are_gone(three: Registry, settings: Settings) -> None:
    shutil.rmtree(settings.runs)
    assert len(three.runs.all()) == 3


def test_there_are_no_runs_before_the_registry_is_made(settings: Settings) -> None:
    runs = Registry(settings).runs
    assert (runs.all(), runs.all(deleted=True), runs.histories(["x"])) == ((), (), {})
    assert runs.experiment() is None
    with pytest.raises(ModelUnavailable, match="no run 'v1'"):
        runs.get("v1")


def test_a_damaged_registry_is_a_sentence(settings: Settings) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_bytes(b"this was a database" * 500)
    with pytest.raises(HomeUnusable, match=r"The model registry.*not a database"):
        Registry(settings).runs.all()


def test_a_run_is_found_by_id_its_beginning_or_its_version(three: Registry) -> None:
    run = three.runs.get("v2")
    for reference in (run.id, run.short_id, "v2"):
        assert three.runs.get(reference) == run


@pytest.mark.parametrize("reference", ["", "v9", "2", "abc", "two"])
def test_an_unknown_run_is_a_sentence(three: Registry, reference: str) -> None:
    with pytest.raises(ModelUnavailable, match="There is no run"):
        three.runs.get(reference)
