"""The pages without a browser: Streamlit's AppTest against the real core, on a home of its own."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import data
from core.jobs import Runner, Work, shared_runner
from core.model_files import CARD_FILE, read_card
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.workflows.home import prepare_home
from core.workflows.job_kinds import kinds_for
from core.workflows.train.train import finished_run

MAIN = REPOSITORY / "app" / "main.py"
PATIENCE = 30.0  # seconds

OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(home: Path) -> Iterator[OpenPage]:
    """Open a page as a person does, through the router: open_page("train")."""

    def open_(name: str = "try_it") -> AppTest:
        page = AppTest.from_file(str(MAIN), default_timeout=PATIENCE).run()
        page.switch_page(f"../pages/{name}.py")
        return page.run()

    yield open_
    nothing_runs_aside()


def nothing_runs_aside() -> None:
    """Wait for the work that a first start does in the background: making the registry."""
    for thread in threading.enumerate():
        if thread.name == "aside":
            thread.join(PATIENCE * 2)


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four files of Fashion-MNIST, fetched once."""
    settings = Settings(home=tmp_path_factory.mktemp("raw"))
    settings.raw.mkdir(parents=True)
    for file in (REPOSITORY / "data" / "raw").glob("*"):
        (settings.raw / file.name).symlink_to(file)
    data.fetch(settings)
    return settings.raw


@pytest.fixture
def dataset(settings: Settings, raw: Path) -> None:
    """The home has the dataset."""
    settings.raw.parent.mkdir()
    settings.raw.symlink_to(raw, target_is_directory=True)


@pytest.fixture(scope="session")
def registry_of_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with the shipped model as v1, champion, and two more; never written to."""
    settings = Settings(home=tmp_path_factory.mktemp("three"))
    registry = Registry(settings)
    prepare_home(settings, registry)
    for seed in (11, 22):
        folder = settings.home / f"seed-{seed}"
        shutil.copytree(registry.shipped().folder, folder)
        facts = read_card(folder)
        facts["config"]["seed"] = seed
        (folder / CARD_FILE).write_text(json.dumps(facts))
        registry.register(finished_run(folder, facts))
    return settings.models


@pytest.fixture
def three_versions(settings: Settings, registry_of_three: Path) -> Registry:
    """The home has three versions; v1 is champion and v3 challenger."""
    shutil.copytree(registry_of_three, settings.models)
    return Registry(settings)


@pytest.fixture
def kinds(settings: Settings, three_versions: Registry) -> dict[str, Work]:
    """What the runner does for each kind of job; a test may put a script of its own there."""
    return kinds_for(settings, three_versions)


@pytest.fixture
def runner(settings: Settings, kinds: dict[str, Work]) -> Runner:
    """The very runner that the page asks."""
    return shared_runner(settings.jobs, kinds)
