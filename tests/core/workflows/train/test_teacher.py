"""Distillation from the shipped champion, and what the facts say of it."""

from pathlib import Path

import pytest

from core.jobs import JobState
from core.model_files import ONNX_FILE, file_hash
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.teacher import teacher_for, teacher_hash
from core.workflows.train.train import start_training


def test_the_all_round_recipe_learns_from_the_shipped_champion_and_its_facts_say_so(
    shipped: Path, settings: Settings, tables: None
) -> None:
    registry = Registry(settings)
    prepare_home(settings, registry)
    runner = runner_for(settings, registry)
    job = start_training(runner, config_for("all_round", data="tiny", epochs=1))
    done = runner.wait(job.id, 200)
    assert (done.error, done.state) == ("", JobState.DONE)
    facts = registry.get(done.result.name).facts()
    assert facts.teacher == file_hash(shipped / ONNX_FILE)
    assert facts.config["distillation"] == 0.7


def test_a_recipe_without_distillation_has_no_teacher(shipped: Path, settings: Settings) -> None:
    (shipped / ONNX_FILE).unlink()
    config = config_for("quick")
    assert teacher_for(config, settings) is None
    assert teacher_hash(config, settings) == ""


@pytest.mark.parametrize("recipe", ["quick", "standard", "thorough"])
def test_only_the_all_round_recipe_is_distilled(recipe: str) -> None:
    assert not config_for(recipe).distillation
