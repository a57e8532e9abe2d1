"""The page of searches, seeds and folds: its forms, and the display of every job state."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from app.formatting import THIN
from core.errors import HomeUnusable
from core.jobs import AnyJob, AnyKind, JobContext, JobState, Runner
from core.training.search.trials import TrialState
from core.workflows.experiments.crossvalidation import CROSSVALIDATION
from core.workflows.experiments.seeds import SEEDS, SeedsParameters
from core.workflows.experiments.sweep import SWEEP
from core.workflows.train.train import TRAIN
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
from tests.pages.several_jobs import (
    CONFIG,
    FINDINGS,
    FOLDS_PARAMETERS,
    FOLDS_RESULT,
    PLAN,
    SEEDS_PARAMETERS,
    SEEDS_RESULT,
    SEEDS_UNDER_WAY,
    TRIALS,
)

pytestmark = pytest.mark.usefixtures("three_versions")

RunJob = Callable[..., AnyJob]


@pytest.fixture
def done(runner: Runner, kinds: Kinds) -> RunJob:
    """A function that runs a job to a given result: done(SWEEP, PLAN, FINDINGS)."""

    def do(kind: AnyKind, parameters: object, result: object, title: str = "A job") -> AnyJob:
        script(kinds, kind, lambda context: result)
        return runner.wait(runner.submit(kind, title, parameters).id, 10)

    return do


@pytest.fixture
def started(runner: Runner, kinds: Kinds) -> Iterator[RunJob]:
    """A function that starts a job which runs until stopped: started(SWEEP, PLAN, FINDINGS)."""

    def start(kind: AnyKind, parameters: object, progress: object) -> AnyJob:
        work = Blocking(progress)
        script(kinds, kind, work)
        job = runner.submit(kind, "A job", parameters)
        assert work.under_way.wait(10)
        return job

    yield start
    for job in runner.jobs():
        runner.stop(job.id)
        runner.wait(job.id, 10)


def choose(page: AppTest, question: str) -> AppTest:
    page.segmented_control(key="sweep.question").set_value(question)
    return fine(page.run())


def labels(page: AppTest) -> list[str]:
    return [metric.label for metric in page.metric]


def test_the_empty_page_of_searches_says_what_to_do(open_page: OpenPage) -> None:
    page = fine(open_page("sweep"))
    assert "No trials yet" in text(page)
    assert buttons(page) == ["Start the search", "Fill in this search"]


def test_the_search_of_the_form_is_queued(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, SWEEP, lambda context: FINDINGS)
    page = open_page("sweep")
    page.selectbox(key="sweep.data.quick").set_value("tiny")
    page.multiselect(key="sweep.vary").set_value(["learning_rate", "augmentation"])
    page.slider(key="sweep.trials").set_value(7)
    page = fine(page.run())
    page.number_input(key="sweep.quick.learning_rate.to").set_value(0.5)
    page = fine(page.run())
    fine(press(page, "Start the search"))
    plan = runner.jobs_of(SWEEP)[0].parameters
    assert plan.base.data == "tiny"
    assert plan.numbers["learning_rate"][1] == 0.5
    assert plan.names["augmentation"][0] == "none"
    assert (plan.trials, plan.prune) == (7, True)


def test_an_invalid_range_is_reported_and_nothing_starts(
    open_page: OpenPage, runner: Runner
) -> None:
    page = open_page("sweep")
    page.number_input(key="sweep.quick.learning_rate.from").set_value(5.0)
    page = no_traceback(page.run())
    assert "the second must be larger" in errors(page)[0]
    page.multiselect(key="sweep.vary").set_value([])
    page = no_traceback(page.run())
    assert "choose at least one setting" in errors(page)[0]
    assert runner.jobs() == ()


@pytest.mark.parametrize(
    ("question", "button", "kind", "found"),
    [
        ("Seeds", "Train all seeds", SEEDS, SEEDS_RESULT),
        ("Folds", "Start the cross-validation", CROSSVALIDATION, FOLDS_RESULT),
    ],
)
def test_seeds_and_folds_can_be_started_on_the_same_page(
    open_page: OpenPage,
    runner: Runner,
    kinds: Kinds,
    question: str,
    button: str,
    kind: AnyKind,
    found: object,
) -> None:
    script(kinds, kind, lambda context: found)
    page = choose(open_page("sweep"), question)
    page.selectbox(key="sweep.data.quick").set_value("tiny")
    fine(press(fine(page.run()), button))
    job = runner.jobs()[0]
    assert (job.kind, job.parameters.config.data) == (kind.name, "tiny")


def test_a_running_search_shows_its_trials_and_can_be_stopped_and_resumed(
    open_page: OpenPage, started: RunJob, runner: Runner
) -> None:
    running = replace(TRIALS[3], number=5, state=TrialState.RUNNING, accuracy=None)
    job = started(SWEEP, PLAN, replace(FINDINGS, trials=(*TRIALS[:3], running)))
    page = fine(open_page("sweep"))
    assert ":blue-badge[running]" in badges(page)
    assert "Best: **trial 4**, 95.0 % ±" in text(page)
    assert charts(page) == 3
    assert len(page.dataframe[0].value) == 4
    assert "Train with the best settings" not in buttons(page), "the search may find better ones"

    press(page, "Stop the search")
    runner.wait(job.id, 10)
    page = fine(page.run())
    assert ":gray-badge[stopped]" in badges(page)
    assert "Stopped at 50 %. It can continue" in text(page)
    assert list(page.dataframe[0].value["State"]) == [
        "cut short",
        "diverged",
        "stopped early",
        "done",
    ]
    page = fine(press(page, "Continue"))
    assert "Stop the search" in buttons(page)


def test_a_finished_search_shows_the_best_settings_and_the_gain(
    open_page: OpenPage, done: RunJob
) -> None:
    done(SWEEP, PLAN, FINDINGS)
    page = fine(open_page("sweep"))
    words = text(page)
    assert "Learning rate 0.12 · Augmentation flip" in words
    assert "The starting point reached 85.0 %, 10.0 points less." in words
    assert "too few to show that it is real" not in words
    assert "**Learning rate mattered**" in words
    assert {"Train with the best settings", "Copy to the Train page"} <= set(buttons(page))


def test_a_gain_within_the_noise_is_described_as_such(open_page: OpenPage, done: RunJob) -> None:
    trials = (replace(TRIALS[0], accuracy=0.945), *TRIALS[1:])
    done(SWEEP, PLAN, replace(FINDINGS, trials=trials, importance=()))
    words = text(fine(open_page("sweep")))
    assert "0.5 points less. These pictures are too few to show that it is real." in words
    assert "after 8 ended trials" in words


def test_a_search_without_improvement_is_described_as_such(
    open_page: OpenPage, done: RunJob
) -> None:
    done(SWEEP, PLAN, replace(FINDINGS, trials=TRIALS[:3], best=TRIALS[0]))
    assert "These are the settings that you started from." in text(fine(open_page("sweep")))


def test_the_best_settings_can_be_trained_as_a_normal_run(
    open_page: OpenPage, done: RunJob, runner: Runner, kinds: Kinds
) -> None:
    done(SWEEP, PLAN, FINDINGS)
    script(kinds, TRAIN, stop)
    page = press(open_page("sweep"), "Train with the best settings")
    job = runner.jobs()[0]
    assert job.kind == TRAIN.name
    assert job.parameters.learning_rate == 0.12
    assert job.parameters.augmentation == "flip"
    assert "Train a model" in text(no_traceback(page))


def test_the_best_settings_can_be_put_into_the_training_form(
    open_page: OpenPage, done: RunJob
) -> None:
    done(SWEEP, PLAN, FINDINGS)
    page = fine(press(open_page("sweep"), "Copy to the Train page"))
    assert page.number_input(key="training.quick.learning_rate").value == 0.12


def test_finished_seeds_show_the_mean_and_its_interval(open_page: OpenPage, done: RunJob) -> None:
    done(SEEDS, SEEDS_PARAMETERS, SEEDS_RESULT)
    page = fine(open_page("sweep"))
    assert page.metric[0].label == "Right on the test split"
    assert page.metric[0].value == f"91.0{THIN}% ± 3.0"
    assert charts(page) == 2
    assert list(page.dataframe[0].value["Version"]) == ["v10", "v11"]


def test_running_seeds_show_finished_ones_and_all_curves(
    open_page: OpenPage, started: RunJob
) -> None:
    started(SEEDS, SeedsParameters(CONFIG, (0, 1, 2)), SEEDS_UNDER_WAY)
    page = fine(open_page("sweep"))
    assert "Done: 1 of 3. Right on the test split: 90.0 %." in text(page)
    assert charts(page) == 1
    assert "Stop the runs" in buttons(page)


def test_a_finished_cross_validation_names_the_most_frequent_confusion(
    open_page: OpenPage, done: RunJob
) -> None:
    done(CROSSVALIDATION, FOLDS_PARAMETERS, FOLDS_RESULT)
    page = fine(open_page("sweep"))
    assert "**Shirt is called T-shirt/top in 40 % of its pictures**" in text(page)
    assert "Pictures answered" in labels(page)
    assert charts(page) == 2


def test_a_failed_search_shows_its_error_and_another_can_be_selected(
    open_page: OpenPage, done: RunJob, runner: Runner, kinds: Kinds
) -> None:
    earlier = done(SEEDS, SEEDS_PARAMETERS, SEEDS_RESULT)

    def fail(context: JobContext) -> object:
        raise HomeUnusable("The sweep database cannot be used.")

    script(kinds, SWEEP, fail)
    failed = runner.wait(runner.submit(SWEEP, "A sweep", PLAN).id, 10)
    assert failed.state is JobState.FAILED
    page = no_traceback(open_page("sweep"))
    assert errors(page) == ["The sweep database cannot be used."]
    page = fine(press(page, "Show"))
    assert "Right on the test split" in labels(page)
    assert earlier.id in page.query_params["job"], "the URL selects it"


def test_markdown_in_a_job_title_is_escaped(open_page: OpenPage, done: RunJob) -> None:
    for _ in range(2):
        done(SWEEP, PLAN, FINDINGS, HOSTILE)
    page = fine(open_page("sweep"))
    assert text(page).count(HOSTILE) == 2, "in full, and in the list of earlier jobs"
    assert not shown_as_markdown(page)


def test_a_deleted_search_is_no_longer_shown(
    open_page: OpenPage, done: RunJob, runner: Runner
) -> None:
    done(SWEEP, PLAN, FINDINGS)
    page = fine(press(open_page("sweep"), "Delete"))
    assert runner.jobs() == ()
    assert "No trials yet" in text(page)
