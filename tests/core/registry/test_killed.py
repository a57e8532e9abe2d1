"""Killed while a version was being registered: each model is registered once, none is lost."""

from unittest.mock import patch

import pytest

from core.registry import CHALLENGER, FinishedRun, Registry
from core.registry.store import Store
from core.settings import Settings
from tests.core.registry.conftest import MakeRun
from tests.core.registry.test_lookup import client_of


class Killed(BaseException):
    """Stands for a kill."""


def killed_before(step: str, registry: Registry, run: FinishedRun) -> None:
    """Register a run, and be killed before a step of the store."""
    with patch.object(Store, step, side_effect=Killed), pytest.raises(Killed):
        registry.register(run)


def names(registry: Registry) -> list[str]:
    return [version.name for version in registry.versions()]


@pytest.mark.parametrize("step", ["set_alias", "add_version"])
def test_a_continued_job_finds_the_version_that_it_registered(
    registry: Registry, run: MakeRun, step: str
) -> None:
    registry.register(run("another", job="abc, seed 1"))
    killed_before(step, registry, run("mine", job="abc"))
    found = registry.made_by("abc")
    assert found is not None
    assert (found.name, found.aliases) == ("v2", (CHALLENGER,))
    assert registry.made_by("abc") == found
    assert names(registry) == ["v2", "v1"]
    assert registry.runs.get("v2").facts == registry.runs.get("v1").facts, "jobs are not shown"


def test_a_job_that_was_killed_earlier_has_no_version(registry: Registry, run: MakeRun) -> None:
    killed_before("finish", registry, run(job="abc"))
    assert registry.made_by("abc") is None
    assert registry.made_by("") is None
    assert registry.recover() == 1
    assert registry.made_by("abc") is None


def test_the_version_of_a_job_that_was_deleted_is_not_its_version(
    registry: Registry, run: MakeRun
) -> None:
    registry.register(run("champion"))
    version = registry.register(run(job="abc"))
    registry.runs.delete(version.run_id)
    assert registry.made_by("abc") is None


def test_a_finished_run_without_a_version_is_registered_at_the_next_start(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run("first"))
    killed_before("add_version", registry, run("second"))
    assert Registry(settings).complete() == ("v2",)
    assert Registry(settings).complete() == ()
    version = registry.get("v2")
    assert version.facts().recipe == "linear"
    assert version.aliases == (CHALLENGER,)
    tags = client_of(settings).get_model_version("fitting-room", "2").tags
    assert tags == client_of(settings).get_model_version("fitting-room", "1").tags


def test_a_version_deleted_on_mlflows_page_stays_deleted(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    for _ in range(2):
        registry.register(run())
    client_of(settings).delete_model_version("fitting-room", "2")
    assert registry.complete() == ()
    assert names(registry) == ["v1"]


def test_a_finished_run_without_model_files_is_left_alone(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    client = client_of(settings)
    client.set_terminated(client.create_run(registry.runs.experiment()).info.run_id)
    assert registry.complete() == ()
    assert names(registry) == ["v1"]
