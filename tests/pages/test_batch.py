"""Many at once: drop, watch, filter, open, correct, delete; hostile names stay words."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.wardrobe import Wardrobe
from core.jobs import JobContext, JobState, JobStopped, Runner, Work
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.job import KIND, start_batch
from core.workflows.batch.store import Batch, Batches
from tests.pages.conftest import OpenPage
from tests.pages.pictures import jpeg
from tests.pages.seen import bars, buttons, errors, fine, no_traceback, pictures, press, text

pytestmark = pytest.mark.usefixtures("three_versions")

LIMIT = 60.0  # seconds
EVIL = "![a](http://example.invalid/a.png) <b>.jpg"


def photos() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("shirts/1.jpg", jpeg())
        archive.writestr("notes.txt", b"Dear diary\n")
        archive.writestr(EVIL, b"nothing")
        archive.writestr("../../up.jpg", jpeg())
    return stream.getvalue()


def drop(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    box = next(one for one in page.file_uploader if "zip" in one.label)
    box.set_value([(name, content, "application/octet-stream") for name, content in files])
    return page.run()


def answered(settings: Settings, runner: Runner) -> Batch:
    """A batch whose answers are there."""
    batch = Batches(settings).keep([("photos.zip", io.BytesIO(photos()))])
    job = start_batch(runner, batch, Registry(settings).champion())
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    return batch


def tiles(page: AppTest) -> list[dict[str, Any]]:
    """What the gallery was given to show."""
    (found,) = page.get("bidi_component")
    return list(json.loads(found.proto.json)["tiles"])


def open_tile(page: AppTest, number: int, among: list[int]) -> AppTest:
    """What the gallery does when a tile is pressed; AppTest cannot press it."""
    page.session_state["batch.opened"] = number
    page.session_state["batch.among"] = among
    return page.run()


def test_an_empty_page_says_what_to_do_and_has_no_button_to_press_in_vain(
    open_page: OpenPage,
) -> None:
    page = fine(open_page("batch"))
    assert page.title[0].value == "What are all these?"
    assert "Nothing dropped yet" in text(page)
    assert "Answer them" not in buttons(page)


def test_a_zip_that_is_dropped_is_kept_and_answered_by_a_job(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    page = drop(open_page("batch"), ("photos.zip", photos()))
    page = fine(press(page, "Answer them"))
    (job,) = runner.jobs()
    assert (job.kind, job.title) == (KIND, "photos.zip")
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    page = fine(page.run())
    assert "All 4" in str(page.get("button_group"))
    assert [tile["label"] for tile in tiles(page)][1:] == ["not read"] * 3
    (batch,) = Batches(settings).all()
    assert page.query_params["batch"] in (batch.id, [batch.id])


def test_a_hostile_name_is_shown_letter_by_letter(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    answered(settings, runner)
    page = open_tile(fine(open_page("batch")), 2, [0, 1, 2, 3])
    (shown,) = (one.value for one in page.markdown if "example" in one.value)
    assert shown.startswith(r"**\!\[a\]\(http\:\/\/example\.invalid\/a\.png\) \<b\>")
    assert tiles(page)[2]["hint"].startswith(EVIL)  # which the gallery sets as text


def test_a_tile_opens_with_photo_stages_and_bars_and_turns_to_the_next(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    answered(settings, runner)
    page = open_tile(fine(open_page("batch")), 0, [0, 1])
    assert "shirts" in text(page)
    assert bars(page) == 10
    assert pictures(page) == 8  # the photo itself, and its seven stages
    page = no_traceback(press(page, "Next"))
    assert "holds text" in errors(page)[0]
    assert bars(page) == 0


def test_a_correction_goes_into_the_wardrobe_and_can_be_taken_back(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    page = open_tile(fine(open_page("batch")), 0, [0])
    truth = f"batch.truth.{batch.id}.0"
    page.pills(key=truth).set_value("Coat")
    page = fine(page.run())
    (kept,) = Wardrobe(settings).items()
    assert (kept.name, kept.file) == ("Coat", "shirts/1.jpg")
    assert kept.answered is not None
    assert kept.answered.model == "v1"
    assert batch.results.all()[0].corrected == "Coat"
    assert tiles(page)[0]["label"] == "Coat"

    page.pills(key=truth).set_value(None)
    page = fine(page.run())
    assert Wardrobe(settings).items() == ()
    assert batch.results.all()[0].corrected == ""


def test_answers_are_filtered_by_doubt(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    page = fine(open_page("batch"))
    page.segmented_control(key=f"batch.state.{batch.id}").set_value("unreadable")
    page = fine(page.run())
    assert [tile["number"] for tile in tiles(page)] == [1, 2, 3]


def test_the_most_doubtful_come_first_where_that_is_wanted(
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
    open_page: OpenPage, settings: Settings, runner: Runner, kinds: dict[str, Work]
) -> None:
    real = kinds[KIND]

    def stopped(context: JobContext) -> Mapping[str, Any]:
        raise JobStopped

    kinds[KIND] = stopped
    batch = Batches(settings).keep([("photos.zip", io.BytesIO(photos()))])
    runner.wait(start_batch(runner, batch, Registry(settings).champion()).id, LIMIT)
    page = fine(open_page("batch"))
    assert "0 pictures are answered, the rest waits." in text(page)
    kinds[KIND] = real
    page = fine(press(page, "Continue"))
    job = runner.jobs()[0]
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    assert len(tiles(fine(page.run()))) == 4


def test_a_batch_is_deleted_with_its_files(
    open_page: OpenPage, settings: Settings, runner: Runner
) -> None:
    batch = answered(settings, runner)
    page = fine(press(fine(open_page("batch")), "Delete for good"))
    assert "Nothing dropped yet" in text(page)
    assert not batch.folder.exists()
    assert runner.jobs() == ()


def test_after_another_became_champion_it_can_be_asked(
    open_page: OpenPage, settings: Settings, runner: Runner, three_versions: Registry
) -> None:
    batch = answered(settings, runner)
    three_versions.promote(3, "to ask again")
    page = fine(press(fine(open_page("batch")), "Ask v3"))
    runner.wait(runner.jobs()[0].id, LIMIT)
    fine(page.run())
    assert {one.model for one in batch.results.all()} == {"v3"}


def test_files_that_are_too_large_together_are_a_sentence(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.workflows.batch.store.MOST_UNPACKED", 100)
    page = no_traceback(press(drop(open_page("batch"), ("a.zip", photos())), "Answer them"))
    assert "Drop fewer at once" in errors(page)[0]
    assert "Nothing dropped yet" in text(page)
