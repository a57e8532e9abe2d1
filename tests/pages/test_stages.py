"""Which stage helps: asking for a folder, the findings, the threshold, and every picture."""

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.jobs import Job, JobContext, JobState, JobStopped, Runner, Work
from core.model_files import PHOTO
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.photos.folder import NAMES
from core.workflows.photos.job import start_ablation
from core.workflows.photos.record import LookRecord
from core.workflows.photos.threshold import threshold_of
from tests.core.workflows.photos.labelled_photos import SHIRT, photo, put_photos
from tests.pages.conftest import OpenPage
from tests.pages.seen import badges, buttons, charts, errors, fine, no_traceback, press, text

pytestmark = pytest.mark.usefixtures("three_versions")
LIMIT = 60.0  # seconds


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return put_photos(tmp_path / "photos")


@pytest.fixture
def measured(runner: Runner, photos: Path) -> Job:
    """A real ablation over seven files, done by the champion, v1."""
    done = runner.wait(start_ablation(runner, "v1", photos, NAMES).id, LIMIT)
    assert done.state is JobState.DONE, done.error
    return done


def name_folder(page: AppTest, words: str) -> AppTest:
    page.text_input(key="stages.folder").set_value(words)
    return no_traceback(page.run())


def rows(page: AppTest) -> str:
    """The gallery as it was sent."""
    return "".join(element.proto.body for element in page.get("html"))


def test_with_nothing_measured_yet_the_page_says_what_to_do(open_page: OpenPage) -> None:
    page = fine(open_page("stages"))
    assert "Nothing measured yet" in text(page)
    assert "Type or paste the folder's whole path" in text(page)
    assert buttons(page) == ["Measure the stages"]
    fine(press(page, "Measure the stages"))


def test_a_named_folder_is_measured_with_the_champion(
    open_page: OpenPage, photos: Path, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["ablation"] = lambda context: {}
    page = fine(name_folder(open_page("stages"), f' "{photos}" '))
    assert "**7** files in 3 labels." in text(page)
    assert page.multiselect(key=f"stages.right.{photos}.'hat'").value == ["none of the ten"]
    fine(press(page, "Measure the stages"))
    (job,) = runner.jobs()
    mapping = {"t-shirt": ["T-shirt/top"], "pants": ["Trouser"], "hat": []}
    assert job.parameters == {"folder": str(photos), "mapping": mapping, "model": "v1"}


def test_an_unknown_label_is_asked_about_before_anything_starts(
    open_page: OpenPage, photos: Path, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["ablation"] = lambda context: {}
    (photos / "hat").rename(photos / "![kimono](x)")
    page = fine(name_folder(open_page("stages"), str(photos)))
    assert "What counts as right for these?" in text(page)
    page = fine(press(page, "Measure the stages"))
    assert runner.jobs() == ()
    page.multiselect(key=f"stages.right.{photos}.'![kimono](x)'").set_value(["Dress", "Coat"])
    fine(press(fine(page.run()), "Measure the stages"))
    assert runner.jobs()[0].parameters["mapping"]["![kimono](x)"] == ["Dress", "Coat"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("photos", "is not a whole path"),
        ("~nobody-of-that-name/x", "no such home folder"),
        ("/no/such/folder", "is not a folder"),
        ("/" + "x" * 5000, "cannot be read"),
        ("/tmp/\0", "is not a whole path"),
    ],
)
def test_a_path_that_is_none_is_a_sentence(
    open_page: OpenPage, runner: Runner, words: str, sentence: str
) -> None:
    page = name_folder(open_page("stages"), words)
    assert sentence in errors(page)[0]
    assert runner.jobs() == ()


def test_folders_that_hold_no_labelled_garments_are_sentences(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = name_folder(open_page("stages"), str(tmp_path))
    assert "Make one subfolder a label" in errors(page)[0]
    for number in range(21):
        (tmp_path / f"year {number}").mkdir()
        (tmp_path / f"year {number}" / "tax.pdf").write_text("")
    page = no_traceback(page.run())
    assert "21 subfolders whose names are no garments" in errors(page)[0]


def test_strangers_alone_are_a_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "hat").mkdir()
    (tmp_path / "hat" / "1.jpg").write_text("")
    page = fine(name_folder(open_page("stages"), str(tmp_path)))
    page = no_traceback(press(page, "Measure the stages"))
    assert "nothing to count" in errors(page)[0]


def test_an_empty_wardrobe_says_so_and_a_filled_one_is_measured(
    open_page: OpenPage, settings: Settings, runner: Runner, kinds: dict[str, Work]
) -> None:
    kinds["ablation"] = lambda context: {}
    page = open_page("stages")
    page.segmented_control(key="stages.source").set_value("The wardrobe")
    page = no_traceback(page.run())
    assert "wardrobe holds no photos" in errors(page)[0]
    Wardrobe(settings).add(Item(np.zeros((28, 28), np.uint8), 0, photo(SHIRT, 1), file="a.jpg"))
    page = fine(page.run())
    assert "**1** file in 1 label." in text(page)
    fine(press(page, "Measure the stages"))
    assert runner.jobs()[0].parameters["folder"] == ""


def test_findings_are_said_drawn_and_listed(open_page: OpenPage, measured: Job) -> None:
    page = fine(open_page("stages"))
    words = text(page)
    assert "no difference that 5 photos could show." in words
    assert "5 photos of the ten classes, 2 of none of them, 1 could not be read." in words
    assert charts(page) == 2
    table = page.dataframe[0].value
    assert table["Stage"].iloc[0] == "Find the garment"
    assert table["Stage"].iloc[-1] == "All stages"
    assert "When to believe it" in words
    assert "Picture by picture, the worst first" in words
    assert "See every picture" not in buttons(page)


def test_every_picture_stands_with_its_stages_and_what_each_one_off_gives(
    open_page: OpenPage, measured: Job
) -> None:
    html = rows(fine(open_page("stages")))
    assert html.count('class="look"') == 7
    assert html.count("What the model sees") == 12, "each of six, once for the eye and once aloud"
    assert html.count("data:image/webp;base64,") == 6
    assert "could not be read" in html
    assert "<small>without</small>" in html
    assert "<small>all off</small>" in html


def test_the_gallery_can_be_narrowed(open_page: OpenPage, measured: Job) -> None:
    page = open_page("stages")
    page.selectbox(key=f"stages.label.{measured.id}").set_value("hat")
    page = fine(page.run())
    assert rows(page).count('class="look"') == 2
    page.selectbox(key=f"stages.kind.{measured.id}").set_value("unreadable")
    page = fine(page.run())
    assert "No picture is like that" in text(page)


def test_a_files_name_is_never_taken_for_html(
    open_page: OpenPage, runner: Runner, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    (folder / "pants").mkdir(parents=True)
    (folder / "pants" / "<img src=x>.jpg").write_text("")
    foreign = os.fsdecode(b"bag\xff")  # no text in any alphabet
    (folder / foreign).mkdir()
    (folder / foreign / "1.jpg").write_text("")
    mapping = {"pants": ("Trouser",), foreign: ("Bag",)}
    done = runner.wait(start_ablation(runner, "v1", folder, mapping).id, LIMIT)
    assert done.state is JobState.DONE, done.error
    page = fine(open_page("stages"))
    assert "<img" not in rows(page)
    assert "&lt;img src=x&gt;.jpg" in rows(page)
    fine(name_folder(page, str(folder)))


def test_the_slider_moves_the_point_and_the_threshold_is_used_and_undone(
    open_page: OpenPage, measured: Job, three_versions: Registry
) -> None:
    version = three_versions.champion()
    own = threshold_of(version, PHOTO).own
    page = open_page("stages")
    use = next(button for button in page.button if button.label == "Use this threshold")
    assert use.disabled, "nothing was chosen yet"
    page.slider(key=f"stages.coverage.{measured.id}").set_value(20)
    page = fine(page.run())
    assert "1 of 5 are answered" in text(page)
    page = fine(press(page, "Use this threshold"))
    chosen = threshold_of(version, PHOTO)
    assert chosen.chosen
    assert chosen.chosen.where == "7 pictures of photos"
    assert Predictor.load(version.folder).calibration(PHOTO).threshold == chosen.now != own
    assert f"In use for photos: {chosen.now:.3f}, chosen on 7 pictures of photos" in text(page)
    page = fine(press(page, f"Back to the model's own, {own:.3f}"))
    assert threshold_of(version, PHOTO).chosen is None
    assert "In use for photos: the model's own" in text(page)


def test_a_threshold_is_used_by_the_first_page_at_once(
    open_page: OpenPage, measured: Job, three_versions: Registry
) -> None:
    from app import resources
    from core.workflows.photos.threshold import use_threshold

    version = three_versions.champion()
    own = threshold_of(version, PHOTO).own
    assert resources.predictor(version).calibration(PHOTO).threshold == own
    use_threshold(version, PHOTO, 0.77, "a test")
    assert resources.predictor(version).calibration(PHOTO).threshold == 0.77


def test_the_answers_of_another_model_set_no_threshold(
    open_page: OpenPage, measured: Job, three_versions: Registry
) -> None:
    three_versions.promote(2, "a test")
    page = fine(open_page("stages"))
    assert "These are answers of v1; v2 is champion now." in text(page)
    assert "Use this threshold" not in buttons(page)


def test_an_ablation_under_way_shows_what_it_found_so_far_and_can_be_stopped(
    open_page: OpenPage, runner: Runner, kinds: dict[str, Work], measured: Job, photos: Path
) -> None:
    under_way = threading.Event()

    def patient(context: JobContext) -> Mapping[str, Any]:
        (context.folder / "begun").touch()
        context.report(0.5, "pants, 3 of 7", {"found": dict(measured.result)})
        under_way.set()
        while not context.should_stop():
            under_way.wait(0.01)
        raise JobStopped

    kinds["ablation"] = patient
    job = start_ablation(runner, "v1", photos, NAMES)
    assert under_way.wait(10)
    page = fine(open_page("stages"))
    assert ":blue-badge[running]" in badges(page)
    assert "no difference that 5 photos could show." in text(page)
    assert "When to believe it" not in text(page), "half the folder would mislead"
    press(page, "Stop the measuring")
    runner.wait(job.id, 10)
    page = fine(page.run())
    assert "Continue" in buttons(page)


def test_a_forgotten_ablation_leaves_nothing_behind(
    open_page: OpenPage, measured: Job, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = LookRecord(settings, measured.id)
    assert len(record.read()) == 7
    monkeypatch.setattr("core.workflows.photos.record.YOUNG", 0.0)
    page = fine(press(open_page("stages"), "Forget"))
    assert "Nothing measured yet" in text(page)
    assert record.read() == []
    assert not list((settings.data / "ablations").iterdir())
