"""The charts of searches, seeds and folds, read from their Vega-Lite specifications."""

from typing import Any

import pytest

from app.charts.confusion import confusion_tiles
from app.charts.curves import part_curves
from app.charts.intervals import Measured, dots
from app.formatting import percent
from app.sweep.charts import best_so_far, floor, importance_bars
from app.sweep.parallel import parallel_coordinates
from core.evaluation.repeats import Spread, spread
from core.training.search.trials import TrialState
from tests.pages.several_jobs import (
    CURVE,
    FOLDS_RESULT,
    IMPORTANCE,
    PLAN,
    SEEDS_UNDER_WAY,
    TRIALS,
    trial,
)


def values(spec: dict[str, Any], layer: int = 0) -> list[dict[str, Any]]:
    """The rows of a chart or one of its layers, whether inline or in a named dataset."""
    part = spec["layer"][layer] if "layer" in spec else spec
    data = part.get("data") or spec["data"]
    return list(data.get("values") or spec["datasets"][data["name"]])


def test_the_best_so_far_line_ignores_pruned_trials() -> None:
    rows = values(best_so_far(TRIALS).to_dict())
    assert [(row["trial"], row["best"]) for row in rows] == [(1, 0.85), (2, 0.85), (4, 0.95)]
    assert [row["end"] for row in rows][1] == "stopped early"


def test_a_failed_trial_does_not_stretch_the_axis() -> None:
    good = [trial(n, TrialState.DONE, 0.9 + n / 1000) for n in range(1, 8)]
    assert floor([*good, trial(8, TrialState.DONE, 0.1)]) > 0.85
    assert floor(good) == pytest.approx(0.901)


def test_every_ended_trial_is_a_line_and_the_best_is_drawn_last() -> None:
    rows = values(parallel_coordinates(TRIALS, PLAN).to_dict())
    assert len(rows) == 3 * 3  # trials with an accuracy, times two hyperparameters and the accuracy
    assert {row["group"] for row in rows[-3:]} == {"best"}
    assert all(0 <= row["place"] <= 1 for row in rows)
    first = next(row for row in rows if row["trial"] == 1)
    assert first["Learning rate"] == "0.08"


def test_axes_are_labelled_with_range_ends_and_names() -> None:
    marks = values(parallel_coordinates(TRIALS, PLAN).to_dict(), layer=1)
    written = {mark["text"] for mark in marks}
    assert {"0.01", "0.3", "none", "flip", percent(0.95)} <= written


def test_importance_is_shown_next_to_its_chance_level() -> None:
    spec = importance_bars(IMPORTANCE).to_dict()
    assert [(row["name"], row["by_chance"]) for row in values(spec)] == [
        ("Learning rate", 0.7),
        ("Augmentation", 0.6),
    ]
    assert spec["layer"][1]["encoding"]["x"]["field"] == "by_chance"


def test_an_interval_is_clipped_to_the_range_of_an_accuracy() -> None:
    wide = Spread(n=2, mean=0.95, deviation=0.1, low=0.8, high=1.1)
    rows = values(dots({"Folds": Measured({"Fold 1": 0.9}, wide)}).to_dict())
    assert (rows[0]["low"], rows[0]["high"]) == (0.8, 1.0)


def test_a_single_measurement_is_a_dot_without_interval() -> None:
    drawn = dots({"Test": Measured({"Seed 0": 0.9}, spread([0.9]))}).to_dict()
    assert (values(drawn)[0]["low"], values(drawn)[0]["high"]) == (0.9, 0.9)
    assert [row["accuracy"] for row in values(drawn, layer=2)] == [0.9]


def test_the_curve_of_the_running_part_is_marked() -> None:
    curves = {part.name: part.history for part in SEEDS_UNDER_WAY.parts}
    rows = values(part_curves(curves, 4, running="Seed 1").to_dict())
    assert {(row["name"], row["running"]) for row in rows} == {("Seed 0", False), ("Seed 1", True)}
    ended = values(part_curves({"Seed 0": CURVE}, 2).to_dict())
    assert not any(row["running"] for row in ended)


def test_confusions_are_fractions_of_their_class_without_correct_answers() -> None:
    rows = values(confusion_tiles(FOLDS_RESULT.confusion).to_dict())
    assert len(rows) == 90
    found = next(row for row in rows if row["truth"] == "Shirt" and row["called"] == "T-shirt/top")
    assert (found["count"], found["share"]) == (40, 0.4)
