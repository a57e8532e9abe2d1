"""The view Import: an upload's preview, what can be done with it, and what goes wrong."""

import pytest
from streamlit.testing.v1 import AppTest

from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.jobs import Job, JobState, JobStore
from core.registry import Registry
from core.settings import Settings
from core.workflows.data.imports.job import IMPORT, ImportParameters, start_import
from core.workflows.data.imports.store import Upload, Uploads
from core.workflows.job_kinds import runner_for
from tests.core.workflows.data.imports.files import as_sent, garment, png
from tests.pages.conftest import OpenPage
from tests.pages.seen import buttons, errors, fine, press, read, shown_as_markdown, text

pytestmark = pytest.mark.usefixtures("three_versions", "dataset")
LIMIT = 30.0  # seconds
HOSTILE = "![x](http://example.invalid/x.png) <script>"
FILES = {
    "Mine/Coat/1.png": png(garment(1)),
    "Mine/Bag/2.png": png(garment(2)),
    f"Mine/Bag/{HOSTILE}.png": b"no picture at all",
    f"Mine/{HOSTILE}/3.png": png(garment(3)),
}


def kept(settings: Settings, files: dict[str, bytes] = FILES) -> Upload:
    return Uploads(settings).keep(as_sent(files))


def prepared(settings: Settings, files: dict[str, bytes] = FILES, parent: str = "v1") -> Upload:
    upload = kept(settings, files)
    runner = runner_for(settings, Registry(settings))
    runner.wait(start_import(runner, upload, parent).id, LIMIT)
    return upload


@pytest.fixture
def imports(open_page: OpenPage) -> "OpenPage":
    return lambda **query: open_page("versions", view="Import", **query)


def sheets(page: AppTest, kind: str) -> list[str]:
    bodies = [element.proto.body for element in page.get("html")]
    return [body for body in bodies if f'class="{kind}"' in body]


def test_before_the_first_import_the_view_shows_what_it_takes(imports: OpenPage) -> None:
    page = fine(imports())
    assert "A preview shows each picture as the 28×28" in text(page)
    assert "Preview an example" in buttons(page)
    assert [element.value for element in page.code][1].startswith("file,label")


def test_a_preview_shows_pictures_by_class_and_refused_files_with_reasons(
    imports: OpenPage, settings: Settings
) -> None:
    prepared(settings)
    page = fine(imports())
    assert "2 pictures to add to the training split" in text(page).replace("*", "")
    (taken,) = sheets(page, "taken")
    assert taken.count("<img") == 2
    assert 'title="Mine/Coat/1.png"' in taken
    (refused,) = sheets(page, "words")
    assert refused.count("<tr>") == 3
    assert "is no class. Use one of" in refused
    assert "<script>" not in refused + taken
    assert shown_as_markdown(page) == []


def test_a_preview_is_published_with_its_reason_and_goes(
    imports: OpenPage, settings: Settings
) -> None:
    upload = prepared(settings)
    page = fine(imports())
    page.text_input(key=f"versions.imports.why.{upload.id}").set_value(HOSTILE)
    page.text_input(key=f"versions.imports.who.{upload.id}").set_value("Ada")
    page = fine(press(page, "Publish as a new version"))
    made = Versions(settings).get("v2")
    assert (made.reason, made.author, made.counts.added) == (HOSTILE, "Ada", 2)
    assert "Fashion-MNIST, v2 is published." in text(page)
    assert "Publish as a new version" not in buttons(page)
    assert Uploads(settings).all() == ()


def test_a_preview_that_another_tab_published_is_said_to_be_gone(
    imports: OpenPage, settings: Settings
) -> None:
    upload = prepared(settings)
    page = fine(imports())
    Uploads(settings).remove(upload.id)
    page = press(page, "Publish as a new version")
    assert "it was published or discarded" in errors(page)[0]
    assert Versions(settings).names() == ()


def test_a_discarded_preview_goes_with_its_job(imports: OpenPage, settings: Settings) -> None:
    prepared(settings)
    fine(press(fine(imports()), "Discard"))
    assert Uploads(settings).all() == ()
    assert runner_for(settings, Registry(settings)).jobs() == ()


def test_nothing_to_take_offers_nothing_to_publish(imports: OpenPage, settings: Settings) -> None:
    prepared(settings, {"Sombrero/1.png": png(garment(1))})
    page = fine(imports())
    assert "Publish as a new version" not in buttons(page)
    assert {"Prepare again", "Discard"} <= set(buttons(page))


def test_an_upload_without_a_job_is_prepared_from_here(
    imports: OpenPage, settings: Settings
) -> None:
    kept(settings)  # killed before its job was queued
    page = fine(imports())
    assert "These files are here, but not prepared." in text(page)
    page = fine(press(page, "Prepare"))
    runner = runner_for(settings, Registry(settings))
    assert runner.wait(runner.jobs()[0].id, LIMIT).state is JobState.DONE
    assert "2 pictures" in text(fine(page.run()))


def test_a_killed_preparation_can_be_continued_or_discarded(
    imports: OpenPage, settings: Settings
) -> None:
    upload = kept(settings)
    job = Job(
        "0" * 12,
        IMPORT.name,
        "Import of Mine",
        JobState.INTERRUPTED,
        1.0,
        ImportParameters(upload.id),
        finished=2.0,
        error="The program was closed.",
    )
    (settings.models / "jobs" / job.id).mkdir(parents=True)
    (settings.models / "jobs" / job.id / "prepared.bin").touch()
    JobStore(settings.jobs, {IMPORT.name: IMPORT}).save(job)
    page = fine(imports())
    assert {"Continue", "Discard"} <= set(buttons(page))
    assert "Delete" not in buttons(page)
    page = fine(press(page, "Continue"))
    runner = runner_for(settings, Registry(settings))
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    assert "Publish as a new version" in buttons(fine(page.run()))


def test_a_damaged_preview_is_said_and_prepared_again(
    imports: OpenPage, settings: Settings
) -> None:
    upload = prepared(settings)
    (upload.folder / "preview.npz").write_bytes(b"PK")
    page = imports()
    assert "Prepare it again, or discard it" in errors(page)[0]
    page = press(page, "Prepare again")
    runner = runner_for(settings, Registry(settings))
    runner.wait(runner.jobs()[0].id, LIMIT)
    assert "2 pictures" in text(fine(page.run()))


def test_a_damaged_upload_is_named_and_the_view_lives(
    imports: OpenPage, settings: Settings
) -> None:
    (kept(settings).folder / "upload.json").write_text("{")
    page = fine(imports())
    assert "1 upload cannot be read" in read(page.warning[0].value)
    assert "Preview an example" in buttons(page)


def test_the_address_names_the_opened_upload_and_the_others_are_listed(
    imports: OpenPage, settings: Settings
) -> None:
    first, second = prepared(settings), prepared(settings, {"Other/Coat/9.png": png(garment(9))})
    page = fine(imports(upload=first.id))
    assert "2 pictures to add" in text(page).replace("*", "")
    page.button(key=f"versions.imports.open.{second.id}").click()
    assert "1 picture to add" in text(fine(page.run())).replace("*", "")


def test_an_import_is_made_from_the_version_that_was_chosen(
    imports: OpenPage, settings: Settings
) -> None:
    Versions(settings).publish("v1", Changes({3: 9}), "")
    prepared(settings, parent="v2")
    fine(press(fine(imports()), "Publish as a new version"))
    made = Versions(settings).get("v3")
    assert (made.parent, made.counts.relabelled, made.counts.added) == ("v2", 1, 2)


def test_a_link_to_a_view_that_does_not_exist_says_so(open_page: OpenPage) -> None:
    page = fine(open_page("versions", view="Attic"))
    assert "a view that does not exist" in page.warning[0].value
    assert "70,000 pictures as published" in text(page)


def test_the_catalogue_lists_versions_and_the_dictionary(
    open_page: OpenPage, settings: Settings
) -> None:
    Versions(settings).publish("v1", Changes({3: 9}), HOSTILE, HOSTILE)
    page = fine(open_page("versions", view="Catalogue"))
    versions, dictionary = sheets(page, "words many")
    assert versions.count("<tr>") == 3
    assert "1 relabelled" in versions
    assert "<script>" not in versions
    assert "brightness" in dictionary
