"""The pages in a new home: what they will look like when used, and an example one click away."""

from app.sweep.first_sight import EXAMPLE, Example
from core.jobs import Runner
from core.records import parse
from core.workflows.experiments.sweep import SWEEP
from tests.pages.conftest import OpenPage
from tests.pages.scripted_work import Kinds, script, stop
from tests.pages.seen import charts, fine, press, text


def test_the_empty_page_of_searches_shows_a_finished_one_that_can_be_started(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    example = parse(Example, EXAMPLE.read_text("utf-8"))
    page = fine(open_page("sweep"))
    assert "Best: **trial" in text(page)
    assert charts(page) > 1
    page = fine(press(page, "Fill in this search"))
    script(kinds, SWEEP, stop)
    fine(press(page, "Start the search"))
    assert runner.jobs_of(SWEEP)[0].parameters == example.plan
