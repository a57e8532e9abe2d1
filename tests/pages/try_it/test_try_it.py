"""The first page: every source, refused files, and what survives a page change."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import data
from core.data.classes import CLASS_NAMES
from core.pictures import prepare_pixels
from core.registry import Registry
from core.settings import Settings
from core.workflows.predict.files import load_predictor
from tests.pages.conftest import OpenPage
from tests.pages.pictures import HOSTILE, RUBBISH, jpeg
from tests.pages.seen import (
    bars,
    errors,
    examples,
    fine,
    no_traceback,
    press,
    shown_as_markdown,
    stages,
    text,
)

pytestmark = pytest.mark.usefixtures("three_versions")


def from_source(page: AppTest, source: str) -> AppTest:
    page.segmented_control(key="source").set_value(source)
    return page.run()


def upload(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader(key="source.upload").set_value((name, content, "image/jpeg"))
    return page.run()


@pytest.mark.parametrize("source", ["Draw", "Upload", "Camera", "Test picture"])
@pytest.mark.usefixtures("dataset")
def test_each_source_opens(open_page: OpenPage, source: str) -> None:
    page = fine(from_source(open_page(), source))
    assert page.title[0].value == "What is it?"


def test_the_empty_first_page_offers_what_needs_no_dataset(open_page: OpenPage) -> None:
    page = fine(open_page())
    assert bars(page) == 0
    assert {key.split("-")[1] for key in examples(page)} == {"drawing"}


@pytest.mark.usefixtures("dataset")
def test_the_answer_for_a_test_picture_is_shown_with_its_label(
    open_page: OpenPage, settings: Settings
) -> None:
    split = data.load_test("v1", settings)
    predictor = load_predictor(Registry(settings), "champion")
    trousers = np.flatnonzero(split.labels == CLASS_NAMES.index("Trouser"))
    sure = next(n for n in trousers if predictor.predict(prepare_pixels(split.images[n])).sure)

    page = from_source(open_page(), "Test picture")
    page.number_input(key="source.number").set_value(int(sure))
    page = fine(page.run())

    assert page.header[0].value == "Trouser"
    assert "True label: Trouser" in text(page)
    assert (stages(page), bars(page)) == (["What the model sees"], 10)


@pytest.mark.usefixtures("dataset")
def test_another_test_picture_of_the_chosen_class_can_be_drawn(open_page: OpenPage) -> None:
    page = from_source(open_page(), "Test picture")
    page.selectbox[0].set_value("Sneaker")
    page.run()
    before = page.number_input(key="source.number").value
    page = fine(press(page, "Another one"))
    assert page.number_input(key="source.number").value != before
    assert "True label: Sneaker" in text(page)


def test_a_missing_dataset_is_reported_with_what_to_do(open_page: OpenPage) -> None:
    page = no_traceback(from_source(open_page(), "Test picture"))
    assert "make run" in errors(page)[0]


def test_the_answer_for_a_photo_is_shown_with_every_stage(open_page: OpenPage) -> None:
    page = fine(upload(from_source(open_page(), "Upload"), "shirt.jpg", jpeg()))
    assert not examples(page)
    assert (len(stages(page)), bars(page)) == (7, 10)
    assert "Find the garment" in stages(page)


@pytest.mark.parametrize("name", RUBBISH)
def test_an_unreadable_file_is_reported_and_the_previous_answer_stays(
    open_page: OpenPage, name: str
) -> None:
    content, words = RUBBISH[name]
    page = fine(upload(from_source(open_page(), "Upload"), "shirt.jpg", jpeg()))
    answer = page.header[0].value

    page = no_traceback(upload(page, name, content))

    assert len(errors(page)) == 1
    assert words in errors(page)[0]
    assert page.header[0].value == answer
    assert (len(stages(page)), bars(page)) == (7, 10)
    assert "The answer is still for the previous picture." in text(page)


def test_an_unreadable_file_is_reported_on_an_empty_page(open_page: OpenPage) -> None:
    content, words = RUBBISH["notes.jpg"]
    page = no_traceback(upload(from_source(open_page(), "Upload"), "notes.jpg", content))
    assert words in errors(page)[0]
    assert bars(page) == 0
    assert examples(page)
    assert "still for the previous picture" not in text(page)


def test_an_upload_survives_a_page_change(open_page: OpenPage) -> None:
    page = upload(from_source(open_page(), "Upload"), "shirt.jpg", jpeg())
    answer = page.header[0].value
    page.switch_page("../pages/train.py").run()
    page.switch_page("../pages/try_it.py").run()
    page = fine(from_source(page, "Upload"))
    assert "Still in use: shirt.jpg" in text(page)
    assert page.header[0].value == answer


def test_the_footer_names_the_model_in_use(open_page: OpenPage, three_versions: Registry) -> None:
    page = upload(from_source(open_page(), "Upload"), "shirt.jpg", jpeg())
    assert page.get("page_link")[-1].label == "Model v1"
    three_versions.promote(3, "to see the foot change")
    assert page.run().get("page_link")[-1].label == "Model v3"


def test_markdown_in_a_file_name_is_escaped_in_an_error(open_page: OpenPage) -> None:
    page = from_source(open_page(), "Upload")
    page = no_traceback(upload(page, HOSTILE, b"Dear diary"))
    assert HOSTILE in errors(page)[0]
    assert not shown_as_markdown(page)


def test_markdown_in_the_name_of_an_earlier_upload_is_escaped(open_page: OpenPage) -> None:
    page = upload(from_source(open_page(), "Upload"), HOSTILE, jpeg())
    page.switch_page("../pages/train.py").run()
    page.switch_page("../pages/try_it.py").run()
    page = fine(from_source(page, "Upload"))
    assert f"Still in use: {HOSTILE}" in text(page)
    assert not shown_as_markdown(page)


def test_a_home_that_cannot_exist_is_reported_on_the_page(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FITTING_ROOM_HOME", "~no-such-person/home")
    (error,) = errors(no_traceback(open_page("try_it")))
    assert error.startswith("FITTING_ROOM_HOME is not a folder that can be used: ")
