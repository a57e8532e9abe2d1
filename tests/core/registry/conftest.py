"""A registry with nothing in it, and runs to register."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from core.registry import FinishedRun, Registry
from core.settings import Settings

MakeRun = Callable[..., FinishedRun]


@pytest.fixture
def registry(tables: None, settings: Settings) -> Registry:
    return Registry(settings)


@pytest.fixture
def run(model: Path) -> MakeRun:
    """Make a finished run of the small model."""
    return partial(make_run, model)


def make_run(folder: Path, name: str = "a run", **changes: object) -> FinishedRun:
    values: dict = {
        "name": name,
        "folder": folder,
        "dataset_name": "tiny",
        "dataset_hash": "ab" * 32,
        "parameters": {"epochs": 2, "network": "linear"},
        "metrics": {"test_accuracy": 0.75},
        "tags": {"recipe": "quick", "commit": "abc"},
        "history": ({"epoch_loss": 0.9}, {"epoch_loss": 0.5}),
        "documents": {"environment.json": {"numpy": "2"}},
    }
    return FinishedRun(**values | changes)
