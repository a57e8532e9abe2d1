"""Explain: what the address names is explained, the question follows, bad links say so."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.carried_picture import as_words
from core.input_kind import InputKind
from core.registry import Registry
from tests.pages.conftest import OpenPage
from tests.pages.seen import errors, fine, no_traceback, read, shown_as_markdown, text

pytestmark = pytest.mark.usefixtures("three_versions", "dataset")
HOSTILE = "![a](http://example.invalid/a.png)"


def linked(open_page: OpenPage, **words: str) -> AppTest:
    """Open the page from an address."""
    page = open_page("explain") if not words else None
    if page is not None:
        return page
    fresh = AppTest.from_file(open_page()._script_path, default_timeout=60)
    fresh.switch_page("../pages/explain.py")
    for name, value in words.items():
        fresh.query_params[name] = value
    return no_traceback(fresh.run())


def html(page: AppTest) -> str:
    return "".join(element.proto.body for element in page.get("html"))


def lines_of_trust(page: AppTest) -> int:
    return sum(html(page).count(f'<p class="{kind}"') for kind in ("passed", "doubtful", "failed"))


def test_the_first_sight_explains_an_example(open_page: OpenPage) -> None:
    page = fine(open_page("explain"))
    assert page.title[0].value == "Why does it say that?"
    assert page.subheader[0].value.startswith("Why ")
    assert lines_of_trust(page) == 3
    assert "The smallest decisive patch" in text(page)
    assert "The most similar training pictures" in text(page)


def test_a_picture_is_explained_for_one_class_and_against_another(open_page: OpenPage) -> None:
    page = fine(linked(open_page, data="v1", picture="60017"))
    assert "Test 17, in the test split" in text(page)
    page.selectbox(key="explain.label").set_value("Coat")
    page = fine(page.run())
    page.selectbox(key="explain.against").set_value("Pullover")
    page = fine(page.run())
    assert page.subheader[0].value == "Why Coat and not Pullover?"
    assert page.query_params["against"] in ("Pullover", ["Pullover"])
    assert "for Pullover" in html(page)
    page.selectbox(key="explain.label").set_value("Pullover")  # now against itself
    page = fine(page.run())
    assert page.subheader[0].value == "Why Pullover?"


def test_a_drawing_comes_in_the_address(open_page: OpenPage) -> None:
    pixels = np.zeros((28, 28), np.uint8)
    pixels[4:24, 8:20] = 200
    page = fine(linked(open_page, **as_words(pixels, InputKind.DRAWING)))
    assert "A drawing" in text(page)
    assert lines_of_trust(page) == 3


def test_a_blank_picture_is_refused_and_the_rest_of_the_page_stays(open_page: OpenPage) -> None:
    page = linked(open_page, **as_words(np.zeros((28, 28), np.uint8), InputKind.PIXELS))
    assert "This picture is blank" in errors(page)[0]
    assert page.selectbox(key="explain.label")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"picture": "70000"}, "There is no picture “70000”."),
        ({"picture": HOSTILE}, "There is no picture"),
        ({"picture": "5", "data": "v9"}, "There is no data version “v9”."),
        ({"pixels": "rubbish"}, "The picture in this link is damaged."),
        ({"model": "v77"}, "There is no model “v77”."),
    ],
)
def test_what_is_gone_is_named_and_an_example_shown(
    open_page: OpenPage, words: dict[str, str], said: str
) -> None:
    page = fine(linked(open_page, **words))
    assert any(said in read(one.value) for one in page.warning)
    assert shown_as_markdown(page) == []
    assert lines_of_trust(page) == 3


def test_a_class_that_does_not_exist_is_named(open_page: OpenPage) -> None:
    page = linked(open_page, picture="60000", against=HOSTILE)
    assert "There is no class" in errors(page)[0]
    assert shown_as_markdown(page) == []
    assert lines_of_trust(page) == 3


def test_a_model_whose_file_is_gone_says_so_and_another_can_be_chosen(
    open_page: OpenPage, three_versions: Registry
) -> None:
    (three_versions.get("v2").folder / "model.onnx").unlink()
    page = linked(open_page, model="v2", picture="60000")
    assert len(errors(page)) == 1
    page.selectbox(key="explain.model").set_value("v3")
    page = fine(page.run())
    assert lines_of_trust(page) == 3
