"""Fixtures for all tests. No test touches the repository's own data and models."""

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

# Streamlit reads this when it is imported; `core` itself sets all other library variables.
os.environ["STREAMLIT_CLIENT_SHOW_ERROR_DETAILS"] = "full"

import pytest

from core.settings import Settings

if TYPE_CHECKING:
    from core.data import Dataset


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for everything that the program writes, set by FITTING_ROOM_HOME."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("FITTING_ROOM_HOME", str(folder))
    monkeypatch.delenv("FITTING_ROOM_REGISTRY", raising=False)
    return folder


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> "Dataset":
    """The synthetic dataset: 600, 200 and 200 pictures (train, validation, test)."""
    from core.data import load

    return load("tiny", Settings(home=tmp_path_factory.mktemp("nothing-is-read-here")))


@pytest.fixture(autouse=True)
def _no_cache_outlives_a_test() -> Iterator[None]:
    yield
    if "streamlit" in sys.modules:
        import streamlit as st

        st.cache_data.clear()
        st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _mlflow_reads_its_migrations_once() -> None:
    """Otherwise MLflow parses all its migration scripts anew for every registry that is opened."""
    utils = sys.modules.get("mlflow.store.db.utils")
    if utils and not hasattr(utils._get_latest_schema_revision, "cache_info"):
        utils._get_latest_schema_revision = cache(utils._get_latest_schema_revision)
