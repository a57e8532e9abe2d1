"""What the charts say, read from their specifications."""

import re
from typing import Any

from app.charts.curves import learning_curves
from app.components.bars import class_bars
from app.palette import COLOURS, ORDER
from core.data.classes import CLASS_NAMES, FAMILIES


def test_every_class_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == set(CLASS_NAMES)
    assert len(set(COLOURS.values())) == len(CLASS_NAMES)


def test_families_stand_together() -> None:
    for members in FAMILIES.values():
        places = sorted(ORDER.index(CLASS_NAMES[index]) for index in members)
        assert places == list(range(places[0], places[0] + len(places)))


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a chart, whether it holds them itself or by name."""
    data = spec.get("data") or spec["layer"][0]["data"]
    return list(data.get("values") or spec["datasets"][data["name"]])


def test_ten_bars_stand_in_family_order_with_names_colours_and_whole_per_cent() -> None:
    shares = dict.fromkeys(CLASS_NAMES, 0.0) | {"Bag": 0.756, "Coat": 0.244}
    rows = class_bars(shares).split('role="listitem"')[1:]
    assert len(rows) == len(ORDER)
    for name, row in zip(ORDER, rows, strict=True):
        assert f">{name}<" in row
        assert f">{shares[name]:.0%}<" in row
        assert COLOURS[name] in row


def test_the_longest_bar_alone_is_marked() -> None:
    shares = dict.fromkeys(CLASS_NAMES, 0.05) | {"Shirt": 0.55}
    marked = re.findall(r'class="top" title="(.*?):', class_bars(shares))
    assert marked == ["Shirt"]


def test_learning_curves_have_a_point_an_epoch_on_both_kinds_of_pictures() -> None:
    history = [
        {"epoch": 1, "accuracy": 0.5, "validation_accuracy": 0.4},
        {"epoch": 2, "accuracy": 0.8, "validation_accuracy": 0.7},
    ]
    spec = learning_curves(history, epochs=4).to_dict()
    assert [(r["epoch"], r["on"], r["accuracy"]) for r in values(spec)] == [
        (1, "validation", 0.4),
        (1, "training", 0.5),
        (2, "validation", 0.7),
        (2, "training", 0.8),
    ]
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [1, 4]
