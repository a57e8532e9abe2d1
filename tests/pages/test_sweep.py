"""The page of searches, seeds and folds: its forms, and a card for every state of a job."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import HomeUnusable
from core.jobs import Job, JobContext, JobState, JobStopped, Runner, Work
from core.training.search.plan import SweepPlan
from tests.pages.conftest import OpenPage
from tests.pages.seen import badges, buttons, charts, errors, fine, no_traceback, press, text
from tests.pages.several_jobs import BASE, PARTS, PLAN, SEEDED, SWEPT, TRIALS, VALIDATED

pytestmark = pytest.mark.usefixtures("three_versions")

Do = Callable[..., Job]


@pytest.fixture
def done(runner: Runner, kinds: dict[str, Work]) -> Do:
    """Run a job that tells and returns what it is given: done("sweep", PLAN.as_dict(), SWEPT)."""

    def do(kind: str, parameters: Mapping[str, Any], result: Mapping[str, Any]) -> Job:
        kinds[kind] = lambda context: result
        return runner.wait(runner.submit(kind, f"A {kind}", parameters).id, 10)

    return do


class Patient:
    """Tells how far it is and waits there for a stop."""

    def __init__(self, progress: Mapping[str, Any]) -> None:
        self.progress, self.under_way = progress, threading.Event()

    def __call__(self, context: JobContext) -> Mapping[str, Any]:
        (context.folder / "kept").write_text("something")
        context.report(0.5, "Half of it", self.progress)
        self.under_way.set()
        while not context.should_stop():
            self.under_way.wait(0.01)
        raise JobStopped


@pytest.fixture
def begun(runner: Runner, kinds: dict[str, Work]) -> Iterator[Do]:
    """Begin a job that goes on until it is stopped: begun("sweep", PLAN.as_dict(), SWEPT)."""

    def begin(kind: str, parameters: Mapping[str, Any], progress: Mapping[str, Any]) -> Job:
        work = kinds[kind] = Patient(progress)
        job = runner.submit(kind, f"A {kind}", parameters)
        assert work.under_way.wait(10)
        return job

    yield begin
    for job in runner.jobs():
        runner.stop(job.id)
        runner.wait(job.id, 10)


def choose(page: AppTest, question: str) -> AppTest:
    page.segmented_control(key="sweep.question").set_value(question)
    return fine(page.run())


def labels(page: AppTest) -> list[str]:
    return [metric.label for metric in page.metric]


def test_with_nothing_tried_yet_the_page_says_what_to_do(open_page: OpenPage) -> None:
    page = fine(open_page("sweep"))
    assert "Nothing tried yet" in text(page)
    assert buttons(page) == ["Start the search"]


def test_a_click_queues_the_search_that_the_form_describes(
    open_page: OpenPage, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["sweep"] = lambda context: SWEPT
    page = open_page("sweep")
    page.selectbox(key="sweep.data.quick").set_value("tiny")
    page.multiselect(key="sweep.vary").set_value(["learning_rate", "augmentation"])
    page.slider(key="sweep.trials").set_value(7)
    page = fine(page.run())
    page.number_input(key="sweep.quick.learning_rate.to").set_value(0.5)
    page = fine(page.run())
    fine(press(page, "Start the search"))
    plan = SweepPlan.from_dict(runner.jobs()[0].parameters)
    assert plan.base.data == "tiny"
    assert plan.numbers["learning_rate"][1] == 0.5
    assert plan.names["augmentation"][0] == "none"
    assert (plan.trials, plan.prune) == (7, True)


def test_a_range_that_is_none_is_said_and_nothing_starts(
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
    ("question", "button", "found"),
    [
        ("seeds", "Train all seeds", SEEDED),
        ("crossvalidation", "Start the cross-validation", VALIDATED),
    ],
)
def test_seeds_and_folds_start_from_the_same_page(
    open_page: OpenPage,
    runner: Runner,
    kinds: dict[str, Work],
    question: str,
    button: str,
    found: Mapping[str, Any],
) -> None:
    kinds[question] = lambda context: found
    page = choose(open_page("sweep"), question)
    page.selectbox(key="sweep.data.quick").set_value("tiny")
    fine(press(fine(page.run()), button))
    job = runner.jobs()[0]
    assert (job.kind, job.parameters["config"]["data"]) == (question, "tiny")


def test_a_search_under_way_shows_its_trials_and_can_be_stopped_and_continued(
    open_page: OpenPage, begun: Do, runner: Runner
) -> None:
    running = TRIALS[3] | {"number": 5, "state": "running", "accuracy": None}
    trials = [*TRIALS[:3], running]
    job = begun("sweep", PLAN.as_dict(), SWEPT | {"trials": trials})
    page = fine(open_page("sweep"))
    assert ":blue-badge[running]" in badges(page)
    assert "Best is **trial 4**: 95.0% ±" in text(page)
    assert charts(page) == 3
    assert len(page.dataframe[0].value) == 4
    assert "Train with the best settings" not in buttons(page), "the search may find better ones"

    press(page, "Stop the search")
    runner.wait(job.id, 10)
    page = fine(page.run())
    assert ":gray-badge[stopped]" in badges(page)
    assert "It can go on where it ended." in text(page)
    assert list(page.dataframe[0].value["State"]) == ["cut short", "diverged", "given up", "done"]
    page = fine(press(page, "Continue"))
    assert "Stop the search" in buttons(page)


def test_a_finished_search_says_what_is_best_and_how_much_that_means(
    open_page: OpenPage, done: Do
) -> None:
    done("sweep", PLAN.as_dict(), SWEPT)
    page = fine(open_page("sweep"))
    words = text(page)
    assert "Learning rate 0.12 · Picture changes flip" in words
    assert "The starting point had 85.0%, 10.0 points less." in words
    assert "less than these pictures can tell apart" not in words
    assert "**Learning rate mattered**" in words
    assert {"Train with the best settings", "Put them into the form"} <= set(buttons(page))


def test_a_gain_within_the_noise_is_called_that(open_page: OpenPage, done: Do) -> None:
    first = SWEPT["trials"][0] | {"accuracy": 0.945}  # type: ignore[index]
    trials = [first, *SWEPT["trials"][1:]]  # type: ignore[index]
    done("sweep", PLAN.as_dict(), SWEPT | {"trials": trials, "importance": []})
    words = text(fine(open_page("sweep")))
    assert "0.5 points less. That is less than these pictures can tell apart." in words
    assert "What mattered can be told from 8 ended trials on." in words


def test_a_search_that_found_nothing_better_says_so(open_page: OpenPage, done: Do) -> None:
    done("sweep", PLAN.as_dict(), SWEPT | {"trials": TRIALS[:3], "best": TRIALS[0]})
    assert "These are the settings that you started from." in text(fine(open_page("sweep")))


def test_the_best_settings_are_trained_as_a_normal_run(
    open_page: OpenPage, done: Do, runner: Runner, kinds: dict[str, Work]
) -> None:
    done("sweep", PLAN.as_dict(), SWEPT)

    def stopped(context: JobContext) -> Mapping[str, Any]:
        raise JobStopped

    kinds["train"] = stopped
    page = press(open_page("sweep"), "Train with the best settings")
    job = runner.jobs()[0]
    assert job.kind == "train"
    assert job.parameters["learning_rate"] == 0.12
    assert job.parameters["augmentation"] == "flip"
    assert "Teach a model" in text(no_traceback(page))


def test_the_best_settings_go_into_the_form_of_the_train_page(
    open_page: OpenPage, done: Do
) -> None:
    done("sweep", PLAN.as_dict(), SWEPT)
    page = fine(press(open_page("sweep"), "Put them into the form"))
    assert page.number_input(key="training.quick.learning_rate").value == 0.12


def test_finished_seeds_show_the_mean_with_its_interval(open_page: OpenPage, done: Do) -> None:
    done("seeds", {"config": BASE.as_dict(), "seeds": [0, 1]}, SEEDED)
    page = fine(open_page("sweep"))
    assert page.metric[0].label == "Right on the test split"
    assert page.metric[0].value == "91.0\u202f% ± 3.0"
    assert charts(page) == 2
    assert list(page.dataframe[0].value["Version"]) == ["v10", "v11"]


def test_seeds_under_way_show_those_done_and_every_curve(open_page: OpenPage, begun: Do) -> None:
    begun("seeds", {"config": BASE.as_dict(), "seeds": [0, 1, 2]}, PARTS)
    page = fine(open_page("sweep"))
    assert "Done: 1 of 3. Right on the test split: 90.0%." in text(page)
    assert charts(page) == 1
    assert "Stop the seeds" in buttons(page)


def test_a_finished_cross_validation_names_the_commonest_mistake(
    open_page: OpenPage, done: Do
) -> None:
    done("crossvalidation", {"config": BASE.as_dict(), "folds": 2}, VALIDATED)
    page = fine(open_page("sweep"))
    assert "**Shirt is called T-shirt/top in 40% of its pictures**" in text(page)
    assert "Pictures answered" in labels(page)
    assert charts(page) == 2


def test_a_failed_search_says_why_and_another_can_be_looked_at(
    open_page: OpenPage, done: Do, runner: Runner, kinds: dict[str, Work]
) -> None:
    earlier = done("seeds", {"config": BASE.as_dict(), "seeds": [0, 1]}, SEEDED)

    def fail(context: JobContext) -> Mapping[str, Any]:
        raise HomeUnusable("The record of sweeps cannot be used.")

    kinds["sweep"] = fail
    failed = runner.wait(runner.submit("sweep", "A sweep", PLAN.as_dict()).id, 10)
    assert failed.state is JobState.FAILED
    page = no_traceback(open_page("sweep"))
    assert errors(page) == ["The record of sweeps cannot be used."]
    page = fine(press(page, "Show"))
    assert "Right on the test split" in labels(page)
    assert earlier.id in page.query_params["job"], "the address leads to it"


def test_a_job_that_is_forgotten_is_gone(open_page: OpenPage, done: Do, runner: Runner) -> None:
    done("sweep", PLAN.as_dict(), SWEPT)
    page = fine(press(open_page("sweep"), "Forget"))
    assert runner.jobs() == ()
    assert "Nothing tried yet" in text(page)
