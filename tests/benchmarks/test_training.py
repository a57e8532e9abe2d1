"""The benchmarks of training, from scripted measurements: nothing is timed here."""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.robustness import kills
from benchmarks.robustness.kills import Tally
from benchmarks.speed import (
    quick_click_to_model,
    stop_click,
    throughput,
    time_left,
    training_overhead,
)
from benchmarks.speed.stop_click import Stop
from benchmarks.speed.throughput import Cost
from benchmarks.speed.time_left import Course, Sample
from benchmarks.speed.training_overhead import Round, Spent
from core.training import config_for
from core.training.networks.build import build

CONFIG = config_for("quick")
COST = Cost(
    clock=1e-4, processor=2e-4, batches=1e-5, step=8e-5, call=2e-5, operations=2e7, peak=1e12
)


def test_kills_meet_the_target_if_all_runs_resume_with_equal_weights() -> None:
    good = Tally(kills=20, resumed=18, begun_anew=2, hashes=["a"] * 12)
    line = kills.figure("a", good, CONFIG).as_line()
    assert (line["value"], line["met"], line["ratio"]) == (20, True, 1)
    assert (line["from_a_checkpoint"], line["trainings"]) == (18, 12)


@pytest.mark.parametrize(
    "changes",
    [{"hashes": ["a"] * 11 + ["b"]}, {"hashes": []}, {"resumed": 17}, {"kills": 19, "resumed": 17}],
)
def test_a_lost_kill_or_differing_weights_miss_the_target(
    changes: dict[str, Any],
) -> None:
    tally = replace(Tally(kills=20, resumed=18, begun_anew=2, hashes=["a"] * 12), **changes)
    assert kills.figure("a", tally, CONFIG).met is False


def test_a_stop_is_judged_by_its_95th_percentile() -> None:
    quick, slow = Stop(0.1, 0.2, "Epoch 1 of 2"), Stop(3.0, 4.0, "Calibrating and testing")
    line = stop_click.figure({"quick": [quick] * 18, "best": [slow, slow]}).as_line()
    assert (line["met"], line["p50_s"], line["quick_p95_s"]) == (False, 0.1, 0.1)
    assert (line["slowest_s"], line["slowest_while"]) == (3.0, "Calibrating and testing")
    assert stop_click.figure({"quick": [quick] * 20}).met is True


def test_the_time_left_is_judged_after_the_first_tenth_and_silence_is_counted() -> None:
    right = Course([Sample(0.5, 90.0, 0.1), Sample(5.0, 5.0, 0.25), Sample(6.0, None, 0.5)], 10.0)
    line = time_left.figure(right, right).as_line()
    assert (line["value"], line["baseline"], line["met"]) == (0.0, 1.0, True)
    assert (line["first_s"], line["silent_s"]) == (0.5, time_left.EVERY)
    wrong = Course([Sample(5.0, 8.0, 0.4)], 10.0)
    assert time_left.figure(wrong, right).met is False
    assert time_left.figure(right, wrong).as_line()["value"] == pytest.approx(0.3)


def test_the_overhead_is_relative_to_the_bare_fit() -> None:
    one = Round(whole=Spent(11.5, 20.4), bare=Spent(11.0, 20.0), fit=Spent(10.0, 16.0))
    line = training_overhead.figure([one] * 3).as_line()
    assert (line["value"], line["ratio"], line["met"]) == (0.5, 0.05, True)
    assert line["processor_ratio"] == pytest.approx(0.025)
    slow = replace(one, whole=Spent(12.0, 20.4))
    assert training_overhead.figure([slow] * 3).met is False


def test_click_to_model_counts_only_if_the_models_are_accurate_enough() -> None:
    assert quick_click_to_model.figure([10.0, 12.0], [0.905, 0.906], 110.0).met is True
    assert quick_click_to_model.figure([10.0, 12.0], [0.88, 0.89], 110.0).met is False
    assert quick_click_to_model.figure([10.0, 12.0], [0.905, 0.906], 50.0).met is False
    assert quick_click_to_model.figure([10.0], [0.905], None).met is False


def test_the_parts_of_the_training_time_add_up_to_one() -> None:
    shares = COST.shares()
    assert shares["of_peak"] == pytest.approx(0.1)
    parts = [shares[name] for name in ("arithmetic", "call", "batches", "loop")]
    assert sum(parts) == pytest.approx(1)
    line = throughput.figure({"quick": COST}).as_line()
    assert line["quick_a_processor_second"] == 5000
    assert line["value"] == line["quick_a_core_s"]


def test_operations_are_counted_per_layer() -> None:
    places, kernels = [14 * 14, 7 * 7], [4 * 4 * 32, 9 * 32 * 64]
    forward = [place * kernel for place, kernel in zip(places, kernels, strict=True)]
    forward.append(7 * 7 * 64 * 10)
    assert throughput.operations(build("quick")) == 2 * (3 * sum(forward) - forward[0])
