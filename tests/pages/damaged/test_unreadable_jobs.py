"""Jobs that are damaged, or stored by another version of the program, break no page."""

import io
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.data import Sources, fetch
from core.jobs import AnyJob, AnyKind, Job, JobState, JobStore
from core.settings import Settings
from core.training import config_for
from core.workflows.batch.job import BATCH
from core.workflows.batch.store import Batches
from core.workflows.data.imports.job import IMPORT, ImportParameters
from core.workflows.data.labels.audit import AUDIT, AuditParameters
from core.workflows.data.picture_map.job import PROJECTION, ProjectionParameters
from core.workflows.data.validate import VALIDATE, ValidateParameters
from core.workflows.experiments.crossvalidation import CROSSVALIDATION
from core.workflows.experiments.seeds import SEEDS
from core.workflows.experiments.sweep import SWEEP
from core.workflows.photos.job import ABLATION, AblationParameters
from core.workflows.predict.answers import ANSWERS, AnswersParameters
from core.workflows.train.finetune import FINETUNE, FineTuningParameters
from core.workflows.train.train import TRAIN
from tests.core.data.conftest import package, packed
from tests.pages.conftest import OpenPage
from tests.pages.pictures import jpeg
from tests.pages.seen import badges, buttons, errors, fine, no_traceback, text
from tests.pages.several_jobs import FOLDS_PARAMETERS, PLAN, SEEDS_PARAMETERS

__all__ = ["package", "packed"]

pytestmark = pytest.mark.usefixtures("three_versions", "small_dataset")

BAD, GOOD = "0" * 12, "1" * 12  # ids
OTHER_FORM = {"seed": "x", "trials": 5, "total": "x", "data": 7}  # fits the dataclass of no kind
PAGES: dict[str, tuple[AnyKind, object]] = {
    "train": (TRAIN, config_for("quick")),
    "sweep": (SWEEP, PLAN),
    "sweep, seeds": (SEEDS, SEEDS_PARAMETERS),
    "sweep, folds": (CROSSVALIDATION, FOLDS_PARAMETERS),
    "stages": (ABLATION, AblationParameters("", {"coat": ("Coat",)}, "v1")),
    "wardrobe": (FINETUNE, FineTuningParameters()),
    "labels": (AUDIT, AuditParameters()),
    "versions, Import": (IMPORT, ImportParameters("gone")),
    "versions, Checks": (VALIDATE, ValidateParameters()),
}

EXPLORED: dict[str, tuple[AnyKind, object]] = {
    "Let v1 answer all": (ANSWERS, AnswersParameters("v1")),
    "Make the map by v1": (PROJECTION, ProjectionParameters("v1")),
}


@pytest.fixture
def small_dataset(settings: Settings, package: Path) -> None:
    fetch(settings, sources=Sources(folder=package))


def job(id_: str, kind: AnyKind, parameters: object, **more: object) -> AnyJob:
    values: Mapping[str, object] = {"state": JobState.STOPPED, "created": 1.0} | more
    return Job(id_, kind.name, f"Job {id_}", parameters=parameters, finished=2.0, **values)


def opened(open_page: OpenPage, name: str) -> AppTest:
    """Open a page, and on Versions the view that shows the kind."""
    page, _, view = name.partition(", ")
    return open_page(page, view=view) if page == "versions" else open_page(page)


def is_shown_and_can_be_deleted(page: AppTest, words: str) -> None:
    """The bad job is shown in full, the good one in the list of earlier jobs."""
    page = no_traceback(page)
    assert len(errors(page)) == 1
    assert words in errors(page)[0]
    assert ":red-badge[failed]" in badges(page)
    assert {f"Job {id_}" in text(page) for id_ in (BAD, GOOD)} == {True}
    assert "Continue" not in buttons(page)
    page.button(key=f"delete.{BAD}").click()
    page = fine(page.run())
    assert f"Job {BAD}" not in text(page)
    assert f"Job {GOOD}" in text(page)


@pytest.mark.parametrize("name", PAGES)
def test_invalid_parameters_of_a_job_are_reported_and_the_page_works(
    open_page: OpenPage, settings: Settings, name: str
) -> None:
    kind, parameters = PAGES[name]
    bad = job(BAD, kind, OTHER_FORM, created=1.5)
    JobStore(settings.jobs).save(job(GOOD, kind, parameters), bad)
    is_shown_and_can_be_deleted(opened(open_page, name), "This job's record is damaged")


@pytest.mark.parametrize("name", PAGES)
def test_an_invalid_result_of_a_job_is_reported_and_the_page_works(
    open_page: OpenPage, settings: Settings, name: str
) -> None:
    kind, parameters = PAGES[name]
    bad = job(BAD, kind, parameters, created=1.5, state=JobState.DONE, result=OTHER_FORM)
    JobStore(settings.jobs).save(job(GOOD, kind, parameters), bad)
    is_shown_and_can_be_deleted(opened(open_page, name), "The result of this job can no long")


@pytest.mark.parametrize("label", EXPLORED)
@pytest.mark.parametrize("damaged", ["parameters", "result"])
def test_an_unreadable_job_of_explore_can_be_started_again(
    open_page: OpenPage, settings: Settings, label: str, damaged: str
) -> None:
    kind, parameters = EXPLORED[label]
    if damaged == "parameters":
        bad, said = job(BAD, kind, OTHER_FORM), []
    else:
        bad = job(BAD, kind, parameters, state=JobState.DONE, result=OTHER_FORM)
        said = ["The result of this job can no longer be read"]
    JobStore(settings.jobs).save(bad)
    page = open_page("explore")
    page.button_group(key="explore_view").set_value("Map" if kind is PROJECTION else "Pictures")
    page = no_traceback(page.run())
    assert len(errors(page)) == len(said)
    assert all(words in error for words, error in zip(said, errors(page), strict=True))
    assert any(button.startswith(label) for button in buttons(page))


@pytest.mark.parametrize("damage", ["parameters = '{\"rec'", "state = 'dancing'", "fraction = 'x'"])
def test_a_damaged_job_is_reported_and_the_page_works(
    open_page: OpenPage, settings: Settings, damage: str
) -> None:
    config = config_for("quick")
    store = JobStore(settings.jobs)
    store.save(job(GOOD, TRAIN, config), job(BAD, TRAIN, config, created=1.5))
    with closing(sqlite3.connect(settings.jobs, isolation_level=None)) as record:
        record.execute(f"update jobs set {damage} where id = ?", (BAD,))
    is_shown_and_can_be_deleted(open_page("train"), "record is damaged")


def test_an_unreadable_earlier_job_has_a_badge_and_a_delete_button(
    open_page: OpenPage, settings: Settings
) -> None:
    bad = job(BAD, TRAIN, OTHER_FORM, created=0.5)
    JobStore(settings.jobs).save(job(GOOD, TRAIN, config_for("quick")), bad)
    page = fine(open_page("train"))
    assert ":red-badge[failed]" in badges(page)
    page.button(key=f"delete.{BAD}").click()
    assert f"Job {BAD}" not in text(fine(page.run()))


def test_a_batch_with_an_unreadable_job_is_shown_and_can_be_resumed(
    open_page: OpenPage, settings: Settings
) -> None:
    Batches(settings).keep([("shirt.jpg", io.BytesIO(jpeg()))])
    JobStore(settings.jobs).save(job(BAD, BATCH, OTHER_FORM))
    page = fine(open_page("batch"))
    assert "shirt.jpg" in text(page)
    assert "Continue" in buttons(page)
