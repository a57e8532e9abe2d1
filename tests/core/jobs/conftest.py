from pathlib import Path

import pytest

from core.jobs import JobStore, Runner
from tests.core.jobs.works import KINDS


@pytest.fixture
def store(tmp_path: Path) -> JobStore:
    return JobStore(tmp_path / "jobs.db", KINDS)


@pytest.fixture
def runner(store: JobStore) -> Runner:
    return Runner(store, KINDS)
