"""Comparing runs: their curves, the labels at the ends, and the settings that differ."""

from itertools import pairwise

import pytest

from app.runs.curves import compare_curves
from app.runs.settings import settings_apart
from core.registry import EpochFigures, Run


def test_differing_and_equal_settings_are_separated() -> None:
    one = Run("a" * 32, "one", 0.0, 1.0, {"learning_rate": "0.1", "epochs": "4", "extra": "x"})
    two = Run("b" * 32, "two", 0.0, 1.0, {"learning_rate": "0.2", "epochs": "4"})
    differing, same = settings_apart([one, two])
    assert differing == {"Learning rate": ["0.1", "0.2"], "Extra": ["x", "–"]}
    assert same == {"Epochs": "4"}


def test_labels_at_the_ends_of_curves_do_not_overlap() -> None:
    curve = [EpochFigures(n, validation_accuracy=0.1 * n, seconds=2.0) for n in (1, 2, 3)]
    drawn = compare_curves(dict.fromkeys(("v1", "v2", "v3"), curve), "validation_accuracy")
    chart = drawn.to_dict()
    (names,) = [
        rows
        for name, rows in chart["datasets"].items()
        if name == chart["layer"][2]["data"]["name"]
    ]
    places = sorted(row["y"] for row in names)
    assert len(places) == 3
    assert all(above - below > 0.005 for below, above in pairwise(places))


@pytest.mark.parametrize("by_time", [False, True])
@pytest.mark.parametrize(
    "curve",
    [
        (),
        (EpochFigures(1, loss=0.5),),
        (EpochFigures(1, loss=float("nan")),),
        tuple(EpochFigures(n, loss=1 / n, seconds=9.0) for n in range(1, 201)),
    ],
)
def test_a_curve_of_any_length_can_be_drawn(curve: tuple[EpochFigures, ...], by_time: bool) -> None:
    axis = compare_curves({"v1": curve}, "loss", by_time).to_dict()["layer"][0]["encoding"]["x"]
    assert 1 <= len(axis["axis"]["values"]) <= 22
