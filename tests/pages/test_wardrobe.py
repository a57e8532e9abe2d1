"""The page of the wardrobe: adding and deleting pictures, and the result of fine-tuning."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.wardrobe import Answered, Item, Wardrobe
from core.errors import HomeUnusable
from core.jobs import Runner
from core.registry import Registry
from core.settings import Settings
from core.workflows.train.finetune import FINETUNE
from core.workflows.train.finetuning_result import CasesPassed, FineTuningResult, SplitFigures
from tests.pages.conftest import OpenPage
from tests.pages.pictures import HOSTILE, jpeg
from tests.pages.scripted_work import Kinds, script
from tests.pages.seen import (
    buttons,
    errors,
    fine,
    no_traceback,
    press,
    shown_as_markdown,
    text,
)

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


def figures(accuracy: float, n: int) -> SplitFigures:
    return SplitFigures(n, accuracy, accuracy - 0.02, accuracy + 0.02, accuracy)


BEFORE = {
    "wardrobe": figures(0.5, 40),
    "validation": figures(0.93, 5000),
    "test": figures(0.92, 10000),
}
AFTER = {
    "wardrobe": figures(0.75, 40),
    "validation": figures(0.93, 5000),
    "test": figures(0.921, 10000),
}
RESULT = FineTuningResult(
    version=3,
    name="v3",
    base="v1",
    trained_on=40,
    excluded=0,
    interpolation_weight=1.0,
    before=BEFORE,
    after=AFTER,
    fixed={"wardrobe": 12, "validation": 20, "test": 60},
    broken={"wardrobe": 2, "validation": 20, "test": 50},
    p_values={"wardrobe": 0.01, "validation": 1.0, "test": 0.4},
    cases=CasesPassed(n=5, passed=4),
)


def finetune_champion(
    page: AppTest, runner: Runner, kinds: Kinds, result: FineTuningResult
) -> AppTest:
    """Press the button; the job ends at once with `result`."""
    script(kinds, FINETUNE, lambda context: result)
    press(page, "Fine-tune the model")
    runner.wait(runner.jobs_of(FINETUNE)[0].id, 10)
    return page.run()


@pytest.fixture
def fine_tuned(open_page: OpenPage, wardrobe: Wardrobe, runner: Runner, kinds: Kinds) -> AppTest:
    """The page with the result of a fine-tuning job."""
    fill(wardrobe)
    return finetune_champion(open_page("wardrobe"), runner, kinds, RESULT)


def test_an_empty_wardrobe_says_how_to_fill_it(open_page: OpenPage) -> None:
    page = fine(open_page("wardrobe"))
    assert "The wardrobe is empty" in text(page)
    assert "Nothing to train on yet" in text(page)


@pytest.mark.usefixtures("dataset")
def test_example_pictures_are_added_and_removed_with_one_press_each(
    open_page: OpenPage, wardrobe: Wardrobe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.wardrobe.examples.COUNT", 2)
    fill(wardrobe, 1)
    own = wardrobe.items()
    wardrobe.delete(own[0].id)
    page = fine(press(open_page("wardrobe"), "Add 2 example pictures"))
    assert [one.file.startswith("example-") for one in wardrobe.items()] == [True, True]
    wardrobe.restore(own[0].id)
    page = fine(press(fine(page.run()), "Remove the 2 examples"))
    assert [one.id for one in wardrobe.items()] == [own[0].id]
    fine(press(page, "Undo"))
    assert len(wardrobe.items()) == 3


def test_fine_tuning_with_an_empty_wardrobe_cannot_be_started(open_page: OpenPage) -> None:
    page = fine(open_page("wardrobe"))
    assert next(one for one in page.button if one.label == "Fine-tune the model").disabled


def test_the_page_shows_the_sizes_of_train_and_holdout(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    fill(wardrobe, 5)
    fill(wardrobe, 3, label=9)
    page = fine(open_page("wardrobe"))
    assert "**5** to train on, of 2 kinds; **3** held out." in text(page)


def test_all_pictures_can_be_deleted_restored_and_erased(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    fill(wardrobe)
    page = fine(press(open_page("wardrobe"), "Delete all pictures"))
    assert "Deleted 4 pictures." in text(page)
    assert wardrobe.items() == ()
    page = fine(press(page, "Undo"))
    assert len(wardrobe.items()) == 4
    page = fine(press(page, "Delete all pictures"))
    page = fine(press(page, "Delete for good"))
    assert wardrobe.items() == wardrobe.deleted() == ()


def test_a_deletion_that_cannot_be_written_is_reported_on_the_page(
    open_page: OpenPage, wardrobe: Wardrobe, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(wardrobe)

    def refuse(*_: object) -> int:
        raise HomeUnusable("The disk is read-only.")

    monkeypatch.setattr("core.data.user_pictures.store.PictureStore.delete", refuse)
    page = press(open_page("wardrobe"), "Delete all pictures")
    assert errors(no_traceback(page)) == ["The disk is read-only."]


def test_the_result_of_fine_tuning_is_shown_with_intervals_and_significance(
    fine_tuned: AppTest,
) -> None:
    page = fine(fine_tuned)
    words = text(page)
    assert "**v3** was fine-tuned with 40 pictures from v1" in words
    assert [metric.label for metric in page.metric] == [
        "Your held-out pictures",
        "Validation split",
        "Test split",
    ]
    assert page.metric[0].delta == "+25.0 points, 40 pictures"
    assert "12 newly right and 2 newly wrong answers, more than chance would give" in words
    assert "60 newly right and 50 newly wrong answers, which could be chance" in words
    assert "It passes 4 of 5 cases." in words


def test_a_fine_tuned_version_can_be_made_champion(
    fine_tuned: AppTest, three_versions: Registry
) -> None:
    page = fine(press(fine_tuned, "Make v3 champion"))
    assert three_versions.champion().name == "v3"
    assert three_versions.history()[-1].reason == "Fine-tuned with 40 pictures from the wardrobe."
    assert "v3 is the champion now" in text(page)


def test_a_fine_tuned_version_can_be_deleted(fine_tuned: AppTest, three_versions: Registry) -> None:
    page = fine(press(fine_tuned, "Delete it"))
    assert [version.name for version in three_versions.versions()] == ["v2", "v1"]
    assert "v3 was deleted" in text(page)


SMALL_GAIN = {
    "fixed": {**RESULT.fixed, "wardrobe": 3},
    "p_values": {**RESULT.p_values, "wardrobe": 1},
}
LOSS_ON_TEST = {"broken": {**RESULT.broken, "test": 99}, "p_values": {**RESULT.p_values, "test": 0}}


@pytest.mark.parametrize("changes", [SMALL_GAIN, LOSS_ON_TEST])
def test_without_a_proven_gain_the_main_button_keeps_the_champion(
    open_page: OpenPage, wardrobe: Wardrobe, runner: Runner, kinds: Kinds, changes: dict[str, Any]
) -> None:
    fill(wardrobe)
    page = fine(finetune_champion(open_page("wardrobe"), runner, kinds, replace(RESULT, **changes)))
    assert main_buttons(page) == ["Stay with v1"]
    assert "Make v3 champion" in buttons(page)


def test_with_a_proven_gain_the_main_button_makes_it_champion(fine_tuned: AppTest) -> None:
    assert main_buttons(fine_tuned) == ["Make v3 champion"]


def main_buttons(page: AppTest) -> list[str]:
    """The primary buttons of the result: not those that start a fine-tuning or delete all."""
    others = ("Fine-tune the model", "Delete all pictures")
    return [
        one.label for one in page.button if one.proto.type == "primary" and one.label not in others
    ]


def test_earlier_fine_tunings_are_listed_and_can_be_opened(
    fine_tuned: AppTest, runner: Runner, kinds: Kinds
) -> None:
    page = finetune_champion(fine_tuned, runner, kinds, replace(RESULT, version=4, name="v4"))
    assert "**v4** was fine-tuned with" in text(fine(page))
    assert "**v3**, 75.0" in text(page)
    page = fine(press(page, "Show"))
    assert "**v3** was fine-tuned with" in text(page)
    assert runner.jobs_of(FINETUNE)[1].id in page.query_params["job"], "the URL selects it"


def add_file(page: AppTest, name: str, content: bytes) -> AppTest:
    """Add a file to the wardrobe with the page's form."""
    page.selectbox[0].set_value("Shirt")
    page.file_uploader(key="wardrobe.files.0").set_value([(name, content, "image/jpeg")])
    return fine(press(page, "Add them"))


def test_a_picture_is_added_and_another_file_refused_with_its_name_escaped(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    page = add_file(open_page("wardrobe"), HOSTILE, jpeg())
    assert "1 of 1 pictures added" in text(page)
    (stored,) = wardrobe.items()
    assert (stored.name, stored.file) == ("Shirt", HOSTILE)

    page = add_file(open_page("wardrobe"), HOSTILE, b"Dear diary")
    assert "0 of 1 pictures added" in text(page)
    assert f"{HOSTILE}: " in text(page)
    assert not shown_as_markdown(page)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"interpolation_weight": 0.0}, "none of it was kept"),
        ({"interpolation_weight": 0.5}, "Only 50 % of the change was kept"),
        ({"excluded": 2}, "2 pictures excluded"),
    ],
)
def test_partial_interpolation_and_exclusions_are_described(
    open_page: OpenPage,
    wardrobe: Wardrobe,
    runner: Runner,
    kinds: Kinds,
    changes: dict[str, Any],
    words: str,
) -> None:
    fill(wardrobe)
    page = fine(finetune_champion(open_page("wardrobe"), runner, kinds, replace(RESULT, **changes)))
    assert words in text(page)


def test_an_empty_holdout_is_reported_as_not_measurable(
    open_page: OpenPage, wardrobe: Wardrobe, runner: Runner, kinds: Kinds
) -> None:
    fill(wardrobe, 1)
    none = {"wardrobe": None}
    made = replace(RESULT, before={**BEFORE, **none}, after={**AFTER, **none})
    page = fine(finetune_champion(open_page("wardrobe"), runner, kinds, made))
    assert "nothing can be measured there" in text(page)
    assert page.metric[0].value == "none yet"
