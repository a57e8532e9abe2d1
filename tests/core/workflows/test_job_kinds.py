"""The kinds of jobs, each of which a later process can resume from the database."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import UnknownRecipe
from core.jobs import AnyKind, Job, JobContext, JobState, JobStore
from core.model_facts import SplitMetrics
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig, config_for
from core.workflows.job_kinds import KINDS, runner_for
from core.workflows.train import train
from core.workflows.train.train import TRAIN, TrainingResult

LIMIT = 20.0  # seconds


def test_a_process_has_one_runner_per_home(settings: Settings, tmp_path: Path) -> None:
    runner = runner_for(settings, Registry(settings))
    assert runner_for(settings, Registry(settings)) is runner
    other = Settings(home=tmp_path / "other")
    assert runner_for(other, Registry(other)) is not runner


def test_stored_names_of_job_kinds_never_change() -> None:
    several = {"seeds", "crossvalidation", "sweep"}
    assert {kind.name for kind in KINDS} == {"train", *several, "batch", "ablation", "teach"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_parameters_progress_and_result_of_a_kind_are_frozen_dataclasses(kind: AnyKind) -> None:
    for form in (kind.parameters, kind.progress, kind.result):
        assert is_dataclass(form)
        assert form.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert 0 < kind.even_until <= 1
    assert kind.closing >= 0
    assert fields(kind.result), "without fields a missing result looks like an existing one"


def record(settings: Settings, parameters: Mapping[str, Any] | None = None) -> str:
    """Store an unfinished training job of a dead process, with these stored parameters."""
    job = Job("a" * 12, "train", "Quick", JobState.RUNNING, 1.0, CONFIG, started=2.0)
    store = JobStore(settings.jobs, {TRAIN.name: TRAIN})
    store._owner = "999999999_1.00"
    store.save(job)
    if parameters is not None:
        with closing(sqlite3.connect(settings.jobs, isolation_level=None)) as other:
            other.execute("update jobs set parameters = ?", (json.dumps(parameters),))
    return job.id


CONFIG = config_for("quick", data="tiny", seed=3)
FIGURES = SplitMetrics(200, 0.8, 0.74, 0.85, 0.79, 0.6, 0.05)
# As an earlier version stored it, with other names for some settings.
EARLIER = {
    "recipe": "quick",
    "network": "quick",
    "data": "tiny",
    "seed": 3,
    "augmentation": "wild",
    "strangers": 0.1,
    "mirror": True,
    "shifts": False,
}


@pytest.mark.parametrize(
    ("stored", "config"),
    [
        (None, CONFIG),
        (
            EARLIER,
            TrainConfig(
                "quick",
                "quick",
                data="tiny",
                seed=3,
                augmentation="photo_like",
                outliers=0.1,
                flip_tta=True,
            ),
        ),
    ],
    ids=["current names", "earlier names"],
)
def test_a_training_of_a_dead_process_resumes_with_its_settings_and_folder(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    stored: Mapping[str, Any] | None,
    config: TrainConfig,
) -> None:
    job_id = record(settings, stored)
    received: list[tuple[Settings, TrainConfig, Path]] = []

    def train_model(
        settings: Settings,
        registry: Registry,
        config: TrainConfig,
        context: JobContext,
        folder: Path,
    ) -> TrainingResult:
        received.append((settings, config, folder))
        return TrainingResult(2, "v2", {"test": FIGURES})

    monkeypatch.setattr(train, "train_model", train_model)
    runner = runner_for(settings, Registry(settings))
    done = runner.wait(runner.resume(job_id).id, LIMIT)
    assert (done.state, done.result) == (JobState.DONE, TrainingResult(2, "v2", {"test": FIGURES}))
    assert received == [(settings, config, settings.models / "jobs" / job_id)]


@pytest.mark.parametrize(
    "change", [{"network": "perceptron of 1958"}, {"of_tomorrow": 1}, {"epochs": "four"}]
)
def test_a_stored_training_with_invalid_settings_becomes_a_failed_job(
    settings: Settings, change: Mapping[str, Any]
) -> None:
    job_id = record(settings, CONFIG.as_record() | change)
    failed = runner_for(settings, Registry(settings)).get(job_id)
    assert failed is not None
    assert (failed.state, failed.resumable) == (JobState.FAILED, False)
    assert "from another version of this program" in failed.error


def test_invalid_settings_are_refused_before_queueing() -> None:
    with pytest.raises(UnknownRecipe, match="network 'perceptron of 1958' is not known"):
        replace(CONFIG, network="perceptron of 1958")
