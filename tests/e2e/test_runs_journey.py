"""Runs in a real browser: selection, comparison, links, notes, deletion, undo, CSV export."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.model_files import FACTS_FILE, read_facts
from core.records import to_json
from core.registry import Registry
from core.settings import Settings
from core.workflows.train.train import finished_run
from tests.e2e.app_server import App
from tests.e2e.browser import Screen
from tests.e2e.conftest import OpenPage, checked_app
from tests.e2e.steps import button, click, go_to, no_exception, nothing_is_cut, settled

TICK, ROW = 17, 35  # pixels: the middle of a box to tick, the height of a row


@pytest.fixture(scope="module")
def app_with_runs(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Iterator[App]:
    """An app whose home has three runs; v1 is champion."""
    home = tmp_path_factory.mktemp("runs") / "home"
    shutil.copytree(prepared_home, home, symlinks=True)
    registry = Registry(Settings(home=home))
    for seed in (11, 22):
        folder = home / f"seed-{seed}"
        shutil.copytree(registry.shipped().folder, folder)
        facts = read_facts(folder)
        facts = replace(facts, config={**facts.config, "seed": seed})
        (folder / FACTS_FILE).write_text(json.dumps(to_json(facts)))
        registry.register(finished_run(folder, facts))
    with checked_app(home) as running:
        yield running


def tick(page: Page, row: int) -> None:
    """Select a row of the table, from 0, by position: the table is drawn on a canvas."""
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_have_count(1)
    table.click(position={"x": TICK, "y": ROW * (row + 1) + TICK})


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    settled(page)


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_runs_are_compared_and_the_comparison_is_reopened_by_link(
    app_with_runs: App, open_page: OpenPage, screen: Screen
) -> None:
    page = open_page(app_with_runs, screen=screen)
    go_to(page, "Runs")
    tick(page, 0)
    heading(page, "v3: thorough, seed 22")
    tick(page, 1)
    heading(page, "v3 and v2")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    expect(page.get_by_text("What differed")).to_be_visible()
    nothing_is_cut(page)
    again = open_page(app_with_runs, page.url.removeprefix(app_with_runs.address), screen=screen)
    heading(again, "v3 and v2")
    no_exception(again)


def test_a_run_gets_a_note_is_deleted_and_restored(app_with_runs: App, open_page: OpenPage) -> None:
    page = open_page(app_with_runs)
    go_to(page, "Runs")
    tick(page, 0)
    heading(page, "v3: thorough, seed 22")
    page.get_by_role("textbox", name="Note").fill("Keep this one.")
    click(page, "Save")
    page.reload()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("Keep this one.")
    settled(page)
    click(page, "Delete")
    expect(page.get_by_text("Deleted v3 (thorough, seed 22) and its model.")).to_be_visible()
    expect(page.get_by_text("2 runs", exact=True)).to_be_visible()
    click(page, "Undo")
    expect(page.get_by_text("3 runs", exact=True)).to_be_visible()


def test_runs_are_exported_as_csv(app_with_runs: App, open_page: OpenPage) -> None:
    page = open_page(app_with_runs)
    go_to(page, "Runs")
    with page.expect_download() as download:
        button(page, "Export CSV").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("id,name,version")
