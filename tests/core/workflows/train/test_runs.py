"""Finding the best run, filtering, CSV export, and the configuration of a recorded run."""

import csv
import io
import math
from dataclasses import replace
from pathlib import Path

import pytest

from core.config_names import earlier
from core.errors import UnknownRecipe
from core.model_files import read_facts
from core.records import to_json
from core.registry import Registry, Run
from core.settings import Settings
from core.training import RECIPES, config_for
from core.workflows.home import prepare_home
from core.workflows.train.finished import finished_run
from core.workflows.train.runs import RunFilter, as_csv, best_run, config_of, matching
from tests.core.conftest import Trained


def made(label: int, accuracy: float | None = 0.9, margin: float = 0.01, **changes: object) -> Run:
    figures = {}
    if accuracy is not None:
        figures = {"validation_accuracy": accuracy, "validation_accuracy_low": accuracy - margin}
    values: dict = {
        "id": f"{label:032x}",
        "name": f"quick, seed {label}",
        "started": 1.8e9 + label,
        "seconds": 10.0,
        "parameters": {"recipe": "quick", "data": "v1", "seed": str(label)},
        "figures": figures,
        "facts": {"recipe": "quick", "device": "CPU, 2 cores", "commit": "abc"},
        "data": "v1",
        "version": label,
    }
    return Run(**values | changes)


def test_the_best_run_is_chosen_by_validation_and_lists_close_runs() -> None:
    runs = [made(1, 0.90), made(2, 0.92), made(3, 0.915), made(4, 0.909)]
    best = best_run(runs)
    assert best
    assert best.run.label == "v2"
    assert [run.label for run in best.close] == ["v3"]


def test_the_test_split_does_not_influence_the_best_run() -> None:
    flattering = made(1, 0.90, figures={"test_accuracy": 0.99, "validation_accuracy": 0.90})
    best = best_run([flattering, made(2, 0.91)])
    assert best
    assert best.run.label == "v2"


@pytest.mark.parametrize("runs", [[], [made(1, None)], [made(1, math.nan)]])
def test_there_is_no_best_run_without_metrics(runs: list[Run]) -> None:
    assert best_run(runs) is None


def test_a_single_run_is_the_best() -> None:
    best = best_run([made(1), made(2, math.nan)])
    assert best
    assert (best.run.label, best.close) == ("v1", ())


RUNS = (
    made(1, tags=("baseline",)),
    made(2, note="Better at Shirts.", tags=("talk", "baseline")),
    made(3, data="tiny", parameters={"recipe": "best", "data": "tiny", "optimizer": "lion"}),
)


@pytest.mark.parametrize(
    ("run_filter", "found"),
    [
        (RunFilter(), [1, 2, 3]),
        (RunFilter(recipes=("best",)), [3]),
        (RunFilter(recipes=("best", "quick")), [1, 2, 3]),
        (RunFilter(data=("v1",)), [1, 2]),
        (RunFilter(tags=("talk", "nobody's")), [2]),
        (RunFilter(tags=("baseline",), words="shirts"), [2]),
        (RunFilter(words="  SHIRTS better "), [2]),
        (RunFilter(words="lion"), [3]),
        (RunFilter(words="v3"), [3]),
        (RunFilter(words=f"{1:032x}"), [1]),
        (RunFilter(words="cpu abc"), [1, 2, 3]),
        (RunFilter(words="no such word"), []),
        (RunFilter(recipes=("best",), data=("v1",)), []),
    ],
)
def test_a_filter_finds_the_matching_runs(run_filter: RunFilter, found: list[int]) -> None:
    assert [run.version for run in matching(RUNS, run_filter)] == found


def test_csv_has_the_columns_of_all_runs() -> None:
    runs = (made(1, note='With "quotes",\nand a line'), made(2, None, version=None), RUNS[2])
    rows = list(csv.DictReader(io.StringIO(as_csv(runs).removeprefix("\ufeff"), newline="")))
    assert [row["version"] for row in rows] == ["v1", "", "v3"]
    assert rows[0]["note"] == 'With "quotes",\nand a line'
    assert [row["optimizer"] for row in rows] == ["", "", "lion"]
    assert [row["validation_accuracy"] for row in rows] == ["0.9", "", "0.9"]
    assert rows[0]["device"] == "CPU, 2 cores"
    assert rows[0]["started"].startswith("2027-01-15T")
    assert None not in rows[0]


def test_notes_tags_and_names_are_no_formulas_in_csv() -> None:
    runs = (made(1, note="- slower", tags=("=x", "y"), name="@run", facts={"=fact": "+1+1"}),)
    (row,) = csv.DictReader(io.StringIO(as_csv(runs).removeprefix("\ufeff"), newline=""))
    assert (row["note"], row["tags"], row["name"]) == ("'- slower", "'=x, y", "'@run")
    assert row["'=fact"] == "'+1+1"


def test_csv_without_runs_is_only_the_header() -> None:
    assert len(as_csv(()).splitlines()) == 1


def recorded(**changes: object) -> Run:
    """A run whose settings were stored as text, as MLflow does."""
    values = config_for("quick", **changes).as_record()
    texts = {name: str(value) for name, value in values.items()}
    return made(1, parameters=texts | {"parameters": "50410"})


def test_the_configuration_is_restored_from_a_run() -> None:
    changes = {"seed": 7, "learning_rate": 0.0123, "augmentation": "flip", "data": "tiny"}
    assert config_of(recorded(**changes)) == config_for("quick", **changes)
    assert config_of(recorded()) == RECIPES["quick"]


def test_names_in_a_run_of_an_earlier_version_are_translated(
    settings: Settings, tables: None, model: Path
) -> None:
    changes = {"augmentation": "photo_like", "outliers": 0.1, "flip_tta": True}
    older = earlier(config_for("quick", **changes).as_record())
    assert (older["augmentation"], older["strangers"], older["mirror"]) == ("wild", 0.1, True)
    registry = Registry(settings)
    registry.register(replace(finished_run(model, read_facts(model)), parameters=older))
    assert config_of(registry.runs.get("v1")) == config_for("quick", **changes)


def test_every_boolean_setting_is_restored_from_a_run() -> None:
    switches = [
        name for name, value in RECIPES["quick"].as_record().items() if value in (True, False)
    ]
    changes = {name: True for name in switches if RECIPES["quick"].as_record()[name] is False}
    assert config_of(recorded(**changes)) == config_for("quick", **changes)


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({}, "no settings"),
        ({"parameters": "7850"}, "no settings"),
        ({"recipe": "quick", "network": "quick", "colour": "red"}, "colour"),
        ({"recipe": "quick", "network": "quick", "epochs": "many"}, "epochs"),
        ({"recipe": "quick", "network": "quick", "epochs": "100000"}, "epochs"),
        ({"network": "quick"}, "recipe"),
    ],
)
def test_a_run_that_cannot_be_repeated_is_refused_with_the_reason(
    parameters: dict[str, str], named: str
) -> None:
    with pytest.raises(UnknownRecipe, match=named):
        config_of(made(1, parameters=parameters))


def test_a_real_run_can_be_found_and_repeated(trained: Trained) -> None:
    runs = Registry(trained.settings).runs
    run = runs.get(trained.result.name)
    assert config_of(run) == trained.config
    assert run.accuracy("test") == trained.result.test.interval
    curve = runs.histories([run.id])[run.id]
    assert [row.epoch for row in curve] == list(range(1, trained.config.epochs + 1))
    history = Registry(trained.settings).get("v1").facts().history
    assert [to_json(row) for row in curve] == [to_json(row) for row in history]
    assert run.environment.startswith("python ")


def test_a_deleted_shipped_model_is_not_registered_again(
    settings: Settings, shipped: None, tables: None
) -> None:
    registry = Registry(settings)
    prepare_home(settings, registry)
    first = registry.champion()
    registry.register(finished_run(first.folder, first.facts()))
    registry.promote(2, "")
    registry.runs.delete(first.run_id)
    assert prepare_home(settings, registry).sentences == ()
    assert [version.name for version in registry.versions()] == ["v2"]
