"""What the charts say, read from their specifications."""

from typing import Any

from app.charts import class_bars, learning_curves
from app.palette import COLOURS, ORDER
from core.data.classes import CLASS_NAMES, FAMILIES


def test_every_class_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == set(CLASS_NAMES)
    assert len(set(COLOURS.values())) == len(CLASS_NAMES)


def test_families_stand_together() -> None:
    for members in FAMILIES.values():
        places = sorted(ORDER.index(CLASS_NAMES[index]) for index in members)
        assert places == list(range(places[0], places[0] + len(places)))


def bars(**shares: float) -> dict[str, Any]:
    spec = class_bars({name: shares.get(name, 0.0) for name in CLASS_NAMES}).to_dict()
    return dict(spec)


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a chart, whether it holds them itself or by name."""
    data = spec.get("data") or spec["layer"][0]["data"]
    return list(data.get("values") or spec["datasets"][data["name"]])


def test_ten_bars_stand_in_family_order() -> None:
    spec = bars(Bag=0.75, Coat=0.25)
    assert [row["garment"] for row in values(spec)] == list(ORDER)
    for layer in spec["layer"]:
        assert layer["encoding"]["y"]["sort"] == list(ORDER)


def test_each_bar_carries_its_share_in_whole_per_cent() -> None:
    words = {row["garment"]: row["words"] for row in values(bars(Bag=0.756, Coat=0.244))}
    assert (words["Bag"], words["Coat"], words["Sandal"]) == ("76%", "24%", "0%")


def test_bars_are_coloured_by_the_palette_and_named_beside() -> None:
    spec = bars(Bag=1.0)
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == COLOURS
    assert spec["layer"][0]["encoding"]["y"]["axis"] is not None


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
