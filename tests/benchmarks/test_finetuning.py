"""The benchmark of teaching, from scripted answers: nothing is taught here."""

from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy import finetuning as teaching
from benchmarks.accuracy import forgetting as ten_more
from benchmarks.accuracy.photos import FOLDER
from benchmarks.harness.figure import NotMeasurable
from core.data import CLASS_NAMES


def result(before: float, after: float) -> dict[str, Any]:
    figures = {"before": before, "after": after}
    return {"taught": 4, "share": 1.0} | {
        when: {split: {"accuracy": value} for split in ("validation", "test")}
        for when, value in figures.items()
    }


def right(*shares: float) -> list[np.ndarray]:
    """Ten answers a label, so many of them right."""
    return [np.arange(10) < 10 * share for share in shares]


def test_without_a_folder_it_says_which_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with pytest.raises(NotMeasurable, match=FOLDER):
        teaching.measure()


def test_the_mean_over_seeds_is_reported_beside_what_it_was_before() -> None:
    after = [right(0.7, 0.9), right(0.8, 1.0)]
    line = teaching.figure(right(0.4, 0.6), after, [result(0.93, 0.93)] * 2).as_line()
    assert (line["value"], line["baseline"], line["ratio"]) == (0.85, 0.5, 1.7)
    assert line["by_seed"] == [0.8, 0.9]
    assert line["met"]


@pytest.mark.parametrize(
    ("share", "lost", "met"), [(0.8, 0.004, True), (0.8, 0.006, False), (0.7, 0.0, False)]
)
def test_the_target_is_missed_by_too_few_right_or_too_much_lost(
    share: float, lost: float, met: bool
) -> None:
    line = teaching.figure(right(0.5), [right(share)], [result(0.93, 0.93 - lost)]).as_line()
    assert line["met"] is met


def test_seeds_do_not_count_as_more_photos() -> None:
    one = teaching.figure(right(0.5), [right(0.7)], [result(0.9, 0.9)]).as_line()
    three = teaching.figure(right(0.5), [right(0.7)] * 3, [result(0.9, 0.9)] * 3).as_line()
    assert one["interval_95"] == three["interval_95"]


def test_what_ten_more_photos_cost_is_the_loss_of_the_worst_other_class() -> None:
    before = {str(label): 0.9 for label in range(10)}
    after = before | {"4": 0.95, "2": 0.85, "6": 0.88}
    told = {"before": {"test": {"per_class": before}}, "after": {"test": {"per_class": after}}}
    names = ("dress", "outwear")
    photos = [dict(zip(names, right(*two), strict=True)) for two in ((0.5, 0.4), (0.6, 0.8))]
    found = ten_more.compared("outwear", told | {"share": 1.0}, photos)
    assert found["the_worst"] == CLASS_NAMES[2]
    assert found["lost_by_the_worst"] == pytest.approx(0.05)
    assert found["gained_on_test"] == pytest.approx(0.05)
    assert (found["own_photos"], found["other_photos"]) == ([0.4, 0.8], [0.5, 0.6])
    line = ten_more.figure([found]).as_line()
    assert line["value"] == 0.05
    assert not line["met"]
