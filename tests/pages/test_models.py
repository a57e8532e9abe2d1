"""The page of models: figures, the change of champion, and damaged files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.model_files import (
    CARD_FILE,
    ONNX_FILE,
    PHOTO,
    ChosenThreshold,
    card_calibrations,
    write_threshold,
)
from core.registry import Registry
from core.settings import Settings
from tests.pages.conftest import PATIENCE, OpenPage, nothing_runs_aside
from tests.pages.seen import buttons, errors, fine, no_traceback, press, text


def ask_promote() -> None:
    """A page of its own: AppTest has no way to run a dialog without the page under it."""
    from app import resources
    from app.models import versions

    versions.ask_promote(resources.registry().get("3"))


def ask_roll_back() -> None:
    from app import resources
    from app.models import versions

    registry = resources.registry()
    if previous := registry.previous_champion():  # none is left once it is done
        versions.ask_roll_back(registry.champion(), previous)


def decide(dialog: Callable[[], None], reason: str) -> AppTest:
    page = AppTest.from_function(dialog, default_timeout=PATIENCE).run()
    page.text_input[0].set_value(reason)
    return fine(page.button[0].click().run())


def test_every_version_stands_with_its_figures_and_lineage(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = fine(open_page("models"))
    words = text(page)
    assert "Champion: v1" in words
    for name in ("**v1**", "**v2**", "**v3**", "seed 11", "seed 22", "MLflow run", "challenger"):
        assert name in words
    assert buttons(page).count("Promote") == 2
    assert not [label for label in buttons(page) if label.startswith("Roll back")]


def test_the_page_says_from_where_on_photos_are_answered_and_who_chose_it(
    open_page: OpenPage, three_versions: Registry
) -> None:
    folder = three_versions.champion().folder
    measured = card_calibrations(folder)[PHOTO].threshold
    assert f"photo whose familiarity is below {measured:.2f}, as measured" in text(
        fine(open_page("models"))
    )
    write_threshold(folder, ChosenThreshold(0.875, 1e9, "some photos"))
    words = text(fine(open_page("models")))
    assert "photo whose familiarity is below 0.88, chosen by hand" in words
    assert f"its card says {measured:.2f}" in words


def test_a_promotion_asks_before_it_happens(open_page: OpenPage, three_versions: Registry) -> None:
    page = open_page("models")
    page.button(key="promote.3").click()
    page = fine(page.run())
    assert "v3 will answer on the first page from now on." in text(page)
    assert page.text_input[0].label == "Why?"
    assert three_versions.champion().number == 1


def test_a_promotion_is_remembered_with_its_reason(
    open_page: OpenPage, three_versions: Registry
) -> None:
    decide(ask_promote, "better at coats")
    assert three_versions.champion().number == 3
    page = fine(open_page("models"))
    assert "Champion: v3" in text(page)
    assert "**v3** replaced v1" in text(page)
    assert "better at coats" in text(page)
    assert "Roll back to v1" in buttons(page)


def test_a_roll_back_gives_the_title_back_and_is_remembered(
    open_page: OpenPage, three_versions: Registry
) -> None:
    three_versions.promote(3, "to try it")
    page = fine(press(open_page("models"), "Roll back to v1"))
    assert "v1 will answer again instead of v3." in text(page)

    decide(ask_roll_back, "worse on photos")

    assert three_versions.champion().number == 1
    page = fine(open_page("models"))
    assert "Champion: v1" in text(page)
    assert "**v1** came back for v3" in text(page)
    assert "worse on photos" in text(page)
    assert "Roll back to v1" not in buttons(page)


def test_a_change_without_a_reason_says_so(open_page: OpenPage, three_versions: Registry) -> None:
    decide(ask_promote, "")
    assert "No reason was given." in text(open_page("models"))


def test_a_version_that_is_damaged_cannot_be_promoted(
    open_page: OpenPage, three_versions: Registry
) -> None:
    damage(folder(three_versions, 3) / ONNX_FILE, "rubbish")
    page = AppTest.from_function(ask_promote, default_timeout=PATIENCE).run()
    page = no_traceback(page.button[0].click().run())
    assert "missing or damaged" in errors(page)[0]
    assert three_versions.champion().number == 1


def test_a_first_start_shows_the_shipped_model_and_then_registers_it(
    open_page: OpenPage, settings: Settings
) -> None:
    fine(open_page("models"))
    nothing_runs_aside()
    page = fine(open_page("models"))
    assert "Champion: v1" in text(page)
    assert "**v1** became the first champion" in text(page)


def folder(registry: Registry, number: int) -> Path:
    return registry.get(str(number)).folder


@pytest.mark.parametrize("content", [None, "", "{", "[]"])
def test_a_damaged_version_gets_a_sentence_and_the_others_stay(
    open_page: OpenPage, three_versions: Registry, content: str | None
) -> None:
    damage(folder(three_versions, 2) / CARD_FILE, content)
    page = no_traceback(open_page("models"))
    assert len(errors(page)) == 1
    assert "missing or damaged" in errors(page)[0]
    assert "Champion: v1" in text(page)
    assert "**v3**" in text(page)


def test_a_damaged_champion_can_be_replaced_where_the_sentence_sends_people(
    open_page: OpenPage, three_versions: Registry
) -> None:
    damage(folder(three_versions, 1) / CARD_FILE, None)
    page = no_traceback(open_page("models"))
    assert "missing or damaged" in errors(page)[0]
    assert buttons(page).count("Promote") == 2
    decide(ask_promote, "the other is broken")
    assert "Champion: v3" in text(no_traceback(open_page("models")))


@pytest.mark.parametrize("file", [CARD_FILE, ONNX_FILE])
@pytest.mark.parametrize("content", [None, "", "rubbish"])
@pytest.mark.usefixtures("dataset")
def test_the_first_page_says_when_the_champion_is_damaged(
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
def test_a_damaged_registry_gets_a_sentence(
    open_page: OpenPage, settings: Settings, name: str
) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_text("this was a database once\n" * 100)
    page = no_traceback(open_page(name))
    assert "registry.db" in errors(page)[0]
    assert len(errors(page)) == 1
