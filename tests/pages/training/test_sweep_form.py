"""The forms of the page of searches: what they keep, and what they say."""

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs import Runner
from core.training import config_for
from core.workflows.experiments.crossvalidation import CROSSVALIDATION, FoldsParameters
from core.workflows.experiments.seeds import SEEDS
from tests.pages.conftest import OpenPage
from tests.pages.scripted_work import Kinds, script
from tests.pages.seen import fine, no_traceback, press, text
from tests.pages.several_jobs import FOLDS_RESULT, SEEDS_RESULT

pytestmark = pytest.mark.usefixtures("three_versions")


def choose(page: AppTest, question: str) -> AppTest:
    page.segmented_control(key="sweep.question").set_value(question)
    return fine(page.run())


def test_the_form_is_as_it_was_after_a_visit_to_another_page(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, SEEDS, lambda context: SEEDS_RESULT)
    page = choose(open_page("sweep"), "Seeds")
    page.selectbox(key="sweep.start").set_value("Standard")
    page = fine(page.run())
    page.number_input(key="sweep.epochs.standard").set_value(3)
    page.slider(key="sweep.seeds").set_value(4)
    page = fine(page.run())
    page.switch_page("../pages/models.py")
    page.run()
    page.switch_page("../pages/sweep.py")
    page = fine(page.run())
    assert page.slider(key="sweep.seeds").value == 4
    fine(press(page, "Train all seeds"))
    parameters = runner.jobs_of(SEEDS)[0].parameters
    assert (parameters.config.recipe, parameters.config.epochs) == ("standard", 3)
    assert len(parameters.seeds) == 4


def test_a_cross_validation_says_that_it_leaves_distillation_out(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    page = choose(open_page("sweep"), "Folds")
    assert "Without distillation" not in text(page), "quick has none"
    page.selectbox(key="sweep.start").set_value("All-round")
    assert "Without distillation" in text(fine(page.run())), "where it is chosen"
    parameters = FoldsParameters(config_for("all_round", data="tiny"), 2)
    script(kinds, CROSSVALIDATION, lambda context: FOLDS_RESULT)
    runner.wait(runner.submit(CROSSVALIDATION, "A job", parameters).id, 10)
    assert "Without distillation" in text(fine(open_page("sweep"))), "in the result"


def test_a_wrong_range_that_is_mended_after_a_click_starts_nothing_by_itself(
    open_page: OpenPage, runner: Runner
) -> None:
    page = open_page("sweep")
    page.number_input(key="sweep.quick.learning_rate.from").set_value(5.0)
    page = no_traceback(press(no_traceback(page.run()), "Start the search"))
    page.number_input(key="sweep.quick.learning_rate.from").set_value(0.01)
    fine(page.run())
    assert runner.jobs() == ()
