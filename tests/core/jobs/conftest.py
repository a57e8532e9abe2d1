from pathlib import Path

import pytest

from core.jobs import JobStore, Runner


@pytest.fixture
def store(tmp_path: Path) -> JobStore:
    return JobStore(tmp_path / "jobs.db")


@pytest.fixture
def runner(store: JobStore) -> Runner:
    return Runner(store)
