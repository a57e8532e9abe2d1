"""The page of models: metrics, promotion and roll-back, and damaged files."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.formatting import accuracy
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.store import Item
from core.input_kind import InputKind
from core.model_files import (
    FACTS_FILE,
    ONNX_FILE,
    ChosenThreshold,
    read_facts,
    write_threshold,
)
from core.registry import Registry
from core.settings import Settings
from tests.pages.conftest import PATIENCE, OpenPage, nothing_runs_in_background
from tests.pages.seen import buttons, errors, fine, no_traceback, press, read, text


def ask_promote() -> None:
    """Run the dialog as a page of its own, because AppTest cannot open dialogs."""
    from app import resources
    from app.components import promotion

    promotion.ask_promote(resources.registry().get("3"))


def ask_roll_back() -> None:
    from app import resources
    from app.components import promotion

    registry = resources.registry()
    if previous := registry.previous_champion():  # none after the roll-back
        promotion.ask_roll_back(registry.champion(), previous)


def decide(dialog: Callable[[], None], reason: str) -> AppTest:
    page = AppTest.from_function(dialog, default_timeout=PATIENCE).run()
    page.text_input[0].set_value(reason)
    return fine(page.button[0].click().run())


def test_versions_that_are_all_deleted_are_not_called_being_made(
    open_page: OpenPage, three_versions: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page("models")
    nothing_runs_in_background()  # it registers the shipped model, which needs the versions
    everything = three_versions.versions()
    monkeypatch.setattr(
        Registry, "versions", lambda _, also_deleted=False: everything if also_deleted else ()
    )
    assert "All versions are deleted" in text(fine(open_page("models")))


def test_every_version_is_shown_with_its_metrics_and_lineage(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = fine(open_page("models"))
    words = text(page)
    assert "Champion: v1" in words
    for name in ("**v1**", "**v2**", "**v3**", "seed 11", "seed 22", "MLflow run", "challenger"):
        assert name in words
    assert buttons(page).count("Promote") == 2
    assert not [label for label in buttons(page) if label.startswith("Roll back")]


def test_the_accuracy_on_test_pictures_is_shown_once_for_the_champion_and_each_version(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = fine(open_page("models"))
    right = read(accuracy(three_versions.champion().facts().test.interval))
    assert text(page).count(right) == 1 + len(three_versions.versions())


def test_an_open_popover_belongs_to_its_version_not_to_its_place(
    open_page: OpenPage, three_versions: Registry
) -> None:
    def lineages(page: AppTest) -> list[str]:
        return [block.proto.id for block in page.get("popover") if "lineage" in block.proto.id]

    before = lineages(fine(open_page("models")))
    assert len(before) == 3
    three_versions.runs.delete(three_versions.runs.get("v3").id)
    assert lineages(fine(open_page("models"))) == before[1:]


def test_an_interrupted_promotion_is_done(
    three_versions: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = AppTest.from_function(ask_promote, default_timeout=PATIENCE).run()
    monkeypatch.setattr("app.components.promotion.show_side_by_side", lambda _: st.stop())
    no_traceback(page.button[0].click().run())
    assert three_versions.champion().number == 3


def test_the_page_shows_the_photo_threshold_and_whether_it_was_chosen(
    open_page: OpenPage, three_versions: Registry
) -> None:
    folder = three_versions.champion().folder
    measured = read_facts(folder).calibrations[InputKind.PHOTO].threshold
    assert f"photo whose familiarity is below {measured:.2f}, as measured" in text(
        fine(open_page("models"))
    )
    write_threshold(folder, ChosenThreshold(0.875, 1e9, "some photos"), InputKind.PHOTO)
    words = text(fine(open_page("models")))
    assert "photo whose familiarity is below 0.88, set by hand" in words
    assert f"the measured one is {measured:.2f}" in words


def test_a_promotion_must_be_confirmed(open_page: OpenPage, three_versions: Registry) -> None:
    page = open_page("models")
    page.button(key="promote.3").click()
    page = fine(page.run())
    assert "v3 will answer on the Try it page from now on." in text(page)
    assert page.text_input[0].label == "Why?"
    assert three_versions.champion().number == 1


def test_a_promotion_is_listed_with_its_reason(
    open_page: OpenPage, three_versions: Registry
) -> None:
    decide(ask_promote, "better at coats")
    assert three_versions.champion().number == 3
    page = fine(open_page("models"))
    assert "Champion: v3" in text(page)
    assert "**v3** replaced v1" in text(page)
    assert "better at coats" in text(page)
    assert "Roll back to v1" in buttons(page)


def test_a_roll_back_restores_the_previous_champion_and_is_listed(
    open_page: OpenPage, three_versions: Registry
) -> None:
    three_versions.promote(3, "to try it")
    page = fine(press(open_page("models"), "Roll back to v1"))
    assert "v1 will answer again instead of v3." in text(page)

    decide(ask_roll_back, "worse on photos")

    assert three_versions.champion().number == 1
    page = fine(open_page("models"))
    assert "Champion: v1" in text(page)
    assert "**v1** is back in place of v3" in text(page)
    assert "worse on photos" in text(page)
    assert "Roll back to v1" not in buttons(page)


def test_a_promotion_without_a_reason_is_listed_as_such(
    open_page: OpenPage, three_versions: Registry
) -> None:
    decide(ask_promote, "")
    assert "No reason was given." in text(open_page("models"))


def test_a_damaged_version_cannot_be_promoted(
    open_page: OpenPage, three_versions: Registry
) -> None:
    damage(folder(three_versions, 3) / ONNX_FILE, "rubbish")
    page = AppTest.from_function(ask_promote, default_timeout=PATIENCE).run()
    page = no_traceback(page.button[0].click().run())
    assert "missing or damaged" in errors(page)[0]
    assert three_versions.champion().number == 1


def test_the_first_start_shows_the_shipped_model_and_registers_it(
    open_page: OpenPage, settings: Settings
) -> None:
    fine(open_page("models"))
    nothing_runs_in_background()
    page = fine(open_page("models"))
    assert "Champion: v1" in text(page)
    assert "**v1** became the first champion" in text(page)


def folder(registry: Registry, number: int) -> Path:
    return registry.get(str(number)).folder


@pytest.mark.parametrize("content", [None, "", "{", "[]"])
def test_a_damaged_version_is_reported_and_the_others_are_shown(
    open_page: OpenPage, three_versions: Registry, content: str | None
) -> None:
    damage(folder(three_versions, 2) / FACTS_FILE, content)
    page = no_traceback(open_page("models"))
    assert len(errors(page)) == 1
    assert "missing or damaged" in errors(page)[0]
    assert "Champion: v1" in text(page)
    assert "**v3**" in text(page)


def test_a_damaged_champion_can_be_replaced_on_the_models_page(
    open_page: OpenPage, three_versions: Registry
) -> None:
    damage(folder(three_versions, 1) / FACTS_FILE, None)
    page = no_traceback(open_page("models"))
    assert "missing or damaged" in errors(page)[0]
    assert buttons(page).count("Promote") == 2
    decide(ask_promote, "the other is broken")
    assert "Champion: v3" in text(no_traceback(open_page("models")))


@pytest.mark.parametrize("file", [FACTS_FILE, ONNX_FILE])
@pytest.mark.parametrize("content", [None, "", "rubbish"])
@pytest.mark.usefixtures("dataset")
def test_the_first_page_reports_a_damaged_champion(
    open_page: OpenPage, three_versions: Registry, file: str, content: str | None
) -> None:
    damage(folder(three_versions, 1) / file, content)
    page = no_traceback(open_page())
    page.segmented_control(key="source").set_value("Test picture")
    page = no_traceback(page.run())
    assert "missing or damaged" in errors(page)[0]
    assert page.number_input(key="source.number")


def damage(file: Path, content: str | None) -> None:
    file.unlink()
    if content is not None:
        file.write_text(content)


@pytest.mark.parametrize("name", ["try_it", "models"])
def test_a_damaged_registry_is_reported_once(
    open_page: OpenPage, settings: Settings, name: str
) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_text("this was a database once\n" * 100)
    page = no_traceback(open_page(name))
    assert "registry.db" in errors(page)[0]
    assert len(errors(page)) == 1


@pytest.mark.usefixtures("three_versions")
def test_each_version_shows_whether_it_passes_the_cases(
    open_page: OpenPage, settings: Settings
) -> None:
    pixels = np.full((28, 28), 90, np.uint8)
    assert "It fails these" not in text(open_page("models"))
    Cases(settings).add(Item(pixels, 9, pixels, InputKind.PIXELS))
    words = text(fine(open_page("models")))
    assert words.count("It fails these:") + words.count("every case correctly") == 3
