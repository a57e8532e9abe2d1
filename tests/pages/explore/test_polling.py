"""Explore polls for its own jobs only: each poll is a run of the page."""

from collections.abc import Iterator

import pytest

from app import resources
from app.explore.standing import jobs_run
from core.jobs import AnyJob, Runner
from core.registry import Registry
from core.training import config_for
from core.workflows.predict.answers import ANSWERS, AnswersParameters
from core.workflows.train.train import TRAIN
from tests.pages.scripted_work import Blocking, Kinds, script

PATIENCE = 30.0  # seconds


@pytest.fixture
def work(kinds: Kinds) -> Iterator[Blocking]:
    """Work of trainings and of answers that lasts until it is released."""
    blocking = Blocking(None)
    for kind in (TRAIN, ANSWERS):
        script(kinds, kind, blocking)
    yield blocking
    blocking.released.set()


def began(runner: Runner, work: Blocking, job: AnyJob) -> AnyJob:
    assert work.under_way.wait(PATIENCE)
    return job


def test_a_training_does_not_make_explore_poll(
    work: Blocking, runner: Runner, three_versions: Registry
) -> None:
    job = began(runner, work, runner.submit(TRAIN, "a training", config_for("quick")))
    assert resources.runner().busy()
    assert not jobs_run()
    work.released.set()
    runner.wait(job.id, PATIENCE)


def test_the_answers_to_all_pictures_do(
    work: Blocking, runner: Runner, three_versions: Registry
) -> None:
    job = began(runner, work, runner.submit(ANSWERS, "answers", AnswersParameters("v1")))
    assert jobs_run()
    work.released.set()
    runner.wait(job.id, PATIENCE)
    assert not jobs_run()
