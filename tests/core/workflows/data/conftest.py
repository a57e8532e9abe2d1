"""The small published files of the tests of core.data, in this folder's home."""

import pytest

from core.data import Sources, fetch
from core.data.versions.store import Versions
from core.settings import Settings
from tests.core.data.conftest import package, packed

__all__ = ["package", "packed"]


@pytest.fixture
def versions(settings: Settings, request: pytest.FixtureRequest) -> Versions:
    """The dataset versions of a home with the small files: 100 training and 60 test pictures."""
    fetch(settings, sources=Sources(folder=request.getfixturevalue("package")))
    return Versions(settings)
