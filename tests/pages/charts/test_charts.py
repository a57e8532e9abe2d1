"""The contents of charts, read from their Vega-Lite specifications."""

from typing import Any

import pytest

from app.charts.base import quiet
from app.charts.curves import learning_curves
from app.components.bars import class_bars
from app.formatting import count, percent, share
from app.palette import COLOURS, ORDER
from core.data.classes import CLASS_NAMES, FAMILIES
from tests.pages.several_jobs import EPOCHS


def test_every_class_has_its_own_colour() -> None:
    assert set(COLOURS) == set(CLASS_NAMES)
    assert len(set(COLOURS.values())) == len(CLASS_NAMES)


def test_classes_of_a_family_are_adjacent() -> None:
    for members in FAMILIES.values():
        places = sorted(ORDER.index(CLASS_NAMES[index]) for index in members)
        assert places == list(range(places[0], places[0] + len(places)))


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a chart, whether inline or in a named dataset."""
    data = spec.get("data") or spec["layer"][0]["data"]
    return list(data.get("values") or spec["datasets"][data["name"]])


def test_ten_bars_are_in_family_order_with_names_colours_and_percentages() -> None:
    shares = dict.fromkeys(CLASS_NAMES, 0.0) | {"Bag": 0.756, "Coat": 0.244}
    rows = class_bars(shares, CLASS_NAMES).split('role="listitem"')[1:]
    assert len(rows) == len(ORDER)
    for name, row in zip(ORDER, rows, strict=True):
        assert f">{name}<" in row
        assert f">{share(shares[name])}<" in row
        assert COLOURS[name] in row


@pytest.mark.parametrize("emphasised", [[], ["Shirt"], ["T-shirt/top", "Shirt", "Coat"]])
def test_only_emphasised_bars_are_bold_and_have_their_colour(emphasised: list[str]) -> None:
    shares = dict.fromkeys(CLASS_NAMES, 0.05) | {"Shirt": 0.55}
    rows = class_bars(shares, emphasised).split('role="listitem"')[1:]
    bold = [name for name, row in zip(ORDER, rows, strict=True) if 'class="top"' in row]
    coloured = [name for name, row in zip(ORDER, rows, strict=True) if COLOURS[name] in row]
    assert bold == coloured == emphasised


def test_learning_curves_have_a_point_per_epoch_for_training_and_validation() -> None:
    spec = learning_curves(EPOCHS, epochs=4).to_dict()
    assert [(r["epoch"], r["on"], r["accuracy"]) for r in values(spec)] == [
        (1, "validation", 0.4),
        (1, "training", 0.5),
        (2, "validation", 0.7),
        (2, "training", 0.8),
    ]
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [1, 4]


def test_charts_write_numbers_as_the_pages_do() -> None:
    import altair as alt

    chart = quiet(alt.Chart(alt.InlineData(values=[])).mark_point())
    numbers = chart.to_dict()["config"]["locale"]["number"]
    assert f"93.2{numbers['percent']}" == percent(0.932)
    assert numbers["thousands"] in count(60_000)
