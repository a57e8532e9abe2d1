"""The champion and the background jobs, in the header of every page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app.foreign import literal
from app.formatting import percent
from app.shell.standing import PAGES, opened
from core.jobs import AnyJob, AnyKind, Job, JobState, Runner
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.batch.job import BATCH, BatchParameters
from core.workflows.data.imports.job import IMPORT, ImportParameters
from core.workflows.data.validate import VALIDATE, ValidateParameters
from core.workflows.job_kinds import KINDS
from core.workflows.train.train import TRAIN, TrainingProgress, start_training
from tests.pages.conftest import PATIENCE
from tests.pages.scripted_work import Blocking, Kinds, script
from tests.pages.seen import fine, no_traceback

OpenPage = Callable[..., AppTest]


def links(page: AppTest) -> list[str]:
    return [link.label for link in page.get("page_link")]


def test_every_kind_of_job_has_a_page() -> None:
    assert set(PAGES) == {kind.name for kind in KINDS}


def test_the_champion_is_named_and_nothing_else_while_nothing_runs(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = fine(open_page("sweep"))
    assert [label for label in links(page) if "Champion" in label] == ["Champion v1"]
    assert not any("·" in label for label in links(page))
    three_versions.promote(3, "")
    assert "Champion v3" in links(page.run())


def test_a_damaged_registry_leaves_the_page_alone(
    open_page: OpenPage, three_versions: Registry, settings: Settings
) -> None:
    (settings.models / "registry.db").write_bytes(b"no database" * 100)
    page = no_traceback(open_page("batch"))
    assert not any("Champion" in label for label in links(page))


def test_a_job_is_shown_with_its_progress_on_every_page_and_several_as_a_count(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    work = Blocking(TrainingProgress())
    script(kinds, TRAIN, work)
    first = start_training(runner, config_for("quick", data="v1"))
    assert work.under_way.wait(PATIENCE)
    page = fine(open_page("models"))
    assert f"{percent(0.5, 0)} · {literal(first.title)}" in links(page)
    second = start_training(runner, config_for("quick", data="v1", seed=1))
    assert f"{percent(0.5, 0)} · 2 jobs" in links(page.run())
    runner.stop(second.id)
    work.released.set()
    runner.wait(first.id, PATIENCE)
    assert not any("·" in label for label in links(page.run()))


@pytest.mark.parametrize(
    ("kind", "parameters", "query"),
    [
        (IMPORT, ImportParameters("u-1"), {"view": "Import", "upload": "u-1"}),
        (VALIDATE, ValidateParameters(), {"view": "Checks"}),
        (BATCH, BatchParameters("b-1", "v1"), {"batch": "b-1"}),
        (TRAIN, config_for("quick"), {}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_link_of_a_job_opens_what_shows_it(
    kind: AnyKind, parameters: object, query: dict[str, str]
) -> None:
    job: AnyJob = Job("1" * 12, kind.name, "A job", JobState.RUNNING, 1.0, parameters)
    assert opened(job) == query
