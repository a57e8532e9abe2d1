"""The form of what benchmarks print, from scripted measurements: nothing here is timed."""

import json
from typing import Any

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks.accuracy import best, hog_svm, photos, standard
from benchmarks.accuracy.photos import Judged
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
)
from benchmarks.speed import refine_to_bars as mend_to_bars
from benchmarks.speed.first_paint import Compared, Visit
from benchmarks.speed.page_change_while_training import Change

FORM = ["benchmark", "value", "unit", "baseline", "ratio", "target", "met", "data", "machine"]


def scripted(measured: dict[str, Any]) -> Benchmark:
    return Benchmark("scripted", "What it is.", "≤ 2 s", lambda: measured)


def printed(line: Figure) -> dict[str, Any]:
    return command.line_of(scripted({}), line.as_line(), None)


def test_without_a_name_every_benchmark_is_listed_with_its_target(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(NAMES)
    assert all("Target: " in line for line in lines)


def test_an_unknown_name_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["speed"]) == 2
    assert f"No such benchmark: speed. Use all, or {', '.join(NAMES)}." in capsys.readouterr().out


def test_every_benchmark_is_one_file_that_can_be_measured() -> None:
    assert all(callable(benchmark(name).measure) for name in NAMES)


def test_a_measured_figure_is_one_json_line_of_the_designs_form(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "load", lambda: None)
    figure = Figure("scripted", 1.23456, "s", 2.0, 0.6, "≤ 2 s", True, "n=3", {"p95_s": 1.98765})
    assert command.run(scripted(figure.as_line())) == 0
    (line,) = capsys.readouterr().out.splitlines()
    answer = json.loads(line)
    assert set(answer) == {*FORM, "p95_s"}
    assert (answer["value"], answer["p95_s"], answer["met"]) == (1.235, 1.988, True)


def test_a_busy_computer_is_noted_beside_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (3.14, 2.0, 1.0), raising=False)
    assert command.line_of(scripted({}), {}, machine.load())["load_before"] == 3.1


def test_a_quiet_computer_is_not_remarked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (0.4, 2.0, 1.0), raising=False)
    assert machine.load() is None


def test_the_machine_is_told_without_its_name() -> None:
    words = machine.in_words()
    assert "cores" in words
    assert "GB memory" in words
    assert machine.platform.node() not in words.split()


def test_what_cannot_be_measured_is_said_and_the_others_still_run(
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


def test_photos_without_a_folder_ends_with_a_sentence_and_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(photos.FOLDER, raising=False)
    assert command.main(["photos"]) == 1
    captured = capsys.readouterr()
    assert photos.FOLDER in captured.err
    assert captured.out == ""


def test_percentiles_are_of_all_values() -> None:
    assert p50([1.0, 9.0, 2.0]) == 2.0
    assert p95([float(n) for n in range(101)]) == 95.0


@pytest.mark.parametrize(("ours", "met"), [(0.1, True), (0.3, False)])
def test_one_prediction_is_compared_by_how_many_times_faster_it_is(ours: float, met: bool) -> None:
    line = printed(predict_one.figure([ours] * 3, [90.0] * 3))
    assert line["ratio"] == pytest.approx(90 / ours)
    assert line["met"] is met


def test_the_first_paint_meets_its_target_by_its_ratio_to_the_one_line_page() -> None:
    warm = Compared([Visit(1.5, 2.5)] * 3, [Visit(1.0, 1.0)] * 3)
    cold = Compared([Visit(4.0, 5.0)], [Visit(2.0, 2.0)])
    line = printed(first_paint.figure(warm, cold))
    assert (line["ratio"], line["met"]) == (1.5, True)
    assert (line["canvas_ratio"], line["from_start_ratio"]) == (2.5, 2.0)


def test_the_first_drawing_of_a_process_stands_apart() -> None:
    line = printed(drawing_to_bars.figure([[900.0, 800.0], [200.0, 100.0], [220.0, 120.0]]))
    assert (line["value"], line["met"], line["first_of_process_ms"]) == (160.0, True, 900.0)
    assert line["baseline"] is None


def test_the_first_photo_of_a_process_stands_apart() -> None:
    line = printed(mend_to_bars.figure([[2000.0, 800.0], [500.0, 700.0], [600.0, 650.0]]))
    assert (line["value"], line["met"], line["first_of_process_ms"]) == (625.0, False, 2000.0)


def test_a_page_change_is_judged_by_its_slow_end() -> None:
    quick, slow = Change(0.1, 0.3), Change(2.0, 3.0)
    line = printed(page_change_while_training.figure([quick] * 9, [quick] * 9 + [slow] * 3))
    assert (line["value"], line["met"], line["baseline"]) == (2.0, False, 0.1)


def test_a_synthetic_photo_is_a_jpeg_of_the_promised_size_in_which_a_garment_is_found() -> None:
    from core.pictures import prepare

    photo = photo_to_answer.garment_photo(3)
    found = prepare(photo, "photo")
    assert found.stages[0].picture.shape[:2] != (28, 28)
    height, width = found.stages[0].picture.shape[:2]
    assert width / height == pytest.approx(400 / 533, abs=0.01)
    assert found.pixels.max() > 0


def test_balanced_accuracy_weighs_every_label_alike() -> None:
    many = Judged("pants", np.array([True] * 30), np.array([False] * 30))
    few = Judged("dress", np.array([True, False]), np.array([True, False]))
    line = printed(photos.figure([many, few], drawings=False))
    assert (line["value"], line["baseline"], line["met"]) == (0.75, 0.25, True)
    low, high = line["interval_95"]
    assert low <= 0.75 <= high
    assert line["data"] == "32 photos, 2 labels; baseline: plain resize"


def test_drawings_have_the_target_of_photos() -> None:
    one = Judged("pants", np.array([True, False]), np.array([False, False]))
    line = printed(photos.figure([one], drawings=True))
    assert line["met"] is False
    assert line["ratio"] is None, "nothing was right without filling"
    right = Judged("pants", np.array([True, True]), np.array([False, False]))
    assert printed(photos.figure([right], drawings=True))["met"] is True


@pytest.mark.parametrize(
    ("accuracy", "seconds", "met"),
    [(0.936, 290, True), (0.936, 310, False), (0.934, 290, False)],
)
def test_standard_must_be_right_and_quick_at_once(
    accuracy: float, seconds: float, met: bool
) -> None:
    runs = [RecipeRun(seconds, 400, accuracy, 0.94, 344_074)] * 3
    line = printed(standard.figure(runs, ConvnetEpoch(12, 100, 150, 0.9)))
    assert (line["met"], line["baseline"], line["ratio"]) == (met, 0.9, seconds / 100)


@pytest.mark.parametrize(
    ("seconds", "parameters", "met"),
    [(3000, 900_000, True), (3700, 900_000, False), (3000, 1_100_000, False)],
)
def test_best_is_held_to_its_hour_and_its_size(seconds: float, parameters: int, met: bool) -> None:
    line = printed(best.figure([RecipeRun(seconds, 5000, 0.951, 0.955, parameters)]))
    assert (line["value"], line["met"]) == (0.951, met)


def test_a_slow_support_vector_machine_misses_its_target() -> None:
    assert printed(hog_svm.figure(0.921, 200, 300, 0.925))["met"] is True
    assert printed(hog_svm.figure(0.921, 301, 500, 0.925))["met"] is False
