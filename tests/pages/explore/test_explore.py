"""Explore: all pictures, filtered by the address or the page, opened, tagged."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.tags import Tags
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.registry import Registry
from core.settings import Settings
from core.workflows.predict.answers import AllAnswers, AnswerStore
from tests.pages.conftest import OpenPage
from tests.pages.seen import buttons, errors, fine, press, read, shown_as_markdown, text

pytestmark = pytest.mark.usefixtures("three_versions", "dataset")

WRONG = range(0, 70_000, 700)  # pictures that the model takes for another class


@pytest.fixture
def answered(settings: Settings, three_versions: Registry, dataset: None) -> None:
    """Let the champion have answered all pictures: right, but for a hundred."""
    pictures = Versions(settings).pictures("v1")
    predicted = pictures.labels.copy()
    predicted[WRONG] = (predicted[WRONG] + 1) % 10
    probabilities = np.full((70_000, 10), 0.02, np.float32)
    probabilities[np.arange(70_000), predicted] = 0.82
    embedding = pictures.images.reshape(70_000, -1)[:, ::13][:, :60].astype(np.float16)
    answers = AllAnswers(probabilities, embedding, np.ones(70_000, bool))
    AnswerStore(settings).save(three_versions.champion().folder, pictures, answers)


def linked(page: AppTest, **words: str | list[str]) -> AppTest:
    """Open the page once more, from an address, as in another browser."""
    fresh = AppTest.from_file(page._script_path, default_timeout=60)
    fresh.switch_page("../pages/explore.py")
    for name, value in words.items():
        fresh.query_params[name] = value
    return fine(fresh.run())


def test_without_answers_all_pictures_are_shown_and_the_model_can_be_asked(
    open_page: OpenPage,
) -> None:
    page = fine(open_page("explore"))
    assert "**70,000 pictures**" in text(page)
    assert "1–60 of 70,000" in text(page)
    assert "Let v1 answer all 70,000" in buttons(page)


@pytest.mark.usefixtures("answered")
def test_the_wrong_answers_of_a_class_are_found(open_page: OpenPage, settings: Settings) -> None:
    page = fine(open_page("explore"))
    assert "Let v1 answer all 70,000" not in buttons(page)
    page.button_group(key="explore.verdict").set_value("wrong")
    page = fine(page.run())
    assert "1–60 of 100" in text(page)
    assert page.query_params["answer"] in ("wrong", ["wrong"])
    page.button_group(key="explore.labels").set_value(["Sandal"])
    page = fine(page.run())
    assert page.query_params["class"] in ("Sandal", ["Sandal"])
    labels = Versions(settings).pictures("v1").labels[WRONG]
    assert f"of {(labels == 5).sum()}" in text(page)


def test_another_selection_begins_with_its_first_page(open_page: OpenPage) -> None:
    page = fine(open_page("explore"))
    page.session_state["explore_page"] = 100
    page = fine(page.run())
    assert "5,941–6,000 of 70,000" in text(page)
    page.button_group(key="explore.labels").set_value(["Sandal"])
    page = fine(page.run())
    assert "1–60 of 7,000" in text(page)
    page.session_state["explore_page"] = 2
    page = fine(page.run())
    assert "61–120 of 7,000" in text(page)


@pytest.mark.usefixtures("answered")
def test_a_link_restores_filter_order_and_tag_and_names_what_is_gone(
    open_page: OpenPage, settings: Settings
) -> None:
    Tags(settings).add("odd", [4, 8, 15])
    page = linked(open_page("explore"), tag=["odd", "gone"], sort="brightness", descending="yes")
    assert "1–3 of 3" in text(page)
    assert "There is no tag “gone”." in read(page.warning[0].value)
    page = press(page, "Show all")
    assert "1–60 of 70,000" in text(page)
    assert "tag" not in page.query_params


@pytest.mark.usefixtures("answered")
def test_an_opened_picture_shows_its_answer_its_neighbours_and_its_label_in_each_version(
    open_page: OpenPage, settings: Settings
) -> None:
    Versions(settings).publish("v1", Changes({700: 3}), "looked at")
    page = linked(open_page("explore"), picture="700")
    words = text(page)
    assert "Train 700, in the" in words
    assert "v1 says:" in words
    assert "The most similar pictures of the training split" in words
    assert "Its label in each version" in words
    page = press(page, "More like this")
    assert page.query_params["like"] in ("700", ["700"])
    assert "picture" not in page.query_params


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("view", ["Map", "Classes"])
def test_more_like_this_leaves_the_map_and_the_cards_for_the_pictures(
    open_page: OpenPage, view: str
) -> None:
    page = linked(open_page("explore"), view=view, picture="700")
    page = fine(press(page, "More like this"))
    assert "view" not in page.query_params
    assert "Sorted by likeness to train 700" in text(page)
    assert "1–60 of 70,000" in text(page)


@pytest.mark.parametrize("picture", ["70000", "-1", "x", "![a](http://example.invalid/a.png)"])
def test_a_link_to_a_picture_that_does_not_exist_says_so(open_page: OpenPage, picture: str) -> None:
    page = linked(open_page("explore"), picture=picture)
    assert any("There is no picture" in read(one.value) for one in page.warning)
    assert shown_as_markdown(page) == []


def test_a_selection_is_tagged_and_the_tag_filters(open_page: OpenPage, settings: Settings) -> None:
    page = linked(open_page("explore"), **{"class": "Bag", "split": "validation"})
    assert "**500 pictures**" in text(page)
    page.text_input(key="explore_tag_name").set_value("all bags")
    page = fine(press(page, "Tag 500 pictures"))
    assert len(Tags(settings).all()["all bags"]) == 500
    page = fine(press(page, "Show"))
    assert page.query_params["tag"] in ("all bags", ["all bags"])
    assert "1–60 of 500" in text(page)
    page = fine(press(page, "Remove"))
    assert Tags(settings).all() == {}


def test_a_tag_without_a_name_is_refused_with_a_sentence(open_page: OpenPage) -> None:
    page = linked(open_page("explore"), **{"class": "Bag"})
    page = press(page, "Tag 7,000 pictures")
    assert errors(page) == ["Give the tag a name."]


def test_classes_have_cards(open_page: OpenPage) -> None:
    page = linked(open_page("explore"), view="Classes")
    assert {"Trouser", "Bag"} <= {element.value for element in page.subheader}
    assert text(page).count("6,000 pictures.") == 10


def test_an_unknown_version_is_named_and_a_published_one_is_offered(
    open_page: OpenPage, settings: Settings
) -> None:
    page = linked(open_page("explore"), data="v9")
    assert any("no data version “v9”" in read(one.value) for one in page.warning)
    Versions(settings).publish("v1", Changes({0: 1}, frozenset({1, 2, 3})), "")
    page = linked(page, data="v2")
    assert "**69,997 pictures**" in text(page)
