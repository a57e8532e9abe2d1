"""Training from the command line: new runs, and past runs repeated from their record."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.model_files import write_facts
from core.records import to_json
from core.registry import Registry
from core.settings import Settings
from core.training import DEFAULT_RECIPE
from tests.core.cli.command_line import core, lines


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--recipe", "worst"], "recipe 'worst' is not known; choose one of all_round, quick"),
        (["--epochs", "0"], "epochs is 0; it must be a whole number from 1"),
        (["--seed", "-1"], "seed is -1"),
        (["--data", "v99"], "There is no dataset named “v99”"),
        (["--data", "v1"], "data fetch"),
    ],
)
def test_an_invalid_training_is_reported_and_registers_nothing(
    shipped: Path, tables: None, settings: Settings, words: list[str], sentence: str
) -> None:
    result = core("train", *words, "--json")
    assert result.exit_code == 1
    (line,) = lines(result)
    assert sentence in line["error"]
    assert len(Registry(settings).versions()) <= 1  # at most the shipped one


def test_training_prints_a_line_per_epoch_and_registers_a_version(
    shipped: Path, tables: None, settings: Settings
) -> None:
    result = core("train", "--data", "tiny", "--epochs", 2, "--seed", 3, "--json")
    assert result.exit_code == 0
    first, second, last = lines(result)
    assert [first["epoch"], second["epoch"]] == [1, 2]
    assert {"loss", "accuracy", "validation_accuracy", "seconds"} <= second.keys()
    version = Registry(settings).get(last["name"])
    assert last == {"version": 2, "name": "v2", "metrics": to_json(version.facts().metrics)}
    assert (version.facts().recipe, version.facts().seed) == (DEFAULT_RECIPE, 3)
    assert Registry(settings).champion().name == "v1"  # the shipped model stays champion
    assert result.stderr == "Registered the shipped model as v1, champion.\n"


def test_a_run_is_repeated_bit_for_bit_and_environment_differences_are_printed(
    shipped: Path, tables: None, settings: Settings, tmp_path: Path
) -> None:
    words = (
        "--recipe",
        "quick",
        "--data",
        "tiny",
        "--epochs",
        1,
        "--seed",
        3,
        "--deterministic",
        "--json",
    )
    assert core("train", *words, "--folder", tmp_path / "kept").exit_code == 0
    assert list((tmp_path / "kept").iterdir()) == []  # emptied once the model is registered
    version = Registry(settings).get("v2")
    facts = version.facts()
    environment = {**facts.environment, "numpy": "1.0"}
    write_facts(version.folder, replace(facts, environment=environment))
    result = core("train", "--from", version.run_id, "--json")
    assert result.exit_code == 0, result.stdout
    last = lines(result)[-1]
    assert (last["name"], last["repeats"], last["same_weights"]) == ("v3", "v2", True)
    printed = result.stderr.splitlines()
    assert printed[0] == "Repeating v2: recipe quick, seed 3."
    assert printed[1] == f"numpy: 1.0 then, {np.__version__} now"
    assert printed[-1] == "v3 has exactly the same weights as v2."
    assert Registry(settings).get("v3").facts().config == facts.config
    other = core("train", "--from", "v2", "--seed", 4, "--json")
    assert lines(other)[-1]["same_weights"] is False
    assert other.stderr.endswith("v4 has different weights from v2: the settings differ.\n")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"data": "v99"}, "There is no dataset named “v99”"),
        ({"network": "gone"}, "v1 cannot be repeated"),
        ({"depth": 4}, "v1 cannot be repeated"),
    ],
)
def test_a_record_that_cannot_be_repeated_is_reported(
    shipped: Path, tables: None, settings: Settings, changed: dict[str, Any], sentence: str
) -> None:
    core("prepare")
    version = Registry(settings).get("v1")
    config = {"recipe": "quick", "network": "quick", "data": "tiny"} | changed
    write_facts(version.folder, replace(version.facts(), config=config))
    result = core("train", "--from", "v1", "--json")
    assert result.exit_code == 1
    assert sentence in lines(result)[0]["error"]
    assert len(Registry(settings).versions()) == 1


def test_an_unknown_run_and_conflicting_options_are_refused(
    shipped: Path, tables: None, settings: Settings
) -> None:
    result = core("train", "--from", "v77", "--json")
    assert (result.exit_code, "There is no run 'v77'" in lines(result)[0]["error"]) == (1, True)
    assert core("train", "--from", "v1", "--recipe", "quick").exit_code == 2
