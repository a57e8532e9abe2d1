"""Reviewing a batch: links, choosing several pictures, labelling and removing them, undo."""

import pytest
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.wardrobe import Wardrobe
from core.jobs import Runner
from core.settings import Settings
from core.workflows.batch.store import Batch
from tests.pages.conftest import OpenPage
from tests.pages.pictures import HOSTILE, LIMIT, answered, tiles
from tests.pages.seen import fine, no_traceback, press, text

pytestmark = pytest.mark.usefixtures("three_versions")


def test_the_link_restores_batch_filters_order_and_the_opened_picture(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    answered(settings, runner)
    page = open_page("batch")
    page.query_params["batch"] = batch.id
    page.query_params["answers"] = "unreadable"
    page.query_params["order"] = "unsure"
    page.query_params["picture"] = "3"
    page = no_traceback(page.run())  # the opened picture shows why it was not read
    assert [tile["number"] for tile in tiles(page)] == [1, 2, 3]
    assert page.toggle(key=f"batch.order.{batch.id}").value
    assert f"**{HOSTILE}**" in text(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("answers", "![a](//x)"),
        ("garments", "Hat"),
        ("order", "7"),
        ("picture", "0"),
        ("picture", "-1"),
        ("picture", "999999999999"),
        ("picture", "²"),
        ("picture", "77"),
    ],
)
def test_a_link_that_makes_no_sense_shows_everything(
    open_page: OpenPage, settings: Settings, runner: Runner, name: str, value: str
) -> None:
    answered(settings, runner)
    page = open_page("batch")
    page.query_params[name] = value
    page = fine(page.run())
    assert len(tiles(page)) == 4


def choose(page: AppTest, batch: Batch, *numbers: int) -> AppTest:
    """Do what ticking tiles does; AppTest cannot tick them."""
    page.session_state[f"batch.chosen.{batch.id}"] = frozenset(numbers)
    return fine(page.run())


def test_chosen_pictures_are_labelled_in_one_press_and_undone(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    page = press(fine(open_page("batch")), "Choose all 4 shown")
    page = fine(press(page, "Dress"))
    assert batch.results.corrections() == {0: "Dress"}
    assert [one.name for one in Wardrobe(settings).items()] == ["Dress"]
    page = fine(press(page, "Undo"))
    assert batch.results.corrections() == {}
    assert Wardrobe(settings).items() == ()
    page = fine(press(choose(page, batch, 0), "Agree"))
    assert batch.results.all()[0].corrected == batch.results.all()[0].label


def test_chosen_pictures_are_removed_and_put_back(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    page = choose(fine(open_page("batch")), batch, 1, 2)
    assert [tile["chosen"] for tile in tiles(page)] == [False, True, True, False]
    page = fine(press(page, "Remove"))
    assert [tile["number"] for tile in tiles(page)] == [0, 3]
    assert "can no longer be read" not in text(page)
    page = fine(press(page, "Undo"))
    assert len(tiles(page)) == 4


def test_a_tile_shows_the_photo_beside_what_the_model_sees(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    answered(settings, runner)
    first, second = tiles(fine(open_page("batch")))[:2]
    assert first["photo"].startswith("data:image/webp")
    assert first["picture"].startswith("data:image/png")
    assert second["photo"] == second["picture"] == ""


def test_a_garbled_answer_is_said_to_be_missing_and_given_again(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    lines = (batch.folder / "answers.ndjson").read_bytes().splitlines(keepends=True)
    (batch.folder / "answers.ndjson").write_bytes(lines[0] + b"\xff\n" + b"".join(lines[2:]))
    page = fine(open_page("batch"))
    assert [tile["number"] for tile in tiles(page)] == [0, 2, 3]
    page = press(page, "Continue")
    runner.wait(runner.jobs()[0].id, LIMIT)
    assert len(tiles(fine(page.run()))) == 4
