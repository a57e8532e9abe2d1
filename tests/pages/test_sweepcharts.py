"""What the charts of searches, seeds and folds say, read from their specifications."""

from typing import Any

import pytest

from app.charts.repeats import confusion_tiles, dots, part_curves
from app.sweep.charts import best_so_far, floor, importance_bars
from app.sweep.parallel import parallel_coordinates
from tests.pages.several_jobs import IMPORTANCE, PARTS, PLAN, SEEDED, TRIALS, VALIDATED, trial


def values(spec: dict[str, Any], layer: int = 0) -> list[dict[str, Any]]:
    """The rows of a chart or of one of its layers, whether it holds them itself or by name."""
    part = spec["layer"][layer] if "layer" in spec else spec
    data = part.get("data") or spec["data"]
    return list(data.get("values") or spec["datasets"][data["name"]])


def test_the_stair_rises_with_the_best_and_never_for_one_given_up() -> None:
    rows = values(best_so_far(TRIALS).to_dict())
    assert [(row["trial"], row["best"]) for row in rows] == [(1, 0.85), (2, 0.85), (4, 0.95)]
    assert [row["end"] for row in rows][1] == "given up early"


def test_a_failure_does_not_press_all_others_together() -> None:
    good = [trial(n, "done", 0.9 + n / 1000) for n in range(1, 8)]
    assert floor([*good, trial(8, "done", 0.1)]) > 0.85
    assert floor(good) == pytest.approx(0.901)


def test_every_ended_trial_is_a_line_through_all_axes_and_the_best_comes_last() -> None:
    rows = values(parallel_coordinates(TRIALS, PLAN.as_dict()).to_dict())
    assert len(rows) == 3 * 3  # trials with a figure, times two settings and the accuracy
    assert {row["group"] for row in rows[-3:]} == {"best"}
    assert all(0 <= row["place"] <= 1 for row in rows)
    first = next(row for row in rows if row["trial"] == 1)
    assert first["Learning rate"] == "0.08"


def test_the_ends_of_a_range_and_every_name_are_written_along_the_axes() -> None:
    marks = values(parallel_coordinates(TRIALS, PLAN.as_dict()).to_dict(), layer=1)
    written = {mark["text"] for mark in marks}
    assert {"0.01", "0.3", "none", "flip", "95.0%"} <= written


def test_importance_stands_beside_what_chance_would_show() -> None:
    spec = importance_bars(IMPORTANCE).to_dict()
    assert [(row["name"], row["by_chance"]) for row in values(spec)] == [
        ("Learning rate", 0.7),
        ("Picture changes", 0.6),
    ]
    assert spec["layer"][1]["encoding"]["x"]["field"] == "by_chance"


def test_an_interval_is_not_drawn_beyond_what_an_accuracy_can_be() -> None:
    wide = {"mean": 0.95, "low": 0.8, "high": 1.1}
    rows = values(dots({"Folds": VALIDATED["folds"]}, {"Folds": wide}).to_dict())
    assert (rows[0]["low"], rows[0]["high"]) == (0.8, 1.0)


def test_the_curve_under_way_is_told_apart() -> None:
    rows = values(part_curves(PARTS["parts"], 4).to_dict())
    assert {(row["name"], row["running"]) for row in rows} == {("Seed 0", False), ("Seed 1", True)}
    assert part_curves(SEEDED["runs"], 2)


def test_mistakes_are_shares_of_their_class_and_right_answers_are_left_out() -> None:
    rows = values(confusion_tiles(VALIDATED["confusion"]).to_dict())
    assert len(rows) == 90
    found = next(row for row in rows if row["truth"] == "Shirt" and row["called"] == "T-shirt/top")
    assert (found["count"], found["share"]) == (40, 0.4)
