"""A click that starts work is not lost if a change of another setting interrupts the page."""

from collections.abc import Callable

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.store import Item
from core.data.user_pictures.wardrobe import Wardrobe
from core.jobs import AnyKind, Runner
from core.settings import Settings
from core.workflows.experiments.crossvalidation import CROSSVALIDATION
from core.workflows.experiments.seeds import SEEDS
from core.workflows.experiments.sweep import SWEEP
from core.workflows.photos.job import ABLATION
from core.workflows.train.finetune import FINETUNE
from core.workflows.train.train import TRAIN
from tests.pages.conftest import OpenPage
from tests.pages.scripted_work import Kinds, script, stop
from tests.pages.seen import fine, no_traceback

pytestmark = pytest.mark.usefixtures("three_versions")


def interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every further run of a page end at its title, as if it was interrupted there."""
    monkeypatch.setattr(st, "title", lambda *_, **__: st.stop())


def click(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click()
    no_traceback(page.run())


def question(name: str) -> Callable[[AppTest], object]:
    return lambda page: page.segmented_control(key="sweep.question").set_value(name)


def use_wardrobe(page: AppTest) -> object:
    return page.segmented_control(key="stages.source").set_value("The wardrobe")


@pytest.mark.parametrize(
    ("name", "prepare", "label", "kind"),
    [
        ("train", None, "Train", TRAIN),
        ("sweep", None, "Start the search", SWEEP),
        ("sweep", question("Seeds"), "Train all seeds", SEEDS),
        ("sweep", question("Folds"), "Start the cross-validation", CROSSVALIDATION),
        ("stages", use_wardrobe, "Measure the stages", ABLATION),
        ("wardrobe", None, "Fine-tune the model", FINETUNE),
    ],
)
def test_a_click_starts_its_job_even_if_the_page_is_interrupted(
    open_page: OpenPage,
    runner: Runner,
    kinds: Kinds,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    prepare: Callable[[AppTest], object] | None,
    label: str,
    kind: AnyKind,
) -> None:
    for shade in range(4):
        picture = np.full((60, 40, 3), shade, np.uint8)
        Wardrobe(settings).add(Item(picture[:28, :28, 0], 0, picture))
    script(kinds, kind, stop)
    page = fine(open_page(name))
    if prepare:
        prepare(page)
        page = no_traceback(page.run())
    interrupt(monkeypatch)
    click(page, label)
    assert [job.kind for job in runner.jobs()] == [kind.name]


def test_a_click_uses_the_setting_that_was_changed_with_it(
    open_page: OpenPage, runner: Runner, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(kinds, TRAIN, stop)
    page = fine(open_page("train"))
    page.number_input(key="training.all_round.seed").set_value(77)
    interrupt(monkeypatch)
    click(page, "Train")
    assert runner.jobs_of(TRAIN)[0].parameters.seed == 77


def test_a_stopped_job_is_resumed_even_if_the_page_is_interrupted(
    open_page: OpenPage, runner: Runner, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    def work(context: object) -> object:
        runs.append(context)
        (context.folder / "epoch").write_text("1")  # type: ignore[attr-defined]
        return stop(context)  # type: ignore[arg-type]

    script(kinds, TRAIN, work)
    page = fine(open_page("train"))
    click(page, "Train")
    runner.wait(runner.jobs()[0].id, 10)
    page = fine(page.run())
    interrupt(monkeypatch)
    click(page, "Continue")
    runner.wait(runner.jobs()[0].id, 10)
    assert len(runs) == 2
