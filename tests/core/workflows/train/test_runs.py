"""Which run was best, which are wanted, runs as CSV, and a configuration out of a record."""

import csv
import io
import math

import pytest

from core.errors import UnknownRecipe
from core.registry import Registry, Run
from core.settings import Settings
from core.training import RECIPES, config_for
from core.workflows.home import prepare_home
from core.workflows.train.runs import Wanted, as_csv, best_run, config_of, matching
from core.workflows.train.train import finished_run
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


def test_the_best_is_chosen_by_validation_and_says_who_is_too_close_to_call() -> None:
    runs = [made(1, 0.90), made(2, 0.92), made(3, 0.915), made(4, 0.909)]
    best = best_run(runs)
    assert best
    assert best.run.label == "v2"
    assert [run.label for run in best.close] == ["v3"]


def test_the_test_split_has_no_say_in_which_is_best() -> None:
    flattering = made(1, 0.90, figures={"test_accuracy": 0.99, "validation_accuracy": 0.90})
    best = best_run([flattering, made(2, 0.91)])
    assert best
    assert best.run.label == "v2"


@pytest.mark.parametrize("runs", [[], [made(1, None)], [made(1, math.nan)]])
def test_without_figures_there_is_no_best(runs: list[Run]) -> None:
    assert best_run(runs) is None


def test_one_run_is_the_best_of_itself() -> None:
    best = best_run([made(1), made(2, math.nan)])
    assert best
    assert (best.run.label, best.close) == ("v1", ())


RUNS = (
    made(1, tags=("baseline",)),
    made(2, note="Better at Shirts.", tags=("talk", "baseline")),
    made(3, data="tiny", parameters={"recipe": "best", "data": "tiny", "optimizer": "lion"}),
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [1, 2, 3]),
        (Wanted(recipes=("best",)), [3]),
        (Wanted(recipes=("best", "quick")), [1, 2, 3]),
        (Wanted(data=("v1",)), [1, 2]),
        (Wanted(tags=("talk", "nobody's")), [2]),
        (Wanted(tags=("baseline",), words="shirts"), [2]),
        (Wanted(words="  SHIRTS better "), [2]),
        (Wanted(words="lion"), [3]),
        (Wanted(words="v3"), [3]),
        (Wanted(words=f"{1:032x}"), [1]),
        (Wanted(words="cpu abc"), [1, 2, 3]),
        (Wanted(words="no such word"), []),
        (Wanted(recipes=("best",), data=("v1",)), []),
    ],
)
def test_what_is_wanted_is_found(wanted: Wanted, found: list[int]) -> None:
    assert [run.version for run in matching(RUNS, wanted)] == found


def test_csv_has_a_column_for_whatever_any_run_knows() -> None:
    runs = (made(1, note='With "quotes",\nand a line'), made(2, None, version=None), RUNS[2])
    rows = list(csv.DictReader(io.StringIO(as_csv(runs).removeprefix("\ufeff"), newline="")))
    assert [row["version"] for row in rows] == ["v1", "", "v3"]
    assert rows[0]["note"] == 'With "quotes",\nand a line'
    assert [row["optimizer"] for row in rows] == ["", "", "lion"]
    assert [row["validation_accuracy"] for row in rows] == ["0.9", "", "0.9"]
    assert rows[0]["device"] == "CPU, 2 cores"
    assert rows[0]["started"].startswith("2027-01-15T")
    assert None not in rows[0]


def test_csv_of_nothing_is_its_heading() -> None:
    assert len(as_csv(()).splitlines()) == 1


def recorded(**changes: object) -> Run:
    """A run whose settings went through MLflow's text."""
    values = config_for("quick", **changes).as_dict()
    texts = {name: str(value) for name, value in values.items()}
    return made(1, parameters=texts | {"parameters": "50410"})


def test_a_configuration_comes_back_out_of_a_record() -> None:
    changes = {"seed": 7, "learning_rate": 0.0123, "augmentation": "flip", "data": "tiny"}
    assert config_of(recorded(**changes)) == config_for("quick", **changes)
    assert config_of(recorded()) == RECIPES["quick"]


def test_every_switch_comes_back_out_of_a_record() -> None:
    switches = [
        name for name, value in RECIPES["quick"].as_dict().items() if value in (True, False)
    ]
    changes = {name: True for name in switches if RECIPES["quick"].as_dict()[name] is False}
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
def test_a_record_that_cannot_be_repeated_says_why(parameters: dict[str, str], named: str) -> None:
    with pytest.raises(UnknownRecipe, match=named):
        config_of(made(1, parameters=parameters))


def test_a_real_training_can_be_found_and_repeated_from_its_record(trained: Trained) -> None:
    runs = Registry(trained.settings).runs
    run = runs.get(trained.result["name"])
    assert config_of(run) == trained.config
    assert run.scores("test")["accuracy"] == trained.result["metrics"]["test"]["accuracy"]
    curve = runs.histories([run.id])[run.id]
    assert [row["epoch"] for row in curve] == list(range(1, trained.config.epochs + 1))
    assert {"loss", "validation_accuracy", "learning_rate", "seconds"} <= curve[0].keys()
    assert run.facts["environment"].startswith("python ")


def test_a_shipped_model_that_somebody_deleted_is_not_registered_anew(
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
