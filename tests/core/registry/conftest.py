"""An empty registry, a registry with three runs, and finished runs to register."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from core.model_facts import DatasetFacts
from core.registry import FinishedRun, Registry
from core.settings import Settings

MakeRun = Callable[..., FinishedRun]
DATASET = DatasetFacts("tiny", hash="ab" * 32, split_seed=0, train=600, validation=200, test=200)
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


@pytest.fixture
def registry(tables: None, settings: Settings) -> Registry:
    return Registry(settings)


@pytest.fixture
def run(model: Path) -> MakeRun:
    """A function that makes a finished run of the small model."""
    return partial(make_run, model)


def make_run(folder: Path, name: str = "a run", **changes: object) -> FinishedRun:
    values: dict = {
        "name": name,
        "folder": folder,
        "dataset": DATASET,
        "parameters": {"epochs": 2, "network": "linear"},
        "metrics": {"test_accuracy": 0.75},
        "tags": {"recipe": "quick", "commit": "abc"},
        "history": ({"epoch_loss": 0.9}, {"epoch_loss": 0.5}),
        "environment": {"numpy": "2"},
    }
    return FinishedRun(**values | changes)


@pytest.fixture(scope="session")
def models_of_three(
    tmp_path_factory: pytest.TempPathFactory, empty_tables: Path, small_model: Path
) -> Path:
    """A models folder with three runs. Read-only."""
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
