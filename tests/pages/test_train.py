"""The page of training: the form, and the display of every job state."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import TrainingFailed
from core.jobs import JobContext, JobState, JobStopped, Runner
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.training import RECIPE_HINTS, RECIPES, config_for
from core.workflows.batch.job import BATCH, BatchParameters
from core.workflows.train.train import TRAIN, TrainingJob, TrainingProgress
from tests.pages.conftest import OpenPage
from tests.pages.pictures import HOSTILE
from tests.pages.scripted_work import Blocking, Kinds, script, stop
from tests.pages.seen import (
    badges,
    buttons,
    charts,
    errors,
    fine,
    no_traceback,
    press,
    shown_as_markdown,
    text,
)
from tests.pages.several_jobs import EPOCHS

pytestmark = pytest.mark.usefixtures("three_versions")


@pytest.fixture
def training(runner: Runner, kinds: Kinds) -> Iterator[Blocking]:
    """A training job that runs until it is stopped or released by the test."""
    work = Blocking(TrainingProgress(accuracy=0.8, epochs=4, history=EPOCHS), "Epoch 3 of 4")
    script(kinds, TRAIN, work)
    runner.submit(TRAIN, "Quick on Fashion-MNIST, seed 0", RECIPES["quick"])
    assert work.under_way.wait(10)
    yield work
    work.released.set()
    for job in runner.jobs():
        runner.stop(job.id)
        runner.wait(job.id, 10)


def newest(runner: Runner) -> TrainingJob:
    return runner.jobs_of(TRAIN)[0]


def ended(runner: Runner, title: str, seed: int = 0) -> TrainingJob:
    """Run a training job, with the current script of its kind, to its end."""
    config = config_for("quick", seed=seed, epochs=3, learning_rate=0.03)
    return runner.wait(runner.submit(TRAIN, title, config).id, 10)


def test_the_empty_page_of_training_shows_a_finished_run_as_an_example(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = fine(open_page("train"))
    assert "No training runs yet" in text(page)
    assert charts(page) == 1, "the learning curve of the shipped model"
    assert all(hint in text(page) for hint in RECIPE_HINTS.values())
    page = fine(press(page, "Use its settings"))
    shipped = three_versions.shipped().facts()
    assert page.selectbox(key="training.recipe").value == shipped.recipe


def test_a_started_training_is_announced_at_the_button_with_a_link_to_it(
    open_page: OpenPage, training: Blocking, runner: Runner
) -> None:
    page = fine(press(open_page("train"), "Train"))
    job = newest(runner)
    assert f"](#job-{job.id})" in text(page)
    assert f'id="job-{job.id}"' in "".join(one.proto.body for one in page.get("html"))
    runner.stop(job.id)
    assert f"](#job-{job.id})" not in text(fine(page.run())), "it has ended"


@pytest.mark.parametrize("recipe", RECIPES)
def test_hint_and_epochs_depend_on_the_recipe(open_page: OpenPage, recipe: str) -> None:
    page = open_page("train")
    page.selectbox[0].set_value(recipe)
    page = fine(page.run())
    assert RECIPE_HINTS[recipe] in text(page)
    assert page.number_input(key=f"training.{recipe}.epochs").value == RECIPES[recipe].epochs


# Raised by Keras itself when it writes a .keras file.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_training_on_tiny_from_the_page_registers_a_version(
    open_page: OpenPage, runner: Runner, three_versions: Registry
) -> None:
    page = open_page("train")
    page.selectbox(key="training.recipe").set_value("quick")
    page.run()
    page.selectbox(key="training.data").set_value("tiny")
    page.run()
    page.number_input(key="training.quick.epochs").set_value(1)
    page.run()
    page = fine(press(page, "Train"))
    assert newest(runner).parameters.data == "tiny"

    job = runner.wait(newest(runner).id, 200)
    page = fine(page.run())

    assert job.state is JobState.DONE, job.error
    assert ":green-badge[done]" in badges(page)
    assert "**v4** is registered" in text(page)
    assert "Make v4 the champion …" in buttons(page)
    assert three_versions.champion().number == 1, "training does not promote"
    page.switch_page("../pages/models.py")
    assert "**v4**" in text(fine(page.run()))


def test_a_running_training_shows_its_progress_and_can_be_stopped(
    open_page: OpenPage, runner: Runner, training: Blocking
) -> None:
    page = fine(open_page("train"))
    assert ":blue-badge[running]" in badges(page)
    assert page.get("progress")[0].value == 50
    assert "Right on the latest pictures" in [metric.label for metric in page.metric]
    assert charts(page) == 1

    press(page, "Stop the training")
    runner.wait(newest(runner).id, 10)
    page = fine(page.run())
    assert ":gray-badge[stopped]" in badges(page)
    assert "No model was registered." in text(page)
    assert "Stop the training" not in buttons(page)


def test_a_requested_stop_is_shown_at_once(open_page: OpenPage, training: Blocking) -> None:
    training.stoppable = False
    page = fine(press(open_page("train"), "Stop the training"))
    assert ":orange-badge[stopping]" in badges(page)
    assert "Stop the training" not in buttons(page)


def test_further_trainings_are_queued_and_the_queue_can_be_changed(
    open_page: OpenPage, runner: Runner, training: Blocking
) -> None:
    page = open_page("train")
    for seed in (1, 2):
        page.number_input(key="training.all_round.seed").set_value(seed)
        page = fine(press(page.run(), "Train"))
    assert "Waiting for 1 job" in text(page)
    assert "Waiting for 2 jobs" in text(page)
    first, second = runner.queued()
    page = fine(press(page, "Later"))
    assert [job.id for job in runner.queued()] == [second.id, first.id]
    for _ in range(2):
        page = fine(press(page, "Remove from queue"))
    assert "Waiting for" not in text(page)
    assert [job.state for job in runner.jobs()][:2] == [JobState.STOPPED] * 2


def save_and_stop(context: JobContext) -> object:
    (context.folder / "epoch").write_text("1")
    context.report(0.5, "Epoch 1 of 2", TrainingProgress(epochs=2, history=EPOCHS))
    raise JobStopped


def test_a_stopped_training_with_a_checkpoint_can_be_resumed(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, TRAIN, save_and_stop)
    job = ended(runner, "Quick, seed 3")
    page = fine(open_page("train"))
    assert "Stopped at 50 %. It can continue" in text(page)
    found: list[str] = []

    def go_on(context: JobContext) -> object:
        found.append((context.folder / "epoch").read_text())
        raise JobStopped

    script(kinds, TRAIN, go_on)
    fine(press(page, "Continue"))
    runner.wait(job.id, 10)
    assert found == ["1"]


def test_the_settings_of_an_ended_training_can_be_put_into_the_form(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, TRAIN, save_and_stop)
    ended(runner, "Quick, seed 8", seed=8)
    page = fine(press(open_page("train"), "Reuse settings"))
    assert page.number_input(key="training.quick.seed").value == 8
    assert page.number_input(key="training.quick.learning_rate").value == 0.03


def test_an_ended_training_can_be_deleted(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, TRAIN, save_and_stop)
    ended(runner, "Quick, seed 8")
    page = fine(press(open_page("train"), "Delete"))
    assert "No training runs yet" in text(page)


def test_curves_of_two_trainings_can_be_overlaid(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, TRAIN, save_and_stop)
    for seed in (1, 2):
        ended(runner, f"Quick, seed {seed}", seed)
    page = fine(open_page("train"))
    before = charts(page)
    page.multiselect(key="together").set_value([job.id for job in runner.jobs()])
    assert charts(fine(page.run())) == before + 1


def test_a_failed_training_shows_its_error(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    def fail(context: JobContext) -> object:
        raise TrainingFailed("The loss became NaN. Choose a lower learning rate.")

    script(kinds, TRAIN, fail)
    ended(runner, "Quick on Fashion-MNIST, seed 0")
    page = no_traceback(open_page("train"))
    assert errors(page) == ["The loss became NaN. Choose a lower learning rate."]
    assert ":red-badge[failed]" in badges(page)


DIE_DURING_A_JOB = """
import sys
from pathlib import Path
from core.jobs import Job, JobState, JobStore
from core.training import RECIPES
what = {"parameters": RECIPES["quick"], "created": 1.0, "started": 2.0}
job = Job("0" * 12, "train", "Quick, seed 0", JobState.RUNNING, **what)
JobStore(Path(sys.argv[1])).save(job)
"""


def test_a_training_of_a_killed_process_is_shown_as_interrupted(
    open_page: OpenPage, settings: Settings
) -> None:
    command = [sys.executable, "-c", DIE_DURING_A_JOB, str(settings.jobs)]
    subprocess.run(command, cwd=REPOSITORY, check=True)
    page = fine(open_page("train"))
    assert ":orange-badge[interrupted]" in badges(page)
    assert "closed or killed while this ran" in text(page)
    assert "Stop the training" not in buttons(page)


def test_earlier_trainings_are_listed_below_the_latest(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, TRAIN, stop)
    for number in range(3):
        ended(runner, f"Quick on Fashion-MNIST, seed {number}", number)
    page = fine(open_page("train"))
    assert "Earlier" in [element.value for element in page.subheader]
    assert len(badges(page)) == 3


def test_markdown_in_a_jobs_title_and_error_is_escaped(
    open_page: OpenPage, runner: Runner, kinds: Kinds, training: Blocking
) -> None:
    runner.submit(BATCH, HOSTILE, BatchParameters("no such batch", "v1"))
    assert f"**{HOSTILE}**" in text(fine(open_page("train"))), "in the queue"

    def fail(context: JobContext) -> object:
        raise TrainingFailed(f"{HOSTILE} cannot be read.")

    script(kinds, TRAIN, fail)
    training.released.set()
    ended(runner, HOSTILE)
    page = no_traceback(open_page("train"))
    assert f"**{HOSTILE}**" in text(page)
    assert errors(page) == [f"{HOSTILE} cannot be read."]
    assert not shown_as_markdown(page)
    ended(runner, HOSTILE)
    page = no_traceback(open_page("train"))
    assert text(page).count(HOSTILE) == 3, (
        "title and error of the latest job, and the title of the earlier one"
    )
    assert not shown_as_markdown(page)


def test_a_new_session_shows_a_training_started_in_another(
    open_page: OpenPage, training: Blocking
) -> None:
    fine(open_page("train"))
    other: AppTest = fine(open_page("train"))
    assert ":blue-badge[running]" in badges(other)
    assert "Stop the training" in buttons(other)
