"""Preparing the home: the first start, and recovery at a start after a crash."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import HomeUnusable, TrainingFailed
from core.jobs import JobState, this_process
from core.registry import Registry
from core.registry.creation import BACKUP
from core.settings import REPOSITORY as ROOT
from core.settings import Settings
from core.training import config_for
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.staging import remove_abandoned, staging
from core.workflows.train.train import TRAIN, start_training
from tests.core.conftest import Trained

# Keras itself passes arrays in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

# Trains as the page does, and prints when the first batches are done.
TRAINING = """
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import TRAIN, start_training
settings = Settings.from_environment()
registry = Registry(settings)
runner = runner_for(settings, registry)
config = config_for("quick", data="tiny", epochs=200)
job = start_training(runner, config)
while not runner.get(job.id).fraction:
    try:
        raise SystemExit(runner.wait(job.id, 0.05).error)
    except TimeoutError:
        pass
print("training", flush=True)
runner.wait(job.id)
"""

PREPARE = """
import sys
from core.registry import Registry
from core.settings import Settings
from core.workflows.home import prepare_home
import core.settings
core.settings.REPOSITORY = core.settings.Path(sys.argv[1])
settings = Settings.from_environment()
print(prepare_home(settings, Registry(settings)).sentences)
print(sorted({"mlflow", "tensorflow", "keras"} & set(sys.modules)))
"""


def sentences(settings: Settings) -> tuple[str, ...]:
    return prepare_home(settings, Registry(settings)).sentences


def test_the_first_start_registers_the_shipped_model_and_the_second_does_nothing(
    shipped: Path, settings: Settings
) -> None:
    assert sentences(settings) == ("Registered the shipped model as v1, champion.",)
    assert Registry(settings).champion().facts().recipe == "linear"
    assert sentences(settings) == ()


def test_a_start_with_nothing_to_do_imports_no_heavy_package(
    shipped: Path, tables: None, settings: Settings
) -> None:
    sentences(settings)
    done = subprocess.run(
        [sys.executable, "-c", PREPARE, str(shipped.parents[1])],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["()", "[]"], done.stderr


def test_a_new_shipped_model_becomes_challenger_not_champion(
    shipped: Path, tables: None, settings: Settings, trained: Trained
) -> None:
    sentences(settings)
    shutil.rmtree(shipped)
    shutil.copytree(Registry(trained.settings).get("v1").folder, shipped)
    assert sentences(settings) == ("Registered the shipped model as v2, challenger.",)
    assert Registry(settings).champion().name == "v1"


def test_a_missing_shipped_model_is_reported_and_the_rest_is_done(
    shipped: Path, settings: Settings
) -> None:
    (shipped / "model.onnx").unlink()
    dead = settings.models / "staging-999999_1.00-abc"
    dead.mkdir(parents=True)
    removed, missing = sentences(settings)
    assert removed == "Removed the unfinished files of 1 interrupted training(s)."
    assert "model.onnx is missing or damaged" in missing
    assert not dead.exists()


def test_a_damaged_registry_is_reported(shipped: Path, settings: Settings) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_bytes(b"no database" * 900)
    with pytest.raises(HomeUnusable, match=r"latest backup, registry\.backup\.db"):
        sentences(settings)


def test_a_failed_registry_backup_does_not_prevent_a_start(
    shipped: Path, tables: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    copy = settings.models / BACKUP
    copy.mkdir()  # a folder in its place
    os.utime(copy, (0, 0))
    assert sentences(settings) == ("Registered the shipped model as v1, champion.",)
    assert "No copy of" in caplog.text


def test_a_start_does_not_touch_a_training_of_the_same_process(
    shipped: Path, tables: None, settings: Settings
) -> None:
    with staging(settings) as folder:
        sentences(settings)
        assert folder.is_dir()
    assert not folder.exists()


def test_only_staging_folders_of_dead_processes_are_removed(settings: Settings) -> None:
    settings.models.mkdir()
    for owner in ("999999_1.00", "nonsense", f"{os.getpid()}_1.00", this_process()):
        (settings.models / f"staging-{owner}-x").mkdir()
    assert remove_abandoned(settings) == 3
    assert [path.name for path in settings.models.iterdir()] == [f"staging-{this_process()}-x"]


def test_a_home_that_cannot_be_written_is_reported(settings: Settings) -> None:
    settings.models.write_text("a file where a folder should be")
    with (
        pytest.raises(TrainingFailed, match=r"could not be written: .* choose another home"),
        staging(settings),
    ):
        pass


def kill_in_training(settings: Settings) -> None:
    training = subprocess.Popen(
        [sys.executable, "-c", TRAINING],
        cwd=ROOT,
        env={**os.environ, "FITTING_ROOM_HOME": str(settings.home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with training:
        assert training.stdout is not None
        assert training.stdout.readline() == "training\n"
        training.send_signal(signal.SIGKILL)


def test_a_start_after_a_killed_training_reports_it_cleans_up_and_can_train(
    shipped: Path, tables: None, settings: Settings
) -> None:
    sentences(settings)
    kill_in_training(settings)
    assert len(list(settings.models.glob("staging-*"))) == 1
    interrupted, removed = sentences(settings)
    assert interrupted.startswith("“Quick on Tiny, seed 0” was interrupted at ")
    assert "Every model registered before is untouched" in interrupted
    assert removed.startswith("Removed the unfinished files of 1")
    registry = Registry(settings)
    assert [version.aliases for version in registry.versions()] == [("champion",)]
    runner = runner_for(settings, registry)
    (killed,) = runner.jobs_of(TRAIN)
    assert (killed.state, killed.resumable) == (JobState.INTERRUPTED, True)
    assert killed.parameters == config_for("quick", data="tiny", epochs=200)
    again = start_training(runner, config_for("quick", data="tiny", epochs=1))
    assert runner.wait(again.id, 120).result.name == "v2"
    assert sentences(settings) == ()
