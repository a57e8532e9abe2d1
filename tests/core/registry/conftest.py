"""Registries that are quick to come by: MLflow makes its tables once, tests copy the file."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.registry import FinishedRun, Registry
from core.settings import Settings

MakeRun = Callable[..., FinishedRun]


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry.db with MLflow's tables and nothing in them."""
    import mlflow

    path = tmp_path_factory.mktemp("tables") / "registry.db"
    url = f"sqlite:///{path}"
    mlflow.MlflowClient(tracking_uri=url, registry_uri=url).search_registered_models()
    return path


@pytest.fixture
def registry(empty_tables: Path, settings: Settings) -> Registry:
    settings.models.mkdir()
    shutil.copy(empty_tables, settings.models / "registry.db")
    return Registry(settings)


@pytest.fixture
def run(model: Path) -> MakeRun:
    """Make a finished run of the small model."""

    def make(name: str = "a run", **changes: object) -> FinishedRun:
        values: dict = {
            "name": name,
            "folder": model,
            "dataset_name": "tiny",
            "dataset_hash": "ab" * 32,
            "parameters": {"epochs": 2, "network": "linear"},
            "metrics": {"test_accuracy": 0.75},
            "tags": {"recipe": "quick", "commit": "abc"},
            "history": ({"loss": 0.9}, {"loss": 0.5}),
            "documents": {"environment.json": {"numpy": "2"}},
        }
        return FinishedRun(**values | changes)

    return make
