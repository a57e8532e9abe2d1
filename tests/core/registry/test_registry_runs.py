"""Finished trainings: read as MLflow itself would tell them, tagged, noted, deleted, restored."""

import math
import shutil
import threading
from pathlib import Path
from unittest.mock import patch

import pytest

from core.errors import HomeUnusable, ModelUnavailable
from core.registry import CHAMPION, Registry, clean_tags
from core.registry.lookup import MODEL
from core.settings import Settings
from tests.core.registry.conftest import MakeRun, make_run
from tests.core.registry.test_registry_lookup import client_of

PARAMETERS = {"recipe": "quick", "data": "tiny", "seed": 3, "epochs": 2, "deterministic": False}
FIGURES = {
    "test_accuracy": 0.75,
    "test_accuracy_low": 0.7,
    "test_accuracy_high": 0.8,
    "test_n": 200,
    "validation_accuracy": 0.8,
    "fit_seconds": 12.5,
}
HISTORY = (
    {"epoch_loss": 0.9, "epoch_validation_accuracy": 0.6, "epoch_seconds": 5.0},
    {"epoch_loss": 0.5, "epoch_validation_accuracy": 0.8, "epoch_seconds": 7.0},
)


@pytest.fixture(scope="session")
def models_of_three(
    tmp_path_factory: pytest.TempPathFactory, empty_tables: Path, small_model: Path
) -> Path:
    """A models folder with three runs; never written to again."""
    settings = Settings(home=tmp_path_factory.mktemp("three-runs"))
    settings.models.mkdir()
    shutil.copy(empty_tables, settings.models / "registry.db")
    registry = Registry(settings)
    for name in ("one", "two", "three"):
        registry.register(
            make_run(small_model, name, parameters=PARAMETERS, metrics=FIGURES, history=HISTORY)
        )
    return settings.models


@pytest.fixture
def three(models_of_three: Path, settings: Settings) -> Registry:
    """Three runs, v1 to v3; v1 is champion."""
    shutil.copytree(models_of_three, settings.models)
    return Registry(settings)


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


def test_a_run_without_curves_has_an_empty_one(registry: Registry, run: MakeRun) -> None:
    version = registry.register(run(history=()))
    assert registry.runs.histories([version.run_id]) == {version.run_id: ()}


def test_a_figure_that_is_no_number_is_read_as_such(registry: Registry, run: MakeRun) -> None:
    version = registry.register(
        run(metrics={"test_accuracy": math.nan}, history=({"epoch_loss": math.nan},))
    )
    assert math.isnan(registry.runs.get("v1").figures["test_accuracy"])
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


def test_tags_replace_tags_and_a_note_a_note(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    three.runs.set_tags(run_id, ["first", "second"])
    assert three.runs.set_tags(run_id, [" Shirts,  better ", "shirts better", "größer"]) == (
        "Shirts better",
        "größer",
    )
    three.runs.set_note(run_id, "  One line.\nAnother line.  ")
    run = three.runs.get("v2")
    assert run.tags == ("Shirts better", "größer")
    assert run.note == "One line.\nAnother line."
    three.runs.set_tags(run_id, [])
    three.runs.set_note(run_id, "")
    assert (three.runs.get("v2").tags, three.runs.get("v2").note) == ((), "")


def test_a_note_that_is_too_long_is_kept_as_far_as_there_is_room(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    three.runs.set_note(run_id, "因为" * 9000)
    assert three.runs.get("v2").note == "因为" * 2500


def test_tags_are_few_short_printable_and_without_repeats() -> None:
    assert clean_tags(["  a  b ", "A B", "", ",", "c\x00\td", "x" * 99]) == ("a b", "c d", "x" * 60)
    assert len(clean_tags(str(n) for n in range(99))) == 30


def test_a_deleted_run_takes_its_version_along_and_brings_it_back(three: Registry) -> None:
    run = three.runs.get("v2")
    assert three.runs.delete(run.id) == run
    assert [r.label for r in three.runs.all()] == ["v3", "v1"]
    assert [v.name for v in three.versions()] == ["v3", "v1"]
    (aside,) = three.runs.all(deleted=True)
    assert (aside.id, aside.label, aside.deleted) == (run.id, "v2", True)
    with pytest.raises(ModelUnavailable, match="no model 'v2'"):
        three.get("v2")
    with pytest.raises(ModelUnavailable):
        three.promote(2, "")
    three.runs.restore(run.id)
    assert three.runs.get("v2") == run
    assert [v.name for v in three.versions()] == ["v3", "v2", "v1"]
    assert three.runs.all(deleted=True) == ()


def test_the_champions_run_cannot_be_deleted(three: Registry) -> None:
    run = three.runs.get("v1")
    with pytest.raises(ModelUnavailable, match="one made v1, the champion"):
        three.runs.delete(run.id)
    assert three.runs.get("v1") == run


def test_what_another_window_deleted_is_a_sentence_here(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    three.runs.delete(run_id)
    for act in (
        lambda: three.runs.delete(run_id),
        lambda: three.runs.set_note(run_id, "late"),
        lambda: three.runs.set_tags(run_id, ["late"]),
    ):
        with pytest.raises(ModelUnavailable, match="deleted, in another window perhaps"):
            act()


def test_what_another_window_restored_stays(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    three.runs.delete(run_id)
    three.runs.restore(run_id)
    three.runs.restore(run_id)
    assert three.runs.get("v2").id == run_id
    with pytest.raises(ModelUnavailable, match="There is no run"):
        three.runs.restore("f" * 32)


def test_the_number_of_a_deleted_version_is_not_given_again(three: Registry, run: MakeRun) -> None:
    three.runs.delete(three.runs.get("v3").id)
    assert three.register(run("four")).name == "v4"


def test_a_roll_back_passes_over_a_champion_that_was_deleted(three: Registry) -> None:
    three.promote(2, "")
    three.promote(3, "")
    three.runs.delete(three.runs.get("v2").id)
    assert three.previous_champion() == 1
    assert three.roll_back("") == 1
    assert three.previous_champion() is None
    three.promote(3, "Again.")
    assert three.previous_champion() == 1


def test_a_champion_is_never_its_own_predecessor(three: Registry) -> None:
    three.promote(2, "")
    three.promote(1, "")
    assert three.previous_champion() == 2
    three.runs.delete(three.runs.get("v2").id)
    assert three.previous_champion() is None


def test_a_title_whose_holder_mlflow_deleted_goes_to_who_is_left(
    three: Registry, settings: Settings
) -> None:
    client_of(settings).delete_run(three.runs.get("v1").id)  # our own way refuses
    three.mend()
    assert three.champion().name == "v2"


def test_deleting_and_promoting_at_once_leaves_a_champion(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    refused: list[str] = []

    def attempt(act: object) -> None:
        assert callable(act)
        try:
            act()
        except ModelUnavailable as error:
            refused.append(str(error))

    acts = (lambda: three.runs.delete(run_id), lambda: three.promote(2, "now"))
    threads = [threading.Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert three.champion().number in (1, 2)
    assert any(CHAMPION in version.aliases for version in three.versions())


def test_a_registry_that_another_program_holds_refuses_in_a_sentence(three: Registry) -> None:
    from mlflow.exceptions import MlflowException

    run_id = three.runs.get("v2").id
    locked = patch("mlflow.MlflowClient.set_tag", side_effect=MlflowException("database is locked"))
    with locked, pytest.raises(HomeUnusable, match="refused a change: database is locked"):
        three.runs.set_note(run_id, "now")
    assert three.runs.get("v2").note == ""
