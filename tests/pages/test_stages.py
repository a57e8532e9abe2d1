"""The page of the ablation: choosing a folder, the findings, the threshold, the gallery."""

import os
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data import CLASS_NAMES
from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.examples.shop_folder import COUNT
from core.input_kind import InputKind
from core.jobs import JobState, Runner
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.photos.folder import NAMES, files_in_folder
from core.workflows.photos.job import (
    ABLATION,
    AblationJob,
    AblationParameters,
    AblationProgress,
    start_ablation,
)
from core.workflows.photos.record import SampleRecord
from core.workflows.photos.threshold import threshold_of, use_threshold
from tests.core.workflows.photos.labelled_photos import SHIRT, photo, write_photos
from tests.pages.conftest import OpenPage
from tests.pages.scripted_work import Blocking, Kinds, script, stop
from tests.pages.seen import badges, buttons, charts, errors, fine, no_traceback, press, text

pytestmark = pytest.mark.usefixtures("three_versions")
LIMIT = 60.0  # seconds


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "photos")


@pytest.fixture
def measured(runner: Runner, photos: Path) -> AblationJob:
    """A real ablation on seven files with the champion, v1."""
    done = runner.wait(start_ablation(runner, "v1", photos, NAMES).id, LIMIT)
    assert done.state is JobState.DONE, done.error
    return done


def name_folder(page: AppTest, words: str) -> AppTest:
    page.text_input(key="stages.folder").set_value(words)
    return no_traceback(page.run())


def rows(page: AppTest) -> str:
    """The HTML of the gallery."""
    return "".join(element.proto.body for element in page.get("html"))


def test_the_empty_page_of_the_ablation_says_what_to_do(open_page: OpenPage) -> None:
    page = fine(open_page("stages"))
    assert "Nothing measured yet" in text(page)
    assert "Type or paste the full path" in text(page)
    assert buttons(page) == ["Measure the stages", "Measure them"]
    page = no_traceback(press(page, "Measure the stages"))
    assert "Give the full path" in errors(page)[0]


def test_a_folder_is_measured_with_the_champion(
    open_page: OpenPage, photos: Path, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, ABLATION, stop)
    page = fine(name_folder(open_page("stages"), f' "{photos}" '))
    assert "**7** files with 3 labels." in text(page)
    assert page.multiselect(key=f"stages.right.{photos}.'hat'").value == ["none of the ten"]
    fine(press(page, "Measure the stages"))
    (job,) = runner.jobs_of(ABLATION)
    mapping = {"t-shirt": ("T-shirt/top",), "pants": ("Trouser",), "hat": ()}
    assert job.parameters == AblationParameters(str(photos), mapping, "v1")


@pytest.mark.usefixtures("dataset")
def test_the_example_pictures_are_measured_with_one_click(
    open_page: OpenPage, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, ABLATION, stop)
    page = fine(open_page("stages"))
    page = fine(press(page, "Measure them"))
    (job,) = runner.jobs_of(ABLATION)
    files = files_in_folder(Path(job.parameters.folder), NAMES)
    assert len(files) == COUNT
    assert {NAMES[file.label] for file in files} == {(name,) for name in CLASS_NAMES}
    assert page.segmented_control(key="stages.source").value == "Examples"


def test_unknown_labels_must_be_mapped_before_the_ablation_starts(
    open_page: OpenPage, photos: Path, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, ABLATION, stop)
    (photos / "hat").rename(photos / "![kimono](x)")
    page = fine(name_folder(open_page("stages"), str(photos)))
    assert "What counts as right for these?" in text(page)
    page = no_traceback(press(page, "Measure the stages"))
    assert "Still to choose" in errors(page)[0]
    assert runner.jobs() == ()
    page.multiselect(key=f"stages.right.{photos}.'![kimono](x)'").set_value(["Dress", "Coat"])
    fine(press(fine(page.run()), "Measure the stages"))
    assert runner.jobs_of(ABLATION)[0].parameters.mapping["![kimono](x)"] == ("Dress", "Coat")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("photos", "is not a full path"),
        ("~nobody-of-that-name/x", "no such home folder"),
        ("/no/such/folder", "is not a folder"),
        ("/" + "x" * 5000, "cannot be read"),
        ("/tmp/\0", "is not a full path"),
    ],
)
def test_an_invalid_path_is_reported(
    open_page: OpenPage, runner: Runner, words: str, sentence: str
) -> None:
    page = name_folder(open_page("stages"), words)
    assert sentence in errors(page)[0]
    assert runner.jobs() == ()


def test_folders_without_known_labels_are_reported(open_page: OpenPage, tmp_path: Path) -> None:
    page = name_folder(open_page("stages"), str(tmp_path))
    assert "Make one subfolder per label" in errors(page)[0]
    for number in range(21):
        (tmp_path / f"year {number}").mkdir()
        (tmp_path / f"year {number}" / "tax.pdf").write_text("")
    page = no_traceback(page.run())
    assert "21 subfolders whose names are not known garments" in errors(page)[0]


def test_a_folder_of_outliers_only_is_reported(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "hat").mkdir()
    (tmp_path / "hat" / "1.jpg").write_text("")
    page = fine(name_folder(open_page("stages"), str(tmp_path)))
    page = no_traceback(press(page, "Measure the stages"))
    assert "nothing to count" in errors(page)[0]


def test_an_empty_wardrobe_is_reported_and_a_filled_one_measured(
    open_page: OpenPage, settings: Settings, runner: Runner, kinds: Kinds
) -> None:
    script(kinds, ABLATION, stop)
    page = open_page("stages")
    page.segmented_control(key="stages.source").set_value("The wardrobe")
    page = no_traceback(page.run())
    assert "wardrobe holds no photos" in errors(page)[0]
    Wardrobe(settings).add(Item(np.zeros((28, 28), np.uint8), 0, photo(SHIRT, 1), file="a.jpg"))
    page = fine(page.run())
    assert "**1** file with 1 label." in text(page)
    fine(press(page, "Measure the stages"))
    assert runner.jobs_of(ABLATION)[0].parameters.folder == ""


def test_findings_are_shown_as_text_chart_and_table(
    open_page: OpenPage, measured: AblationJob
) -> None:
    page = fine(open_page("stages"))
    words = text(page)
    assert "no difference that 5 photos could show." in words
    assert "5 photos of the ten classes, 2 outside them, 1 could not be read." in words
    assert charts(page) == 2
    table = page.dataframe[0].value
    assert table["Stage"].iloc[0] == "Find the garment"
    assert table["Stage"].iloc[-1] == "All stages"
    assert "When to believe an answer" in words
    assert "Picture by picture, worst first" in words
    assert "See every picture" not in buttons(page)


def test_the_gallery_has_every_picture_with_its_stages_and_conditions(
    open_page: OpenPage, measured: AblationJob
) -> None:
    html = rows(fine(open_page("stages")))
    assert html.count('class="sample"') == 7
    assert html.count("What the model sees") == 12, (
        "each of six, once as caption and once for screen readers"
    )
    assert html.count("data:image/webp;base64,") == 6
    assert "could not be read" in html
    assert "<small>without</small>" in html
    assert "<small>all off</small>" in html


def test_the_gallery_can_be_filtered(open_page: OpenPage, measured: AblationJob) -> None:
    page = open_page("stages")
    page.selectbox(key=f"stages.label.{measured.id}").set_value("hat")
    page = fine(page.run())
    assert rows(page).count('class="sample"') == 2
    page.selectbox(key=f"stages.kind.{measured.id}").set_value("Could not be read")
    page = fine(page.run())
    assert "No picture matches" in text(page)


def test_html_in_a_file_name_is_escaped(
    open_page: OpenPage, runner: Runner, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    (folder / "pants").mkdir(parents=True)
    (folder / "pants" / "<img src=x>.jpg").write_text("")
    foreign = os.fsdecode(b"bag\xff")  # not decodable as text
    (folder / foreign).mkdir()
    (folder / foreign / "1.jpg").write_text("")
    mapping = {"pants": ("Trouser",), foreign: ("Bag",)}
    done = runner.wait(start_ablation(runner, "v1", folder, mapping).id, LIMIT)
    assert done.state is JobState.DONE, done.error
    page = fine(open_page("stages"))
    assert "<img" not in rows(page)
    assert "&lt;img src=x&gt;.jpg" in rows(page)
    fine(name_folder(page, str(folder)))


def test_a_threshold_is_chosen_by_the_slider_and_undone(
    open_page: OpenPage, measured: AblationJob, three_versions: Registry
) -> None:
    version = three_versions.champion()
    measured_threshold = threshold_of(version, InputKind.PHOTO).measured
    page = open_page("stages")
    use = next(button for button in page.button if button.label == "Use this threshold")
    assert use.disabled, "nothing was chosen yet"
    page.slider(key=f"stages.coverage.{measured.id}").set_value(20)
    page = fine(page.run())
    assert "1 of 5 are answered" in text(page)
    page = fine(press(page, "Use this threshold"))
    chosen = threshold_of(version, InputKind.PHOTO)
    assert chosen.chosen
    assert chosen.chosen.where == "7 pictures of photos"
    in_use = Predictor.load(version.folder).calibration(InputKind.PHOTO).threshold
    assert in_use == chosen.in_use != measured_threshold
    assert f"In use for photos: {in_use:.3f}, chosen on 7 pictures of photos" in text(page)
    page = fine(press(page, f"Back to the model's own, {measured_threshold:.3f}"))
    assert threshold_of(version, InputKind.PHOTO).chosen is None
    assert "In use for photos: the model's own" in text(page)


def test_a_chosen_threshold_applies_to_the_first_page_at_once(
    open_page: OpenPage, measured: AblationJob, three_versions: Registry
) -> None:
    from app import resources

    def in_use() -> float:
        return resources.predictor(version).calibration(InputKind.PHOTO).threshold

    version = three_versions.champion()
    assert in_use() == threshold_of(version, InputKind.PHOTO).measured
    use_threshold(version, InputKind.PHOTO, 0.77, "a test")
    assert in_use() == 0.77


def test_an_ablation_of_another_model_cannot_set_the_threshold(
    open_page: OpenPage, measured: AblationJob, three_versions: Registry
) -> None:
    three_versions.promote(2, "a test")
    page = fine(open_page("stages"))
    assert "These answers are by v1; v2 is the champion now." in text(page)
    assert "Use this threshold" not in buttons(page)


def test_a_running_ablation_shows_interim_findings_and_can_be_stopped(
    open_page: OpenPage, runner: Runner, kinds: Kinds, measured: AblationJob, photos: Path
) -> None:
    blocking = Blocking(AblationProgress(measured.result), "pants, 3 of 7")
    script(kinds, ABLATION, blocking)
    job = start_ablation(runner, "v1", photos, NAMES)
    assert blocking.under_way.wait(10)
    page = fine(open_page("stages"))
    assert ":blue-badge[running]" in badges(page)
    assert "no difference that 5 photos could show." in text(page)
    assert "When to believe an answer" not in text(page), "half the folder would mislead"
    press(page, "Stop the measurement")
    runner.wait(job.id, 10)
    page = fine(page.run())
    assert "Continue" in buttons(page)


def test_a_deleted_ablation_leaves_no_files(
    open_page: OpenPage, measured: AblationJob, settings: Settings
) -> None:
    record = SampleRecord(settings, measured.id)
    assert len(record.read()) == 7
    page = fine(press(open_page("stages"), "Delete"))
    assert "Nothing measured yet" in text(page)
    assert record.read() == []
    assert not list((settings.data / "ablations").iterdir())
