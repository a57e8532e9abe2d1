"""The map on a page: what goes to the browser, and what a lasso from there selects."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.explore.map import MEANING, clear_selection, selection_key, selection_of
from app.explore.map_canvas.blob import SPAN, encode, places_of
from app.explore.map_canvas.points import MapPoints, colourings
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.errors import BadData

# At the corners of a wide rectangle, the first at the top left as the page shows it.
XY = np.array([(0, 10), (40, 10), (0, 0), (40, 0)], np.float32)
POINTS = MapPoints(XY, np.array([0, 6, 6, 9], np.uint8))
FULL = replace(
    POINTS,
    predicted=np.array([0, 0, 6, 9], np.uint8),
    quality=np.array([0.0, 0.5, 1.0, np.nan], np.float32),
    parts=np.array([0, 1, 2, 0], np.uint8),
    tagged=np.array([True, False, False, False]),
)
LEFT_HALF = [[0, 0], [SPAN // 2, 0], [SPAN // 2, SPAN], [0, SPAN]]


def lasso(polygon: object = LEFT_HALF, colouring: str = "label", hidden: object = ()) -> object:
    return {"polygon": polygon, "colouring": colouring, "hidden": hidden}


def decoded(blob: bytes) -> tuple[dict[str, Any], bytes]:
    words = int.from_bytes(blob[:4], "little")
    return json.loads(blob[4 : 4 + words]), blob[4 + words :]


def numbers(points: MapPoints, sent: object) -> list[int]:
    found = selection_of(points, sent)
    assert found is not None
    return [int(number) for number in found.numbers]


def test_places_fill_the_longer_side_and_keep_their_proportions() -> None:
    assert places_of(XY).tolist() == [[0, 0], [SPAN, 0], [0, 16_384], [SPAN, 16_384]]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_points_in_one_place_are_a_map_too(n: int) -> None:
    assert places_of(np.full((n, 2), 7, np.float32)).tolist() == [[0, 0]] * n
    header, _ = decoded(encode(MapPoints(np.ones((n, 2), np.float32), np.zeros(n, np.uint8)), "a"))
    assert header["points"] == n


def test_the_block_for_the_browser_has_every_column_once() -> None:
    header, content = decoded(encode(replace(FULL, numbers=np.array([5, 3, 70_001, 9])), "map"))
    names = [one["name"] for one in header["colourings"]]
    assert names == ["label", "predicted", "error", "quality", "split", "tag"]
    assert np.frombuffer(content, np.uint16, 4).tolist() == [0, SPAN, 0, SPAN]
    assert np.frombuffer(content, np.uint32, 4, offset=16).tolist() == [5, 3, 70_001, 9]
    codes = np.frombuffer(content, np.uint8, offset=32).reshape(6, 4)
    assert [ORDER[code] for code in codes[0]] == [CLASS_NAMES[one] for one in POINTS.labels]
    assert codes[2].tolist() == [0, 1, 0, 0]
    assert codes[3].tolist() == [0, 2, 4, 5]


def test_seventy_thousand_points_are_less_than_a_megabyte() -> None:
    n = 70_000
    labels = np.zeros(n, np.uint8)
    points = MapPoints(
        np.random.default_rng(0).normal(size=(n, 2)).astype(np.float32),
        labels,
        labels,
        np.zeros(n, np.float32),
        labels,
        labels.astype(bool),
    )
    assert len(encode(points, "map")) < 1_000_000


def test_only_what_is_known_can_be_coloured_by() -> None:
    assert [one.name for one in colourings(POINTS)] == ["label"]
    for one in colourings(FULL):
        assert one.codes.max() < len(one.entries)


def test_a_lasso_selects_the_pictures_inside_by_their_numbers() -> None:
    assert numbers(POINTS, lasso()) == [0, 2]
    assert numbers(replace(POINTS, numbers=np.array([9, 1, 4, 2])), lasso()) == [4, 9]


def test_pictures_that_the_legend_hides_are_not_selected() -> None:
    shirt = ORDER.index("Shirt")
    assert numbers(POINTS, lasso(hidden=[shirt])) == [0]
    assert numbers(FULL, lasso(colouring="tag", hidden=[1])) == [2]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "all",
        {},
        lasso(polygon=[]),
        lasso(polygon=[[0, 0], [1, 1]]),
        lasso(polygon=[[0, 0, 0]] * 3),
        lasso(polygon="abc"),
        lasso(polygon=[[0, 0]] * 1000),
        lasso(polygon=[[0, {}], [1, 1], [2, 2]]),
        lasso(colouring="nothing"),
        lasso(hidden=["x"]),
        lasso(hidden=None),
    ],
)
def test_what_is_no_lasso_selects_nothing(sent: object) -> None:
    assert selection_of(POINTS, sent) is None


def test_a_lasso_around_nothing_is_an_empty_selection() -> None:
    assert numbers(POINTS, lasso(polygon=[[30_000, 100], [31_000, 100], [31_000, 900]])) == []


@pytest.mark.parametrize(
    "xy", [np.zeros((3, 2)), np.zeros((4, 3)), np.full((4, 2), np.nan)], ids=str
)
def test_places_that_do_not_fit_are_refused(xy: np.ndarray) -> None:
    with pytest.raises(BadData):
        MapPoints(xy.astype(np.float32), POINTS.labels)


def page() -> None:
    import numpy as np
    import streamlit as st

    from app.explore.map import show_map
    from app.explore.map_canvas.points import MapPoints

    xy = np.array([(0, 10), (40, 10), (0, 0), (40, 0)], np.float32)
    found = show_map(MapPoints(xy, np.array([0, 6, 6, 9], np.uint8)), "map")
    st.markdown("nothing" if found is None else f"selected: {found.numbers.tolist()}")


def test_a_page_shows_the_map_its_meaning_and_what_was_selected() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [one.value for one in app.caption] == [MEANING]
    assert [one.value for one in app.markdown] == ["nothing"]
    app.session_state[selection_key("map")] = selection_of(POINTS, lasso())
    assert [one.value for one in app.run().markdown] == ["selected: [0, 2]"]


def test_a_cleared_selection_is_gone_and_the_map_drawn_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state: dict[str, Any] = {selection_key("map"): selection_of(POINTS, lasso())}
    monkeypatch.setattr("streamlit.session_state", state)
    clear_selection("map")
    clear_selection("map")
    assert state == {"map.cleared": 2}
