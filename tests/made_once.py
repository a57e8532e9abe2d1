"""Folders that are made once per test run, whichever of the parallel workers needs one first."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that `make` has filled; workers that come later wait for it. Read-only."""
    own = factory.getbasetemp()
    # Each worker has a folder of its own in that of the run.
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    done = folder.with_suffix(".made")
    with FileLock(folder.with_suffix(".lock")):
        if not done.exists():
            folder.mkdir(parents=True)
            make(folder)
            done.touch()
    return folder
