"""Feedback on an answer: adding the picture to the wardrobe or the cases."""

import pytest
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.cases import Cases
from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.errors import HomeUnusable
from core.settings import Settings
from tests.pages.conftest import OpenPage
from tests.pages.pictures import jpeg
from tests.pages.seen import buttons, errors, fine, no_traceback, press, text

pytestmark = pytest.mark.usefixtures("three_versions")


@pytest.fixture
def wardrobe(settings: Settings) -> Wardrobe:
    return Wardrobe(settings)


def uploaded(open_page: OpenPage) -> AppTest:
    page = open_page()
    page.segmented_control(key="source").set_value("Upload")
    page.run()
    page.file_uploader(key="source.upload").set_value(("bed.jpg", jpeg(), "image/jpeg"))
    return fine(page.run())


def right_button(page: AppTest) -> str:
    return next(label for label in buttons(page) if label.startswith(("Right: ", "It is: ")))


def test_a_confirmed_answer_is_added_to_the_wardrobe(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    page = uploaded(open_page)
    label = right_button(page)
    page = fine(press(page, label))
    (stored,) = wardrobe.items()
    assert stored.name == label.split(": ")[1]
    assert (stored.file, stored.kind) == ("bed.jpg", "photo")
    assert stored.answered is not None
    assert stored.answered.model == "v1"
    assert f"In the wardrobe as **{stored.name}**" in text(page)


def test_a_corrected_answer_is_added_to_the_wardrobe_with_the_given_label(
    open_page: OpenPage, wardrobe: Wardrobe
) -> None:
    page = uploaded(open_page)
    page.pills(key="feedback.other").set_value("Bag")
    page = fine(page.run())
    (stored,) = wardrobe.items()
    assert stored.name == "Bag"
    assert "In the wardrobe as **Bag**" in text(page)
    fine(press(page, "Remove"))
    assert wardrobe.items() == ()


def test_a_labelled_picture_is_recognised_later(open_page: OpenPage, wardrobe: Wardrobe) -> None:
    page = uploaded(open_page)
    fine(press(page, right_button(page)))
    assert "In the wardrobe as" in text(uploaded(open_page))


@pytest.mark.usefixtures("dataset")
def test_a_test_picture_can_become_a_case_but_not_a_wardrobe_item(
    open_page: OpenPage, settings: Settings
) -> None:
    page = open_page()
    page.segmented_control(key="source").set_value("Test picture")
    page = fine(page.run())
    assert not [label for label in buttons(page) if label.startswith(("Right", "It is"))]
    page.button(key="feedback.case.keep").click()  # by its id, whatever its label says
    page = fine(page.run())
    (case,) = Cases(settings).items()
    assert f"every later model must answer **{case.name}**" in text(page)
    fine(press(page, "Remove case"))
    assert Cases(settings).items() == ()


def test_a_full_disk_is_reported_below_the_answer(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Wardrobe, item: Item) -> str:
        raise HomeUnusable("The picture could not be stored: the disk is full.")

    page = uploaded(open_page)
    monkeypatch.setattr(Wardrobe, "add", full)
    page = no_traceback(press(page, right_button(page)))
    assert errors(page) == ["The picture could not be stored: the disk is full."]
