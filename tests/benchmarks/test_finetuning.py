"""The benchmarks of fine-tuning, from scripted results: nothing is fine-tuned here."""

from collections.abc import Mapping

import numpy as np
import pytest

from benchmarks.accuracy import finetuning, forgetting
from benchmarks.accuracy.photos import FOLDER
from benchmarks.harness.figure import NotMeasurable
from core.data import CLASS_NAMES
from core.workflows.train.finetuning_result import (
    WARDROBE,
    CasesPassed,
    FineTuningResult,
    SplitFigures,
)

SPLITS = (WARDROBE, "validation", "test")


def result(
    before: float, after: float, per_class: tuple[Mapping[str, float], ...] = ({}, {})
) -> FineTuningResult:
    """Return a fine-tuning result with the same accuracies on every split."""
    old, new = (
        SplitFigures(10_000, value, value, value, value, classes)
        for value, classes in zip((before, after), per_class, strict=True)
    )
    return FineTuningResult(
        version=2,
        name="v2",
        base="v1",
        trained_on=4,
        excluded=0,
        interpolation_weight=1.0,
        before=dict.fromkeys(SPLITS, old),
        after=dict.fromkeys(SPLITS, new),
        fixed=dict.fromkeys(SPLITS, 0),
        broken=dict.fromkeys(SPLITS, 0),
        p_values=dict.fromkeys(SPLITS, 1.0),
        cases=CasesPassed(0, 0),
    )


def correct(*accuracies: float) -> list[np.ndarray]:
    """For each label, return whether each of ten predictions is correct, for a given accuracy."""
    return [np.arange(10) < 10 * accuracy for accuracy in accuracies]


def test_a_missing_folder_is_reported_with_the_environment_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with pytest.raises(NotMeasurable, match=FOLDER):
        finetuning.measure()


def test_the_mean_over_seeds_is_reported_with_the_accuracy_before() -> None:
    after = [correct(0.7, 0.9), correct(0.8, 1.0)]
    line = finetuning.figure(correct(0.4, 0.6), after, [result(0.93, 0.93)] * 2).as_line()
    assert (line["value"], line["baseline"], line["ratio"]) == (0.85, 0.5, 1.7)
    assert line["by_seed"] == [0.8, 0.9]
    assert line["met"]


@pytest.mark.parametrize(
    ("accuracy", "loss", "met"), [(0.8, 0.004, True), (0.8, 0.006, False), (0.7, 0.0, False)]
)
def test_the_target_is_missed_by_low_accuracy_or_a_large_loss_on_test(
    accuracy: float, loss: float, met: bool
) -> None:
    results = [result(0.93, 0.93 - loss)]
    line = finetuning.figure(correct(0.5), [correct(accuracy)], results).as_line()
    assert line["lost_on_test"] == pytest.approx(loss)
    assert line["met"] is met


def test_more_seeds_do_not_narrow_the_interval() -> None:
    one = finetuning.figure(correct(0.5), [correct(0.7)], [result(0.9, 0.9)]).as_line()
    three = finetuning.figure(correct(0.5), [correct(0.7)] * 3, [result(0.9, 0.9)] * 3).as_line()
    assert one["interval_95"] == three["interval_95"]


def test_forgetting_is_the_largest_loss_of_another_class() -> None:
    before = {str(label): 0.9 for label in range(10)}
    after = before | {"4": 0.95, "2": 0.85, "6": 0.88}
    labels = ("dress", "outwear")
    photos = [dict(zip(labels, correct(*two), strict=True)) for two in ((0.5, 0.4), (0.6, 0.8))]
    found = forgetting.compared("outwear", result(0.9, 0.9, (before, after)), photos)
    assert found.largest_loss_of == CLASS_NAMES[2]
    assert found.largest_loss == pytest.approx(0.05)
    assert found.gained_on_test == pytest.approx(0.05)
    assert (found.own_photos, found.other_photos) == ((0.4, 0.8), (0.5, 0.6))
    line = forgetting.figure([found]).as_line()
    assert line["value"] == 0.05
    assert not line["met"]
