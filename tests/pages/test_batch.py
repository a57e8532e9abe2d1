"""The page of batches: upload, progress, filters, corrections, deletion, hostile file names."""

import io

import pytest
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.wardrobe import Wardrobe
from core.jobs import JobState, Runner
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.job import BATCH, start_batch
from core.workflows.batch.store import Batches
from tests.pages.conftest import OpenPage
from tests.pages.pictures import HOSTILE, LIMIT, answered, jpeg, open_tile, photos, tiles
from tests.pages.scripted_work import Kinds, script, stop
from tests.pages.seen import (
    bars,
    buttons,
    errors,
    fine,
    no_traceback,
    pictures,
    press,
    read,
    shown_as_markdown,
    stages,
    text,
)

pytestmark = pytest.mark.usefixtures("three_versions")


def drop(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    box = next(one for one in page.file_uploader if "zip" in one.label)
    box.set_value([(name, content, "application/octet-stream") for name, content in files])
    return page.run()


def test_the_empty_page_says_what_to_do_and_has_no_start_button(
    open_page: OpenPage,
) -> None:
    page = fine(open_page("batch"))
    assert page.title[0].value == "What are all these?"
    assert "No pictures yet" in text(page)
    assert "Get answers" not in buttons(page)


def test_an_uploaded_zip_is_stored_and_predicted_by_a_job(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    page = drop(open_page("batch"), ("photos.zip", photos()))
    page = fine(press(page, "Get answers"))
    (job,) = runner.jobs()
    assert (job.kind, job.title) == (BATCH.name, "photos.zip")
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    page = fine(page.run())
    assert "All 4" in str(page.get("button_group"))
    assert [tile["label"] for tile in tiles(page)][1:] == ["not read"] * 3
    (batch,) = Batches(settings).all()
    assert page.query_params["batch"] in (batch.id, [batch.id])


def test_a_hostile_name_is_escaped_in_tiles_and_details(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    answered(settings, runner)
    page = open_tile(fine(open_page("batch")), 2, [0, 1, 2, 3])
    assert f"**{HOSTILE}**" in text(page)
    assert not shown_as_markdown(page)
    assert "<b>" not in "".join(one.value for one in page.markdown)
    assert tiles(page)[2]["hint"].startswith(HOSTILE)  # the gallery shows it as plain text


def test_a_hostile_name_is_escaped_in_the_titles_of_batches(
    open_page: OpenPage, settings: Settings
) -> None:
    for _ in range(2):
        Batches(settings).keep([(HOSTILE, io.BytesIO(b"nothing"))])
    page = fine(open_page("batch"))
    assert [read(one.value) for one in page.subheader] == [HOSTILE]
    assert HOSTILE in map(read, buttons(page))
    assert not shown_as_markdown(page)


def test_an_open_tile_shows_photo_stages_and_bars_and_leads_to_the_next(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    answered(settings, runner)
    page = open_tile(fine(open_page("batch")), 0, [0, 1])
    assert "shirts" in text(page)
    assert bars(page) == 10
    assert (pictures(page), len(stages(page))) == (1, 7)
    page = no_traceback(press(page, "Next"))
    assert "holds text" in errors(page)[0]
    assert bars(page) == 0


def test_a_correction_is_added_to_the_wardrobe_and_can_be_undone(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    page = open_tile(fine(open_page("batch")), 0, [0])
    truth = f"batch.truth.{batch.id}.0"
    page.pills(key=f"{truth}.").set_value("Coat")
    page = fine(page.run())
    (stored,) = Wardrobe(settings).items()
    assert (stored.name, stored.file) == ("Coat", "shirts/1.jpg")
    assert stored.answered is not None
    assert stored.answered.model == "v1"
    assert batch.results.all()[0].corrected == "Coat"
    assert tiles(page)[0]["label"] == "Coat"

    page.pills(key=f"{truth}.Coat").set_value(None)
    page = fine(page.run())
    assert Wardrobe(settings).items() == ()
    assert batch.results.all()[0].corrected == ""


def test_tiles_can_be_filtered_by_answer_state(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    page = fine(open_page("batch"))
    page.segmented_control(key=f"batch.state.{batch.id}").set_value("unreadable")
    page = fine(page.run())
    assert [tile["number"] for tile in tiles(page)] == [1, 2, 3]


def test_tiles_can_be_sorted_by_uncertainty(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = Batches(settings).keep(
        [("notes.txt", io.BytesIO(b"Dear diary")), ("shirt.jpg", io.BytesIO(jpeg()))]
    )
    runner.wait(start_batch(runner, batch, Registry(settings).champion()).id, LIMIT)
    page = fine(open_page("batch"))
    assert [tile["number"] for tile in tiles(page)] == [0, 1]
    page.toggle(key=f"batch.order.{batch.id}").set_value(True)
    assert [tile["number"] for tile in tiles(fine(page.run()))] == [1, 0]


def test_a_stopped_batch_is_continued_where_it_ended(
    open_page: OpenPage, settings: Settings, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, BATCH, stop)
    batch = Batches(settings).keep([("photos.zip", io.BytesIO(photos()))])
    runner.wait(start_batch(runner, batch, Registry(settings).champion()).id, LIMIT)
    page = fine(open_page("batch"))
    assert "0 pictures are answered; the rest are waiting." in text(page)
    kinds[BATCH.name] = BATCH
    page = fine(press(page, "Continue"))
    job = runner.jobs()[0]
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    assert len(tiles(fine(page.run()))) == 4


def test_a_deleted_batch_comes_back_with_undo_and_can_be_deleted_for_good(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    page = fine(press(fine(open_page("batch")), "Delete this batch"))
    assert "No pictures yet" in text(page)
    page = fine(press(page, "Undo"))
    assert len(tiles(page)) == 4
    page = fine(press(page, "Delete this batch"))
    page = fine(press(page, "Delete for good"))
    assert not batch.folder.exists()
    assert Batches(settings).deleted() == ()
    assert runner.jobs() == ()


def test_a_batch_can_be_predicted_again_by_a_new_champion(
    open_page: OpenPage, settings: Settings, runner: Runner, three_versions: Registry
) -> None:
    batch = answered(settings, runner)
    three_versions.promote(3, "to ask again")
    page = fine(press(fine(open_page("batch")), "Answer with v3"))
    runner.wait(runner.jobs()[0].id, LIMIT)
    fine(page.run())
    assert {one.model for one in batch.results.all()} == {"v3"}


def test_files_that_are_too_large_together_are_reported(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.workflows.batch.store.MAX_UNPACKED", 100)
    page = no_traceback(press(drop(open_page("batch"), ("a.zip", photos())), "Get answers"))
    assert "Drop fewer at once" in errors(page)[0]
    assert "No pictures yet" in text(page)
