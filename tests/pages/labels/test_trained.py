"""Trainings on a version of the label court, and what they changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.data import Sources, fetch
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.jobs import Runner
from core.model_facts import SplitMetrics
from core.settings import Settings
from core.training import RECIPES
from core.workflows.train.train import TRAIN, TrainingResult, start_training
from tests.core.data.conftest import package, packed
from tests.pages.conftest import OpenPage
from tests.pages.scripted_work import Kinds, script
from tests.pages.seen import fine, press, text

__all__ = ["package", "packed"]

pytestmark = pytest.mark.usefixtures("three_versions", "published")


@pytest.fixture
def published(settings: Settings, package: Path, kinds: Kinds) -> None:
    """A home with v2 of the data; every training ends at once as model v3."""
    fetch(settings, sources=Sources(folder=package))
    Versions(settings).publish("v1", Changes({3: 4}), "Judged")
    metrics = SplitMetrics(60, 0.5, 0.4, 0.6, 0.5, 1.0, 0.1)
    script(kinds, TRAIN, lambda context: TrainingResult(3, "v3", {"test": metrics}))


def test_training_uses_the_chosen_version_and_the_page_says_what_changed(
    open_page: OpenPage, runner: Runner
) -> None:
    page = press(fine(open_page("labels")), "Train on the corrected labels")
    (job,) = runner.jobs_of(TRAIN)
    assert job.parameters is not None
    assert job.parameters.data == "v2"
    runner.wait(job.id, 10)
    words = text(fine(page.run()))
    assert "What did it change?" in words
    assert "model v3 is right 0.00 points more often than model v1" in words
    assert "which could be chance" in words
    assert "no label was changed here" in words
    assert "only several seeds of both show what the labels did" in words


def test_what_a_model_is_compared_with_can_be_trained_in_the_same_way(
    open_page: OpenPage, runner: Runner
) -> None:
    config = replace(RECIPES["quick"], data="v2", seed=3)
    runner.wait(start_training(runner, config).id, 10)
    page = fine(open_page("labels"))
    assert "differ in more than their labels" in text(page)
    press(page, "Train the same on Fashion-MNIST")
    same = runner.jobs_of(TRAIN)[0]
    assert same.parameters == replace(config, data="v1")
    runner.wait(same.id, 10)


def test_a_training_on_other_data_is_not_shown(open_page: OpenPage, runner: Runner) -> None:
    runner.wait(start_training(runner, RECIPES["quick"]).id, 10)
    words = text(fine(open_page("labels")))
    assert "Train on a version, and see here" in words
    assert "is right on" not in words
