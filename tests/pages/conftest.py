"""Fixtures for testing pages with Streamlit's AppTest and the real core, on a temporary home."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import data
from core.jobs import AnyKind, Runner, shared_runner
from core.model_files import read_facts, write_facts
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.workflows.context import Workplace
from core.workflows.home import prepare_home
from core.workflows.job_kinds import KINDS
from core.workflows.train.finished import finished_run
from tests.made_once import made_once
from tools import app_test

PATIENCE = 30.0  # seconds

OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(home: Path) -> Iterator[OpenPage]:
    """A function that opens a page through the app's navigation: open_page("train")."""

    yield partial(app_test.open_page, timeout=PATIENCE)
    nothing_runs_in_background()


def nothing_runs_in_background() -> None:
    """Wait until the registry, which the first start creates in the background, is there."""
    for thread in threading.enumerate():
        if thread.name == "background":
            thread.join(PATIENCE * 2)


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four files of Fashion-MNIST, fetched once per session."""
    settings = Settings(home=tmp_path_factory.mktemp("raw"))
    settings.raw.mkdir(parents=True)
    for file in (REPOSITORY / "data" / "raw").glob("*"):
        (settings.raw / file.name).symlink_to(file)
    data.fetch(settings)
    return settings.raw


@pytest.fixture
def dataset(settings: Settings, raw: Path) -> None:
    """Put the dataset into the home."""
    settings.raw.parent.mkdir()
    settings.raw.symlink_to(raw, target_is_directory=True)


@pytest.fixture(scope="session")
def registry_of_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with the shipped model as v1, the champion, and two more. Read-only."""
    return made_once(tmp_path_factory, "three", register_three) / "models"


def register_three(home: Path) -> None:
    settings = Settings(home=home)
    registry = Registry(settings)
    prepare_home(settings, registry)
    for seed in (11, 22):
        folder = settings.home / f"seed-{seed}"
        shutil.copytree(registry.shipped().folder, folder)
        facts = read_facts(folder)
        facts = replace(facts, config={**facts.config, "seed": seed})
        write_facts(folder, facts)
        registry.register(finished_run(folder, facts))


@pytest.fixture
def three_versions(settings: Settings, registry_of_three: Path) -> Registry:
    """Put three model versions into the home; v1 is champion and v3 challenger."""
    shutil.copytree(registry_of_three, settings.models)
    return Registry(settings)


@pytest.fixture
def kinds() -> dict[str, AnyKind]:
    """The kinds of job by name; tests may replace their work with a script."""
    return {kind.name: kind for kind in KINDS}


@pytest.fixture
def runner(settings: Settings, three_versions: Registry, kinds: dict[str, AnyKind]) -> Runner:
    """The runner that the page uses."""
    return shared_runner(settings.jobs, kinds, Workplace(settings, three_versions))
