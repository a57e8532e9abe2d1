"""The kinds of jobs: each can be started by a later process, from its record alone."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.jobs import Job, JobContext, JobState, JobStore
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig, config_for
from core.workflows import job_kinds as kinds
from core.workflows.job_kinds import kinds_for, runner_for

LIMIT = 20.0  # seconds


def test_a_process_has_one_runner_a_home(settings: Settings, tmp_path: Path) -> None:
    runner = runner_for(settings, Registry(settings))
    assert runner_for(settings, Registry(settings)) is runner
    other = Settings(home=tmp_path / "other")
    assert runner_for(other, Registry(other)) is not runner


def test_every_long_verb_is_a_kind(settings: Settings) -> None:
    known = kinds_for(settings, Registry(settings))
    several = {"seeds", "crossvalidation", "sweep"}
    assert set(known) == {"train", "teach", "batch", "ablation"} | several


def test_a_training_of_a_dead_process_goes_on_with_its_settings_and_its_folder(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_for("quick", data="tiny", seed=3)
    parameters = json.loads(json.dumps(config.as_dict()))
    job = Job("a" * 12, "train", "Quick", JobState.RUNNING, 1.0, parameters, started=2.0)
    store = JobStore(settings.jobs)
    store._owner = "999999999_1.00"
    store.save(job)

    def train(
        settings: Settings,
        registry: Registry,
        config: TrainConfig,
        context: JobContext,
        folder: Path,
    ) -> Mapping[str, Any]:
        return {"config": config.as_dict(), "folder": str(folder)}

    monkeypatch.setattr(kinds, "train_model", train)
    runner = runner_for(settings, Registry(settings))
    done = runner.wait(runner.resume(job.id).id, LIMIT)
    assert done.result == {
        "config": config.as_dict(),
        "folder": str(settings.models / "jobs" / job.id),
    }


def test_a_training_whose_recorded_settings_are_no_more_fails_with_a_sentence(
    settings: Settings,
) -> None:
    runner = runner_for(settings, Registry(settings))
    parameters = config_for("quick").as_dict() | {"network": "perceptron of 1958"}
    failed = runner.wait(runner.submit("train", "Old", parameters).id, LIMIT)
    assert failed.state is JobState.FAILED
    assert "network 'perceptron of 1958' is not known; choose one of" in failed.error
