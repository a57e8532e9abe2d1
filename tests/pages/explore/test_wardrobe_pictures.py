"""Explore on the wardrobe: the same gallery, filters, links and dialog; what to do if empty."""

import numpy as np
import pytest

from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.input_kind import InputKind
from core.settings import Settings
from tests.pages.conftest import OpenPage
from tests.pages.explore.test_explore import linked
from tests.pages.seen import buttons, fine, press, read, text

pytestmark = pytest.mark.usefixtures("three_versions", "dataset")


@pytest.fixture
def ids(settings: Settings) -> list[str]:
    """Six photos in the wardrobe, four trousers and two bags; their ids."""
    random = np.random.default_rng(5)
    wardrobe = Wardrobe(settings)
    found = []
    for number, label in enumerate((1, 1, 1, 1, 8, 8)):
        original = random.integers(0, 256, (60, 50, 3), np.uint8)
        pixels = original[:28, :28, 0]
        found.append(
            wardrobe.add(Item(pixels, label, original, InputKind.PHOTO, f"![{number}](x).jpg"))
        )
    return found


def test_the_wardrobe_can_be_chosen_and_an_empty_one_says_how_to_fill_it(
    open_page: OpenPage,
) -> None:
    page = fine(open_page("explore"))
    page.selectbox(key="explore_data").set_value("wardrobe")
    page = fine(page.run())
    assert page.query_params["data"] in ("wardrobe", ["wardrobe"])
    assert "The wardrobe is empty" in text(page)
    assert not any(element.label == "View" for element in page.button_group)


def test_its_pictures_are_filtered_by_class_and_side_and_cannot_be_tagged(
    open_page: OpenPage, ids: list[str]
) -> None:
    page = linked(open_page("explore"), data="wardrobe")
    assert "**6 pictures**" in text(page)
    assert "Let v1 answer" not in " ".join(buttons(page))
    assert not any(label.startswith("Tag ") for label in buttons(page))
    page = linked(page, data="wardrobe", **{"class": "Trouser", "split": "held out"})
    assert "**2 pictures**" in text(page)
    assert not page.warning


def test_a_link_opens_a_picture_by_its_id(open_page: OpenPage, ids: list[str]) -> None:
    page = linked(open_page("explore"), data="wardrobe", picture=ids[4])
    words = text(page)
    assert "A photo, added" in words
    assert "![4](x).jpg" in words
    assert "Models are fine-tuned on it. It is no case." in words
    assert "The most similar training pictures of v1" in words
    page = press(page, "More like this")
    assert page.query_params["like"] in (ids[4], [ids[4]])
    assert "Sorted by likeness to wardrobe" in text(page)


@pytest.mark.parametrize("picture", ["0", "x", "![a](http://example.invalid/a.png)"])
def test_a_link_to_a_picture_that_is_not_in_the_wardrobe_says_so(
    open_page: OpenPage, ids: list[str], picture: str
) -> None:
    page = linked(open_page("explore"), data="wardrobe", picture=picture)
    assert any("There is no picture" in read(one.value) for one in page.warning)


def test_filters_of_the_dataset_are_dropped_when_the_wardrobe_is_chosen(
    open_page: OpenPage, ids: list[str]
) -> None:
    page = linked(open_page("explore"), **{"class": "Bag"}, like="700", split="validation")
    assert "**500 pictures**" in text(page)
    page.selectbox(key="explore_data").set_value("wardrobe")
    page = fine(page.run())
    assert "**6 pictures**" in text(page)
    assert {"like", "split"}.isdisjoint(page.query_params)
    page.selectbox(key="explore_data").set_value("v1")
    page = fine(page.run())
    assert "**70,000 pictures**" in text(page)
    assert "data" not in page.query_params


def test_a_relabelled_picture_is_shown_with_its_new_label(
    open_page: OpenPage, settings: Settings, ids: list[str]
) -> None:
    page = linked(open_page("explore"), data="wardrobe", **{"class": "Bag"})
    assert "**2 pictures**" in text(page)
    Wardrobe(settings).relabel(ids[0], 8)
    page = fine(page.run())
    assert "**3 pictures**" in text(page)


def test_a_damaged_record_is_named_and_the_others_are_shown(
    open_page: OpenPage, settings: Settings, ids: list[str]
) -> None:
    (settings.data / "wardrobe" / f"{ids[0]}.json").write_text("{")
    page = linked(open_page("explore"), data="wardrobe")
    assert "**5 pictures**" in text(page)
    assert any(ids[0] in read(one.value) for one in page.warning)
