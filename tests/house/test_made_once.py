"""What the tests prepare once is made once, whichever parallel worker is first."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.made_once import made_once


def worker(folder: Path) -> pytest.TempPathFactory:
    return cast(pytest.TempPathFactory, SimpleNamespace(getbasetemp=lambda: folder))


def test_two_workers_at_once_make_a_folder_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    made: list[Path] = []
    with ThreadPoolExecutor(2) as both:
        asked = [
            both.submit(made_once, worker(tmp_path / name), "prepared", made.append)
            for name in ("gw0", "gw1")
        ]
    assert [one.result() for one in asked] == [tmp_path / "prepared"] * 2
    assert made == [tmp_path / "prepared"]


def test_a_run_without_workers_shares_nothing_with_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    folder = made_once(worker(tmp_path / "pytest-1"), "prepared", lambda _: None)
    assert folder == tmp_path / "pytest-1" / "prepared"
