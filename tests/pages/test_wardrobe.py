"""Teaching: labels under an answer, the wardrobe's page, and what comes of a teaching."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.wardrobe import Answered, Item, Wardrobe
from core.errors import HomeUnusable
from core.jobs import JobContext, Runner, Work
from core.registry import Registry
from core.settings import Settings
from core.workflows.predict.cases import Cases
from tests.pages.conftest import OpenPage
from tests.pages.pictures import jpeg
from tests.pages.seen import buttons, errors, fine, no_traceback, press, text

pytestmark = pytest.mark.usefixtures("three_versions")


@pytest.fixture
def wardrobe(settings: Settings) -> Wardrobe:
    return Wardrobe(settings)


def fill(wardrobe: Wardrobe, count: int = 4, label: int = 4) -> list[str]:
    random = np.random.default_rng(label)
    return [
        wardrobe.add(
            Item(
                pixels=random.integers(0, 256, (28, 28), np.uint8),
                label=label,
                original=random.integers(0, 256, (60, 40, 3), np.uint8),
                file=f"coat-{number}.jpg",
                answered=Answered(6, 0.61, True, "v1"),
            )
        )
        for number in range(count)
    ]


def figures(right: float, n: int) -> dict[str, Any]:
    low, high = right - 0.02, right + 0.02
    return {"n": n, "accuracy": right, "accuracy_low": low, "accuracy_high": high}


def lesson(**changes: Any) -> dict[str, Any]:
    """What a teaching ends with, made up."""
    splits = {"wardrobe": (0.5, 0.75, 40), "validation": (0.93, 0.93, 5000)}
    splits["test"] = (0.92, 0.921, 10000)
    return {
        "version": 3,
        "name": "v3",
        "base": "v1",
        "taught": 40,
        "reserved": 0,
        "share": 1.0,
        "before": {name: figures(before, n) for name, (before, _, n) in splits.items()},
        "after": {name: figures(after, n) for name, (_, after, n) in splits.items()},
        "won": {"wardrobe": 12, "validation": 20, "test": 60},
        "lost": {"wardrobe": 2, "validation": 20, "test": 50},
        "chance": {"wardrobe": 0.01, "validation": 1.0, "test": 0.4},
        "cases": {"model": "v3", "n": 5, "passed": 4, "failed": []},
    } | changes


def teach(
    page: AppTest, runner: Runner, kinds: dict[str, Work], result: Mapping[str, Any]
) -> AppTest:
    """Press the button; the job ends at once with `result`."""

    def work(context: JobContext) -> Mapping[str, Any]:
        return result

    kinds["teach"] = work
    press(page, "Teach the model")
    (job,) = (job for job in runner.jobs() if job.kind == "teach")
    runner.wait(job.id, 10)
    return page.run()


@pytest.fixture
def taught(
    open_page: OpenPage, wardrobe: Wardrobe, runner: Runner, kinds: dict[str, Work]
) -> AppTest:
    """The page with what came of a teaching."""
    fill(wardrobe)
    return teach(open_page("wardrobe"), runner, kinds, lesson())


def uploaded(open_page: OpenPage) -> AppTest:
    page = open_page()
    page.segmented_control(key="source").set_value("Upload")
    page.run()
    page.file_uploader(key="source.upload").set_value(("bed.jpg", jpeg(), "image/jpeg"))
    return fine(page.run())


def right_button(page: AppTest) -> str:
    return next(label for label in buttons(page) if label.startswith(("Right: ", "It is: ")))


def test_an_empty_wardrobe_says_how_to_fill_it(open_page: OpenPage) -> None:
    page = fine(open_page("wardrobe"))
    assert "The wardrobe is empty" in text(page)
    assert "Nothing to learn from yet" in text(page)


def test_teaching_from_an_empty_wardrobe_starts_nothing(
    open_page: OpenPage, runner: Runner
) -> None:
    fine(press(open_page("wardrobe"), "Teach the model"))
    assert runner.jobs() == ()


def test_an_answer_that_was_right_is_put_into_the_wardrobe(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    page = uploaded(open_page)
    label = right_button(page)
    page = fine(press(page, label))
    (kept,) = wardrobe.items()
    assert kept.name == label.split(": ")[1]
    assert (kept.file, kept.kind) == ("bed.jpg", "photo")
    assert kept.answered is not None
    assert kept.answered.model == "v1"
    assert f"In the wardrobe as **{kept.name}**" in text(page)


def test_an_answer_that_was_wrong_is_put_there_with_the_label_that_a_person_gives(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    page = uploaded(open_page)
    page.pills(key="teaching.other").set_value("Bag")
    page = fine(page.run())
    (kept,) = wardrobe.items()
    assert kept.name == "Bag"
    assert "In the wardrobe as **Bag**" in text(page)
    fine(press(page, "Take it out"))
    assert wardrobe.items() == ()


def test_a_picture_that_was_taught_is_known_again_on_another_visit(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    page = uploaded(open_page)
    fine(press(page, right_button(page)))
    assert "In the wardrobe as" in text(uploaded(open_page))


@pytest.mark.usefixtures("dataset")
def test_a_test_picture_becomes_a_case_and_is_never_taught(
    open_page: OpenPage, settings: Settings
) -> None:
    page = open_page()
    page.segmented_control(key="source").set_value("Test picture")
    page = fine(page.run())
    assert not [label for label in buttons(page) if label.startswith(("Right", "It is"))]
    page = fine(press(page, "Keep as a case"))
    (case,) = Cases(settings).items()
    assert f"every later model has to say **{case.name}**" in text(page)
    fine(press(page, "No longer"))
    assert Cases(settings).items() == ()


def test_a_full_disk_is_said_under_the_answer(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Wardrobe, item: Item) -> str:
        raise HomeUnusable("The picture could not be kept: the disk is full.")

    page = uploaded(open_page)
    monkeypatch.setattr(Wardrobe, "add", full)
    page = no_traceback(press(page, right_button(page)))
    assert errors(page) == ["The picture could not be kept: the disk is full."]


def test_the_page_counts_what_is_learned_from_and_what_is_held_back(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    fill(wardrobe, 5)
    fill(wardrobe, 3, label=9)
    page = fine(open_page("wardrobe"))
    assert "**5** to learn from, of 2 kinds; **3** held back." in text(page)


def test_all_pictures_can_be_deleted_brought_back_and_forgotten(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    fill(wardrobe)
    page = fine(press(open_page("wardrobe"), "Delete all pictures"))
    assert "Deleted 4 pictures." in text(page)
    assert wardrobe.items() == ()
    page = fine(press(page, "Undo"))
    assert len(wardrobe.items()) == 4
    page = fine(press(page, "Delete all pictures"))
    page = fine(press(page, "Forget for good"))
    assert wardrobe.items() == wardrobe.deleted() == ()


def test_what_came_of_a_teaching_is_told_with_its_intervals_and_its_chance(
    open_page: OpenPage, wardrobe: Wardrobe, runner: Runner, kinds: dict[str, Work]
) -> None:
    fill(wardrobe)
    page = fine(teach(open_page("wardrobe"), runner, kinds, lesson()))
    words = text(page)
    assert "**v3** learned from 40 pictures on top of v1" in words
    assert [metric.label for metric in page.metric] == [
        "Your held-back pictures",
        "Validation split",
        "Test split",
    ]
    assert page.metric[0].delta == "+25.0 points, 40 pictures"
    assert "12 more right and 2 more wrong than before, more than chance gives" in words
    assert "60 more right and 50 more wrong than before, which could be chance" in words
    assert "It passes 4 of 5 cases." in words


def test_a_taught_version_is_kept_as_champion(taught: AppTest, three_versions: Registry) -> None:
    page = fine(press(taught, "Keep it as champion"))
    assert three_versions.champion().name == "v3"
    assert three_versions.history()[-1].reason == "Taught with 40 pictures of the wardrobe."
    assert "v3 answers now" in text(page)


def test_a_taught_version_is_thrown_away(taught: AppTest, three_versions: Registry) -> None:
    page = fine(press(taught, "Throw it away"))
    assert [version.name for version in three_versions.versions()] == ["v2", "v1"]
    assert "v3 was thrown away" in text(page)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"share": 0.0}, "none of it was taken over"),
        ({"share": 0.5}, "Only 50% of the change was taken over"),
        ({"reserved": 2}, "2 pictures left out"),
    ],
)
def test_what_was_held_back_from_the_model_is_said(
    open_page: OpenPage,
    wardrobe: Wardrobe,
    runner: Runner,
    kinds: dict[str, Work],
    changes: dict[str, Any],
    words: str,
) -> None:
    fill(wardrobe)
    page = fine(teach(open_page("wardrobe"), runner, kinds, lesson(**changes)))
    assert words in text(page)


def test_with_nothing_held_back_the_card_says_that_nothing_can_be_measured(
    open_page: OpenPage, wardrobe: Wardrobe, runner: Runner, kinds: dict[str, Work]
) -> None:
    fill(wardrobe, 1)
    made = lesson()
    made["before"]["wardrobe"] = made["after"]["wardrobe"] = None
    page = fine(teach(open_page("wardrobe"), runner, kinds, made))
    assert "nothing there can be measured" in text(page)
    assert page.metric[0].value == "none yet"


def test_each_version_shows_whether_it_passes_the_cases(
    open_page: OpenPage, settings: Settings
) -> None:
    pixels = np.full((28, 28), 90, np.uint8)
    assert "These it fails" not in text(open_page("models"))
    Cases(settings).add(Item(pixels, 9, pixels, "pixels"))
    words = text(fine(open_page("models")))
    assert words.count("These it fails:") + words.count("every case as it should") == 3
