"""The page of training: a warm start, and what follows a finished training."""

import pytest

from core.jobs import Runner
from core.registry import Registry
from core.settings import Settings
from core.training import RECIPES
from core.workflows.train.train import TRAIN, TrainingResult
from tests.pages.conftest import OpenPage
from tests.pages.scripted_work import Kinds, script, stop
from tests.pages.seen import buttons, errors, fine, no_traceback, press, read, text

pytestmark = pytest.mark.usefixtures("three_versions")


def test_a_warm_start_from_a_version_with_the_same_network_is_queued(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, TRAIN, stop)
    page = open_page("train")
    page.selectbox(key="training.recipe").set_value("thorough")
    page = fine(page.run())
    page.selectbox(key="training.thorough.warm_start").set_value("v2")
    page = fine(page.run())
    assert not page.warning
    fine(press(page, "Train"))
    assert runner.jobs_of(TRAIN)[0].parameters.warm_start == "v2"


def test_a_warm_start_from_another_network_is_explained_and_refused(
    open_page: OpenPage, runner: Runner
) -> None:
    page = open_page("train")
    page.selectbox(key="training.all_round.warm_start").set_value("v2")
    page = fine(page.run())
    assert "v2 has the network" in read(page.warning[0].value)
    page = no_traceback(press(page, "Train"))
    assert "v2 has the network" in errors(page)[0]
    assert runner.jobs() == ()


def test_the_new_version_is_compared_and_made_champion_from_the_page(
    open_page: OpenPage, runner: Runner, kinds: Kinds, three_versions: Registry
) -> None:
    facts = three_versions.get("v3").facts()
    script(kinds, TRAIN, lambda context: TrainingResult(3, "v3", dict(facts.metrics)))
    runner.wait(runner.submit(TRAIN, "Quick, seed 3", RECIPES["quick"]).id, 10)
    page = fine(press(open_page("train"), "Make v3 the champion …"))
    assert "v3 will answer on the Try it page from now on." in text(page)
    assert "Nothing that was measured gets worse." in text(page)
    three_versions.promote(3, "as the dialog does")
    page = fine(page.run())
    assert page.get("page_link")[-1].label == "Try v3"


def test_with_a_damaged_registry_the_finished_training_is_still_shown(
    open_page: OpenPage, runner: Runner, kinds: Kinds, settings: Settings, three_versions: Registry
) -> None:
    facts = three_versions.get("v3").facts()
    script(kinds, TRAIN, lambda context: TrainingResult(3, "v3", dict(facts.metrics)))
    runner.wait(runner.submit(TRAIN, "Quick, seed 3", RECIPES["quick"]).id, 10)
    (settings.models / "registry.db").write_text("this was a database once\n" * 100)
    page = no_traceback(open_page("train"))
    assert any("registry.db" in error for error in errors(page))
    assert "Delete" in buttons(page)


def test_following_a_finished_training_reads_its_version_once(
    open_page: OpenPage,
    runner: Runner,
    kinds: Kinds,
    three_versions: Registry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = three_versions.get("v3").facts()
    script(kinds, TRAIN, lambda context: TrainingResult(3, "v3", dict(facts.metrics)))
    runner.wait(runner.submit(TRAIN, "Quick, seed 3", RECIPES["quick"]).id, 10)
    page = fine(open_page("train"))
    monkeypatch.setattr(Registry, "get", lambda *_: pytest.fail("its facts never change"))
    fine(page.run())
