"""The first page: every source, every refusal, and what stays."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import data
from core.data.classes import CLASS_NAMES
from core.registry import Registry
from core.settings import Settings
from core.workflows.predict.files import load_predictor
from tests.pages.conftest import OpenPage
from tests.pages.pictures import RUBBISH, jpeg
from tests.pages.seen import bars, errors, fine, no_traceback, pictures, press, text

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


def test_with_nothing_drawn_the_page_says_where_the_answer_will_be(open_page: OpenPage) -> None:
    page = fine(open_page())
    assert "Nothing to look at yet" in text(page)
    assert pictures(page) == bars(page) == 0


@pytest.mark.usefixtures("dataset")
def test_a_test_picture_is_answered_beside_its_label(
    open_page: OpenPage, settings: Settings
) -> None:
    split = data.load_test("v1", settings)
    predictor = load_predictor(Registry(settings), "champion")
    trousers = np.flatnonzero(split.labels == CLASS_NAMES.index("Trouser"))
    sure = next(n for n in trousers if predictor.predict(split.images[n]).sure)

    page = from_source(open_page(), "Test picture")
    page.number_input(key="source.number").set_value(int(sure))
    page = fine(page.run())

    assert page.header[0].value == "Trouser"
    assert "It is labelled: Trouser" in text(page)
    assert (pictures(page), bars(page)) == (1, 10)
    assert "What the model sees" in text(page)
    shown = page.get("image")[-1].proto.imgs[0].url
    assert shown.endswith(".png"), "hard pixels do not survive JPEG"


@pytest.mark.usefixtures("dataset")
def test_another_one_brings_a_garment_of_the_kind_asked_for(open_page: OpenPage) -> None:
    page = from_source(open_page(), "Test picture")
    page.selectbox[0].set_value("Sneaker")
    page.run()
    before = page.number_input(key="source.number").value
    page = fine(press(page, "Another one"))
    assert page.number_input(key="source.number").value != before
    assert "It is labelled: Sneaker" in text(page)


def test_without_the_dataset_the_source_says_how_to_get_it(open_page: OpenPage) -> None:
    page = no_traceback(from_source(open_page(), "Test picture"))
    assert "make run" in errors(page)[0]


def test_a_photo_is_answered_with_every_stage(open_page: OpenPage) -> None:
    page = fine(upload(from_source(open_page(), "Upload"), "shirt.jpg", jpeg()))
    assert page.header[0].value != "Nothing to look at yet"
    assert (pictures(page), bars(page)) == (7, 10)
    assert "Find the garment" in text(page)


@pytest.mark.parametrize("name", RUBBISH)
def test_a_file_that_is_no_picture_gets_its_sentence_and_the_page_stays(
    open_page: OpenPage, name: str
) -> None:
    content, words = RUBBISH[name]
    page = fine(upload(from_source(open_page(), "Upload"), "shirt.jpg", jpeg()))
    answer = page.header[0].value

    page = no_traceback(upload(page, name, content))

    assert len(errors(page)) == 1
    assert words in errors(page)[0]
    assert page.header[0].value == answer
    assert (pictures(page), bars(page)) == (7, 10)
    assert "The answer is still that of the picture before." in text(page)


def test_a_file_that_is_no_picture_is_refused_on_an_empty_page_too(open_page: OpenPage) -> None:
    content, words = RUBBISH["notes.jpg"]
    page = no_traceback(upload(from_source(open_page(), "Upload"), "notes.jpg", content))
    assert words in errors(page)[0]
    assert "Nothing to look at yet" in text(page)
    assert "still that of the picture before" not in text(page)


def test_an_upload_is_still_there_after_a_look_at_another_page(open_page: OpenPage) -> None:
    page = upload(from_source(open_page(), "Upload"), "shirt.jpg", jpeg())
    answer = page.header[0].value
    page.switch_page("../pages/train.py").run()
    page.switch_page("../pages/try_it.py").run()
    page = fine(from_source(page, "Upload"))
    assert "Still here from before: shirt.jpg" in text(page)
    assert page.header[0].value == answer


def test_the_foot_names_the_model_that_answered(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = upload(from_source(open_page(), "Upload"), "shirt.jpg", jpeg())
    assert page.get("page_link")[-1].label == "Model v1"
    three_versions.promote(3, "to see the foot change")
    assert page.run().get("page_link")[-1].label == "Model v3"


def test_a_hostile_name_in_a_sentence_is_no_markdown(open_page: OpenPage) -> None:
    page = from_source(open_page(), "Upload")
    page = no_traceback(upload(page, "![x](evil).jpg", b"Dear diary"))
    assert "![x](evil).jpg" in errors(page)[0]
    assert "![x](" not in page.error[0].value
