"""The pages in a new home: what they will look like when used, and an example one click away."""

import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.sweep.first_sight import EXAMPLE, Example
from core.jobs import Runner
from core.records import parse
from core.registry import Registry
from core.settings import Settings
from core.workflows.experiments.sweep import SWEEP
from core.workflows.home import prepare_home
from tests.pages.conftest import OpenPage, nothing_runs_in_background
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


def downloads(page: AppTest) -> list[str]:
    return [one.proto.label for one in page.get("download_button")]


def test_the_first_start_shows_a_hint_and_then_the_shipped_run(
    open_page: OpenPage, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()

    def prepare(settings: Settings, registry: Registry) -> object:
        held.wait(60)
        return prepare_home(settings, registry)

    monkeypatch.setattr("app.resources.prepare_home", prepare)
    page = fine(open_page("runs"))
    assert "No training run has produced a model yet." in text(page)
    assert not downloads(page)
    assert page.get("page_link")[-1].label == "Train a model"
    held.set()
    nothing_runs_in_background()
    page = fine(open_page("runs"))
    assert list(page.dataframe[0].value["model"]) == ["v1 · champion"]
    assert "1 run" in text(page)
    assert downloads(page) == ["Export CSV"]
    assert charts(page) == 1, "the only run is opened"
