"""The output of benchmarks, from scripted measurements: nothing is timed here."""

import inspect
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks.accuracy import best, hog_svm, photos, quick_to_90, standard
from benchmarks.accuracy.photos import Judged
from benchmarks.data import map_of_all
from benchmarks.harness import machine
from benchmarks.harness.catalogue import NAMES, Benchmark, benchmark
from benchmarks.harness.figure import Figure, NotMeasurable, p50, p95
from benchmarks.harness.keras_convnet import ConvnetEpoch
from benchmarks.harness.recipe_run import RecipeRun
from benchmarks.speed import (
    drawing_to_bars,
    first_paint,
    page_change_while_training,
    photo_to_answer,
    predict_one,
    refine_to_bars,
)
from benchmarks.speed.first_paint import Compared, Visit
from benchmarks.speed.page_change_while_training import Change
from core.settings import REPOSITORY
from tools.browser import chromium

FORM = ["benchmark", "value", "unit", "baseline", "ratio", "target", "met", "data", "machine"]


def scripted(measured: dict[str, Any]) -> Benchmark:
    return Benchmark("scripted", "What it is.", "≤ 2 s", lambda: measured)


def printed(line: Figure) -> dict[str, Any]:
    return command.line_of(scripted({}), line.as_line(), None)


def test_without_arguments_all_benchmarks_are_listed_with_their_targets(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(NAMES)
    assert all("Target: " in line for line in lines)


def test_an_unknown_benchmark_is_refused_naming_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main(["speed"]) == 2
    assert f"No such benchmark: speed. Use all, or {', '.join(NAMES)}." in capsys.readouterr().out


def test_every_benchmark_can_be_loaded() -> None:
    assert all(callable(benchmark(name).measure) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_source_of_a_benchmark_contains_its_name(name: str) -> None:
    assert f'"{name}"' in inspect.getsource(sys.modules[benchmark(name).measure.__module__])


def test_every_benchmark_in_the_docs_exists() -> None:
    text = (REPOSITORY / "docs" / "benchmarks.md").read_text("utf-8")
    commands = re.findall(r"`python -m benchmarks ([^`]+)`", text)
    assert commands
    assert {name for words in commands for name in words.split()} <= set(NAMES)


def test_a_measured_figure_is_printed_as_one_json_line_with_the_documented_keys(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "load", lambda: None)
    figure = Figure("scripted", 1.23456, "s", 2.0, 0.6, "≤ 2 s", True, "n=3", {"p95_s": 1.98765})
    assert command.run(scripted(figure.as_line())) == 0
    (line,) = capsys.readouterr().out.splitlines()
    answer = json.loads(line)
    assert set(answer) == {*FORM, "p95_s"}
    assert (answer["value"], answer["p95_s"], answer["met"]) == (1.235, 1.988, True)


def test_the_load_of_a_busy_computer_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (3.14, 2.0, 1.0), raising=False)
    assert command.line_of(scripted({}), {}, machine.load())["load_before"] == 3.1


def test_the_load_of_an_idle_computer_is_not_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (0.4, 2.0, 1.0), raising=False)
    assert machine.load() is None


def test_the_machine_is_described_without_its_host_name() -> None:
    words = machine.in_words()
    assert "cores" in words
    assert "GB memory" in words
    assert machine.platform.node() not in words.split()


def test_a_benchmark_that_cannot_run_is_reported_and_the_others_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> dict[str, Any]:
        raise NotMeasurable("There is no browser.")

    missing = Benchmark("missing", "", "", fails)
    found = {NAMES[0]: missing, NAMES[1]: scripted({"benchmark": "scripted"})}
    monkeypatch.setattr(command, "benchmark", found.__getitem__)
    assert command.main([NAMES[0], NAMES[1]]) == 1
    captured = capsys.readouterr()
    assert captured.err == "missing: There is no browser.\n"
    assert json.loads(captured.out)["benchmark"] == "scripted"


def test_the_photos_benchmark_without_a_folder_fails_with_a_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(photos.FOLDER, raising=False)
    assert command.main(["photos"]) == 1
    captured = capsys.readouterr()
    assert photos.FOLDER in captured.err
    assert captured.out == ""


def test_a_benchmark_without_its_browser_fails_with_a_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def needs_a_browser() -> dict[str, Any]:
        with chromium():
            return {}

    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert command.run(Benchmark("browsing", "", "", needs_a_browser)) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("browsing: No Chromium")
    assert captured.out == ""


def test_percentiles() -> None:
    assert p50([1.0, 9.0, 2.0]) == 2.0
    assert p95([float(n) for n in range(101)]) == 95.0


@pytest.mark.parametrize(("ours", "met"), [(0.1, True), (0.3, False)])
def test_the_ratio_of_one_prediction_is_its_speed_up(ours: float, met: bool) -> None:
    line = printed(predict_one.figure([ours] * 3, [90.0] * 3))
    assert line["ratio"] == pytest.approx(90 / ours)
    assert line["met"] is met


def test_the_target_of_the_first_paint_is_a_ratio_to_the_one_line_page() -> None:
    warm = Compared([Visit(1.5, 2.5)] * 3, [Visit(1.0, 1.0)] * 3)
    cold = Compared([Visit(4.0, 5.0)], [Visit(2.0, 2.0)])
    line = printed(first_paint.figure(warm, cold))
    assert (line["ratio"], line["met"]) == (1.5, True)
    assert (line["canvas_ratio"], line["from_start_ratio"]) == (2.5, 2.0)


@pytest.mark.parametrize(
    ("points", "lasso", "picture", "met"),
    [(1.9, 300, 40, True), (2.1, 300, 40, False), (1.9, 360, 40, False), (1.9, 300, 60, False)],
)
def test_the_map_meets_its_target_only_in_all_three_times(
    points: float, lasso: float, picture: float, met: bool
) -> None:
    visit = map_of_all.Visit(points, [lasso], [[200.0, picture, picture]])
    line = printed(map_of_all.figure([visit] * 3, [1.0] * 3))
    assert (line["ratio"], line["met"]) == (points, met)
    assert (line["first_picture_p50_ms"], line["picture_p50_ms"]) == (200.0, picture)


def test_the_first_drawing_of_a_process_is_reported_separately() -> None:
    line = printed(drawing_to_bars.figure([[900.0, 800.0], [200.0, 100.0], [220.0, 120.0]]))
    assert (line["value"], line["met"], line["first_of_process_ms"]) == (160.0, True, 900.0)
    assert line["baseline"] is None


def test_the_first_photo_of_a_process_is_reported_separately() -> None:
    line = printed(refine_to_bars.figure([[2000.0, 800.0], [500.0, 700.0], [600.0, 650.0]]))
    assert (line["value"], line["met"], line["first_of_process_ms"]) == (625.0, False, 2000.0)


def test_a_page_change_is_judged_by_its_95th_percentile() -> None:
    quick, slow = Change(0.1, 0.3), Change(2.0, 3.0)
    line = printed(page_change_while_training.figure([quick] * 9, [quick] * 9 + [slow] * 3))
    assert (line["value"], line["met"], line["baseline"]) == (2.0, False, 0.1)


def test_a_garment_is_found_in_the_synthetic_photo() -> None:
    from core.pictures import prepare

    photo = photo_to_answer.garment_photo(3)
    found = prepare(photo, "photo")
    assert found.stages[0].picture.shape[:2] != (28, 28)
    height, width = found.stages[0].picture.shape[:2]
    assert width / height == pytest.approx(400 / 533, abs=0.01)
    assert found.pixels.max() > 0


@pytest.mark.parametrize(
    ("accuracy", "convnet_seconds", "value", "met"),
    [(0.905, 100, 10.0, True), (0.905, 60, 10.0, False), (0.895, 100, None, False)],
)
def test_quick_counts_only_if_the_mean_accuracy_reaches_the_goal(
    accuracy: float, convnet_seconds: float, value: float | None, met: bool
) -> None:
    runs = [RecipeRun(10, 20, accuracy, 0.92, 112_394)] * 5
    line = printed(quick_to_90.figure(runs, ConvnetEpoch(13, convnet_seconds, 150, 0.901)))
    assert (line["value"], line["met"]) == (value, met)


def test_the_photos_benchmark_weighs_every_label_equally() -> None:
    many = Judged("pants", np.array([True] * 30), np.array([False] * 30))
    few = Judged("dress", np.array([True, False]), np.array([True, False]))
    line = printed(photos.figure([many, few], drawings=False))
    assert (line["value"], line["baseline"], line["met"]) == (0.75, 0.25, True)
    low, high = line["interval_95"]
    assert low <= 0.75 <= high
    assert line["data"] == "32 photos, 2 labels; baseline: plain resize"


def test_drawings_have_the_same_target_as_photos() -> None:
    one = Judged("pants", np.array([True, False]), np.array([False, False]))
    line = printed(photos.figure([one], drawings=True))
    assert line["met"] is False
    assert line["ratio"] is None, "nothing was correct without filling"
    right = Judged("pants", np.array([True, True]), np.array([False, False]))
    assert printed(photos.figure([right], drawings=True))["met"] is True


@pytest.mark.parametrize(
    ("accuracy", "seconds", "met"),
    [(0.936, 290, True), (0.936, 310, False), (0.934, 290, False)],
)
def test_standard_must_be_both_accurate_and_fast(
    accuracy: float, seconds: float, met: bool
) -> None:
    runs = [RecipeRun(seconds, 400, accuracy, 0.94, 344_074)] * 3
    line = printed(standard.figure(runs, ConvnetEpoch(12, 100, 150, 0.9)))
    assert (line["met"], line["baseline"], line["ratio"]) == (met, 0.9, seconds / 100)


@pytest.mark.parametrize(
    ("seconds", "parameters", "met"),
    [(3000, 900_000, True), (3700, 900_000, False), (3000, 1_100_000, False)],
)
def test_best_must_stay_within_an_hour_and_its_size(
    seconds: float, parameters: int, met: bool
) -> None:
    line = printed(best.figure([RecipeRun(seconds, 5000, 0.951, 0.955, parameters)]))
    assert (line["value"], line["met"]) == (0.951, met)


def test_a_slow_support_vector_machine_misses_the_target() -> None:
    assert printed(hog_svm.figure(0.921, 200, 300, 0.925))["met"] is True
    assert printed(hog_svm.figure(0.921, 301, 500, 0.925))["met"] is False
