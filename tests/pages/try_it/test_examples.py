"""Examples: one click on each kind fills the page."""

import pytest
from streamlit.testing.v1 import AppTest

from core.data.user_pictures.cases import Cases
from core.data.user_pictures.wardrobe import Wardrobe
from core.settings import Settings
from tests.pages.conftest import OpenPage
from tests.pages.pictures import jpeg
from tests.pages.seen import bars, buttons, examples, fine, press, stages, text

pytestmark = pytest.mark.usefixtures("three_versions", "dataset")


def chosen(open_page: OpenPage, kind: str) -> AppTest:
    page = fine(open_page())
    page.button(key=f"example-{kind}-0").click()
    return fine(page.run())


@pytest.mark.parametrize(
    ("kind", "source", "count"),
    [("drawing", "Draw", 5), ("shop", "Upload", 7), ("test", "Test picture", 1)],
)
def test_one_click_shows_an_answer_with_every_stage(
    open_page: OpenPage, kind: str, source: str, count: int
) -> None:
    page = chosen(open_page, kind)
    assert (bars(page), len(stages(page))) == (10, count)
    assert page.segmented_control(key="source").value == source
    assert not examples(page)


def test_an_example_drawing_can_be_undone(open_page: OpenPage) -> None:
    page = fine(press(chosen(open_page, "drawing"), "Undo"))
    assert examples(page)


@pytest.mark.parametrize("refined", [False, True])
def test_a_simulated_picture_can_become_a_case_but_is_never_learned_from(
    open_page: OpenPage, settings: Settings, refined: bool
) -> None:
    page = chosen(open_page, "shop")
    if refined:
        page = fine(press(page, "Refine the outline"))
    assert "True label" in text(page)
    assert not [label for label in buttons(page) if label.startswith(("Right", "It is"))]
    fine(press(page, "Keep as a case"))
    assert len(Cases(settings).items()) == 1
    assert not Wardrobe(settings).items()


def test_an_own_photo_after_a_simulated_one_has_no_label(open_page: OpenPage) -> None:
    page = chosen(open_page, "shop")
    page.file_uploader(key="source.upload").set_value(("bed.jpg", jpeg(), "image/jpeg"))
    assert "True label" not in text(fine(page.run()))
