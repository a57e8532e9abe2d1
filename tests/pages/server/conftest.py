"""The real server on an empty home; no test here runs a page of it."""

from collections.abc import Iterator

import pytest

from tools.app_server import RunningApp, running_app


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with running_app(tmp_path_factory.mktemp("home")) as app:
        yield app
