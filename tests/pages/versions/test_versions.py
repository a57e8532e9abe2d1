"""Versions: lineage, differences, publishing the wardrobe, retiring."""

import numpy as np
import pytest

from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.registry import Registry
from core.settings import Settings
from core.workflows.data import lineage
from tests.pages.conftest import OpenPage
from tests.pages.seen import errors, fine, press, shown_as_markdown, text

pytestmark = pytest.mark.usefixtures("three_versions", "dataset")
HOSTILE = "![a](http://example.invalid/a.png)"


@pytest.fixture
def versions(settings: Settings) -> Versions:
    return Versions(settings)


def test_a_home_without_versions_shows_v1_and_what_learned_from_it(open_page: OpenPage) -> None:
    page = fine(open_page("versions"))
    assert "70,000 pictures as published" in text(page)
    assert "Learned from it: v1" in text(page)
    assert "What differs" not in [element.value for element in page.subheader]


def test_versions_are_listed_with_what_they_change_and_compared(
    open_page: OpenPage, versions: Versions
) -> None:
    versions.publish("v1", Changes({5: 3, 60_001: 4}, frozenset({9})), HOSTILE, HOSTILE)
    versions.publish("v2", Changes({5: 3}), "fewer")
    page = fine(open_page("versions"))
    words = text(page)
    assert "Against v1: 2 pictures relabelled, 1 picture left out." in words
    assert "54,999 to train on" in words or "4,999 for validation" in words
    assert "1 picture relabelled" in words
    assert "1 picture taken back in" in words
    assert shown_as_markdown(page) == []


def test_a_version_that_a_model_learned_from_is_not_retired(
    open_page: OpenPage, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions.publish("v1", Changes({5: 3}), "")
    monkeypatch.setattr(lineage, "models_by_version", lambda registry: {"v2": ("v7",)})
    page = press(fine(open_page("versions")), "Retire")
    assert "v7 was trained on v2" in errors(page)[0]
    assert versions.retired("v2") is None


def test_a_version_is_retired_and_offered_again(open_page: OpenPage, versions: Versions) -> None:
    versions.publish("v1", Changes({5: 3}), "")
    page = fine(press(open_page("versions"), "Retire"))
    assert versions.retired("v2") is not None
    fine(press(page, "Offer again"))
    assert versions.retired("v2") is None


def test_a_damaged_version_is_named_and_the_page_lives(
    open_page: OpenPage, versions: Versions, settings: Settings
) -> None:
    versions.publish("v1", Changes({5: 3}), "")
    (settings.processed / "v2" / "manifest.json").write_text("{}")
    page = fine(open_page("versions"))
    assert "v2 is damaged" in page.warning[0].value
    assert "70,000 pictures as published" in text(page)


def test_the_wardrobe_becomes_a_version(
    open_page: OpenPage, versions: Versions, settings: Settings
) -> None:
    chance = np.random.default_rng(0)
    for number in range(4):
        pixels = chance.integers(0, 256, (28, 28), np.uint8)
        Wardrobe(settings).add(Item(pixels, 8, pixels, file=f"{number}.png"))
    page = fine(open_page("versions", view="Import"))
    assert "2 pictures of the wardrobe would be added" in text(page)  # the other two are held out
    page = fine(press(page, "Publish"))
    assert versions.get("v2").counts.added == 2
    assert len(versions.load("v2").train) == 55_002


def test_models_are_found_by_the_version_that_they_learned_from(three_versions: Registry) -> None:
    assert lineage.models_by_version(three_versions) == {"v1": ("v1", "v2", "v3")}


def test_the_lineage_is_a_graph_from_the_data_to_the_models() -> None:
    nodes = (
        lineage.VersionNode("v1", "", ("v1",)),
        lineage.VersionNode("v2", "v1", ("v4",), retired=True),
    )
    assert lineage.as_mermaid(nodes).splitlines() == [
        "flowchart LR",
        '  data_v1[("data v1")]',
        '  model_v1["model v1"]',
        "  data_v1 -.-> model_v1",
        '  data_v2[("data v2 (retired)")]',
        "  data_v1 --> data_v2",
        '  model_v4["model v4"]',
        "  data_v2 -.-> model_v4",
    ]
