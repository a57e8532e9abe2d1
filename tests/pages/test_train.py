"""The page of training: the form, and a card for every state of a job."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import TrainingFailed
from core.jobs import Job, JobContext, JobState, JobStopped, Runner, Work
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.training import RECIPE_HINTS, RECIPES, config_for
from tests.pages.conftest import OpenPage
from tests.pages.seen import badges, buttons, charts, fine, no_traceback, press, text

pytestmark = pytest.mark.usefixtures("three_versions")
HISTORY = [
    {"epoch": 1, "accuracy": 0.5, "validation_accuracy": 0.4},
    {"epoch": 2, "accuracy": 0.8, "validation_accuracy": 0.7},
]


class Scripted:
    """A training that goes as far as it is told and no further."""

    def __init__(self) -> None:
        self.under_way, self.released = threading.Event(), threading.Event()
        self.heeds_stop = True

    def __call__(self, context: JobContext) -> Mapping[str, Any]:
        progress = {"accuracy": 0.8, "epochs": 4, "history": HISTORY}
        context.report(0.5, "Epoch 3 of 4", progress)
        self.under_way.set()
        while not self.released.wait(0.01):
            if self.heeds_stop and context.should_stop():
                raise JobStopped
        if context.should_stop():
            raise JobStopped
        return {}


@pytest.fixture
def training(runner: Runner, kinds: dict[str, Work]) -> Iterator[Scripted]:
    """A training that runs until the test lets it end."""
    work = kinds["train"] = Scripted()
    runner.submit("train", "Quick on Fashion-MNIST, seed 0", {})
    assert work.under_way.wait(10)
    yield work
    work.released.set()
    for job in runner.jobs():
        runner.stop(job.id)
        runner.wait(job.id, 10)


def newest(runner: Runner) -> Job:
    return runner.jobs()[0]


def test_with_no_training_yet_the_page_says_what_to_press(open_page: OpenPage) -> None:
    page = fine(open_page("train"))
    assert "No training yet" in text(page)
    assert buttons(page) == ["Train"]


@pytest.mark.parametrize("recipe", RECIPES)
def test_hint_and_epochs_follow_the_recipe(open_page: OpenPage, recipe: str) -> None:
    page = open_page("train")
    page.selectbox[0].set_value(recipe)
    page = fine(page.run())
    assert RECIPE_HINTS[recipe] in text(page)
    assert page.number_input(key=f"training.{recipe}.epochs").value == RECIPES[recipe].epochs


# Keras asks NumPy for its arrays in an old way when it writes a .keras file.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_click_trains_on_the_tiny_pictures_and_registers_a_version(
    open_page: OpenPage, runner: Runner, three_versions: Registry
) -> None:
    page = open_page("train")
    page.selectbox[1].set_value("tiny")
    page.run()
    page.number_input(key="training.quick.epochs").set_value(1)
    page.run()
    page = fine(press(page, "Train"))
    assert newest(runner).parameters["data"] == "tiny"

    job = runner.wait(newest(runner).id, 200)
    page = fine(page.run())

    assert job.state is JobState.DONE, job.error
    assert ":green-badge[done]" in badges(page)
    assert "**v4** is registered" in text(page)
    assert page.get("page_link")[-1].label == "Look at v4, make it champion"
    assert three_versions.champion().number == 1, "a training crowns nobody"
    page.switch_page("../pages/models.py")
    assert "**v4**" in text(fine(page.run()))


def test_a_running_training_shows_how_far_it_is_and_can_be_stopped(
    open_page: OpenPage, runner: Runner, training: Scripted
) -> None:
    page = fine(open_page("train"))
    assert ":blue-badge[running]" in badges(page)
    assert page.get("progress")[0].value == 50
    assert "Right on the latest pictures" in [metric.label for metric in page.metric]
    assert charts(page) == 1

    press(page, "Stop training")
    runner.wait(newest(runner).id, 10)
    page = fine(page.run())
    assert ":gray-badge[stopped]" in badges(page)
    assert "Nothing was registered." in text(page)
    assert "Stop training" not in buttons(page)


def test_a_stop_is_seen_at_once_even_while_a_batch_is_at_hand(
    open_page: OpenPage, training: Scripted
) -> None:
    training.heeds_stop = False
    page = fine(press(open_page("train"), "Stop training"))
    assert ":orange-badge[stopping]" in badges(page)
    assert "Stop training" not in buttons(page)


def test_more_trainings_wait_in_a_line_that_can_be_changed(
    open_page: OpenPage, runner: Runner, training: Scripted
) -> None:
    page = open_page("train")
    for seed in (1, 2):
        page.number_input(key="training.quick.seed").set_value(seed)
        page = fine(press(page.run(), "Train"))
    assert "Waits for 1 job before it." in text(page)
    assert "Waits for 2 jobs before it." in text(page)
    first, second = runner.waiting()
    page = fine(press(page, "Later"))
    assert [job.id for job in runner.waiting()] == [second.id, first.id]
    for _ in range(2):
        page = fine(press(page, "Take it off"))
    assert "Waits for" not in text(page)
    assert [job.state for job in runner.jobs()][:2] == [JobState.STOPPED] * 2


def leave_something(context: JobContext) -> Mapping[str, Any]:
    (context.folder / "epoch").write_text("1")
    context.report(0.5, "Epoch 1 of 2", {"history": HISTORY, "epochs": 2})
    raise JobStopped


def test_a_stopped_training_with_a_checkpoint_goes_on_where_it_was(
    open_page: OpenPage, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["train"] = leave_something
    job = runner.submit("train", "Quick, seed 3", RECIPES["quick"].as_dict())
    runner.wait(job.id, 10)
    page = fine(open_page("train"))
    assert "It can go on from its last whole epoch." in text(page)
    found: list[str] = []

    def go_on(context: JobContext) -> Mapping[str, Any]:
        found.append((context.folder / "epoch").read_text())
        raise JobStopped

    kinds["train"] = go_on
    fine(press(page, "Continue"))
    runner.wait(job.id, 10)
    assert found == ["1"]


def test_the_settings_of_an_ended_training_fill_the_form(
    open_page: OpenPage, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["train"] = leave_something
    config = config_for("quick", epochs=3, seed=8, learning_rate=0.03)
    runner.wait(runner.submit("train", "Quick, seed 8", config.as_dict()).id, 10)
    page = fine(press(open_page("train"), "Same settings"))
    assert page.number_input(key="training.quick.seed").value == 8
    assert page.number_input(key="training.quick.learning_rate").value == 0.03


def test_an_ended_training_can_be_forgotten(
    open_page: OpenPage, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["train"] = leave_something
    runner.wait(runner.submit("train", "Quick, seed 8", {}).id, 10)
    page = fine(press(open_page("train"), "Forget"))
    assert "No training yet" in text(page)


def test_curves_of_two_trainings_are_laid_over_each_other(
    open_page: OpenPage, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["train"] = leave_something
    for seed in (1, 2):
        runner.wait(runner.submit("train", f"Quick, seed {seed}", {}).id, 10)
    page = fine(open_page("train"))
    before = charts(page)
    page.multiselect(key="together").set_value([job.id for job in runner.jobs()])
    assert charts(fine(page.run())) == before + 1


def test_a_failed_training_says_why(
    open_page: OpenPage, runner: Runner, kinds: dict[str, Work]
) -> None:
    def fail(context: JobContext) -> Mapping[str, Any]:
        raise TrainingFailed("The loss became NaN. Choose a lower learning rate.")

    kinds["train"] = fail
    runner.wait(runner.submit("train", "Quick on Fashion-MNIST, seed 0", {}).id, 10)
    page = no_traceback(open_page("train"))
    assert [element.value for element in page.error] == [
        "The loss became NaN. Choose a lower learning rate."
    ]
    assert ":red-badge[failed]" in badges(page)


DIE_DURING_A_JOB = """
import sys
from pathlib import Path
from core.jobs import Job, JobState, JobStore
job = Job("0" * 12, "train", "Quick, seed 0", JobState.RUNNING, created=1.0, started=2.0)
JobStore(Path(sys.argv[1])).save(job)
"""


def test_a_training_whose_process_was_killed_is_shown_as_interrupted(
    open_page: OpenPage, settings: Settings
) -> None:
    command = [sys.executable, "-c", DIE_DURING_A_JOB, str(settings.jobs)]
    subprocess.run(command, cwd=REPOSITORY, check=True)
    page = fine(open_page("train"))
    assert ":orange-badge[interrupted]" in badges(page)
    assert "closed or killed while this ran" in text(page)
    assert "Stop training" not in buttons(page)


def test_earlier_trainings_are_listed_under_the_latest(
    open_page: OpenPage, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["train"] = stopped
    for number in range(3):
        job = runner.submit("train", f"Quick on Fashion-MNIST, seed {number}", {})
        runner.wait(job.id, 10)
    page = fine(open_page("train"))
    assert "Earlier" in [element.value for element in page.subheader]
    assert len(badges(page)) == 3


def stopped(context: JobContext) -> Mapping[str, Any]:
    raise JobStopped


def test_a_new_session_finds_the_training_that_another_began(
    open_page: OpenPage, training: Scripted
) -> None:
    fine(open_page("train"))
    other: AppTest = fine(open_page("train"))
    assert ":blue-badge[running]" in badges(other)
    assert "Stop training" in buttons(other)
