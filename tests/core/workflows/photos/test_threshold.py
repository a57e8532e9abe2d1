"""A user-chosen threshold: stored with the model, used whenever it is loaded, and undone."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.calibration import Calibration
from core.data import Dataset
from core.errors import HomeUnusable, ModelUnavailable
from core.input_kind import InputKind
from core.model_files import THRESHOLD_FILE, read_facts
from core.predictor import Predictions, Predictor
from core.registry import ModelVersion
from core.workflows.photos import threshold as coverage
from core.workflows.photos.ablation import ALL_STEPS, Sample, SampleAnswer
from core.workflows.photos.folder import NAMES
from core.workflows.photos.threshold import (
    calibration_error,
    coverage_of,
    curve_of,
    forget_threshold,
    main_input_kind,
    of_input_kind,
    threshold_of,
    use_threshold,
)


@pytest.fixture
def version(model: Path) -> ModelVersion:
    return ModelVersion(3, "run", 0.0, model, ("champion",))


def answers(version: ModelVersion, tiny: Dataset) -> Predictions:
    return Predictor.load(version.folder).predict_many(tiny.test.images, InputKind.PHOTO)


def known(version: ModelVersion, tiny: Dataset) -> float:
    return float(answers(version, tiny).known.mean())


def test_a_chosen_threshold_is_used_after_loading(version: ModelVersion, tiny: Dataset) -> None:
    familiarity = answers(version, tiny).familiarity
    threshold = float(np.sort(familiarity)[-20])
    facts = read_facts(version.folder)
    use_threshold(version, InputKind.PHOTO, threshold, "280 photos")
    found = answers(version, tiny)
    assert (found.known == (familiarity >= threshold)).all()
    assert found.known.sum() >= 20
    assert read_facts(version.folder) == facts, "the measured facts are unchanged"


def test_a_chosen_threshold_records_its_origin_and_can_be_undone(
    version: ModelVersion, tiny: Dataset
) -> None:
    own, before = threshold_of(version, InputKind.PHOTO).measured, known(version, tiny)
    use_threshold(version, InputKind.PHOTO, 0.6, "280 photos")
    chosen = threshold_of(version, InputKind.PHOTO)
    assert chosen.chosen
    assert (chosen.measured, chosen.in_use, chosen.chosen.where) == (own, 0.6, "280 photos")
    assert chosen.chosen.when > 0
    assert known(version, tiny) != before
    forget_threshold(version, InputKind.PHOTO)
    forget_threshold(version, InputKind.PHOTO)
    assert threshold_of(version, InputKind.PHOTO).chosen is None
    assert (threshold_of(version, InputKind.PHOTO).in_use, known(version, tiny)) == (own, before)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "7", '{"photo": 0.5}', '{"photo": {"threshold": "x", "when": 1, "where": ""}}'],
)
def test_a_damaged_chosen_threshold_is_ignored(version: ModelVersion, content: str) -> None:
    (version.folder / THRESHOLD_FILE).write_text(content)
    assert threshold_of(version, InputKind.PHOTO).chosen is None
    assert (
        Predictor.load(version.folder).calibration(InputKind.PHOTO).threshold
        == threshold_of(version, InputKind.PHOTO).measured
    )


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_chosen_threshold_out_of_range_is_ignored(version: ModelVersion, value: float) -> None:
    line = json.dumps({"photo": {"threshold": value, "when": 1.0, "where": ""}})
    (version.folder / THRESHOLD_FILE).write_text(line)
    assert threshold_of(version, InputKind.PHOTO).chosen is None


def test_choosing_a_threshold_for_the_shipped_files_is_refused(model: Path) -> None:
    shipped = ModelVersion(0, "", 0.0, model)
    with pytest.raises(ModelUnavailable, match="still being registered"):
        use_threshold(shipped, InputKind.PHOTO, 0.5, "280 photos")
    assert not (model / THRESHOLD_FILE).exists()


def test_a_full_disk_is_reported_when_choosing_a_threshold(
    version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(coverage, "write_threshold", full)
    with pytest.raises(HomeUnusable, match="The previous one stays"):
        use_threshold(version, InputKind.PHOTO, 0.5, "280 photos")


def sample(label: str, index: int, familiarity: float | None) -> Sample:
    answer = None if familiarity is None else SampleAnswer(index, 0.9, familiarity)
    return Sample(label, "file", "name", "photo", "", {ALL_STEPS: answer}, {})


SAMPLES = [
    sample("Bag", 8, 0.9),
    sample("Bag", 0, 0.1),
    sample("pants", 1, 0.6),
    sample("pants", 1, None),
    sample("hat", 8, 0.7),
    sample("hat", 8, 0.2),
]


class FixedThreshold(Predictor):
    """A predictor that only has a threshold for photos."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def calibration(self, kind: InputKind = InputKind.PIXELS) -> Calibration:
        assert kind is InputKind.PHOTO
        return Calibration(1.0, self.threshold, (0.0, 1.0), 0.9, 0.9, "a test")


def test_coverage_is_of_labelled_samples_and_false_acceptance_of_outliers() -> None:
    found = coverage_of(SAMPLES, NAMES, FixedThreshold(0.5))
    assert found.input_kind is InputKind.PHOTO
    assert (found.at_threshold.coverage, found.at_threshold.false_acceptance) == (0.5, 0.5)
    assert found.at_threshold.accuracy is not None
    assert found.at_threshold.accuracy.value == 1.0
    assert found.at_half.threshold == 0.6


def test_the_json_line_has_the_same_figures_under_stable_keys() -> None:
    found = coverage_of(SAMPLES, NAMES, FixedThreshold(0.5))
    line = json.loads(json.dumps(found.as_line(), allow_nan=False))
    assert line["road"] == "photo"
    point = line["at_threshold"]
    assert (point["coverage"], point["accuracy"], point["false_alarms"]) == (0.5, 1.0, 0.5)
    assert line["at_half"]["threshold"] == 0.6
    assert "the most familiar half" in found.in_words()


def test_accuracy_is_none_at_a_threshold_that_answers_nothing() -> None:
    found = coverage_of(SAMPLES, NAMES, FixedThreshold(1.0))
    assert found.at_threshold.accuracy is None
    assert found.as_line()["at_threshold"]["accuracy"] is None  # type: ignore[index]


def test_coverage_of_a_mixed_folder_is_of_the_main_input_kind() -> None:
    drawings = [replace(sample("Bag", 0, 0.99), kind=InputKind.DRAWING)]
    refused = [replace(sample("Bag", 0, None), kind="")]
    mixed = [*SAMPLES, *drawings, *refused]
    assert main_input_kind(mixed) == InputKind.PHOTO
    assert of_input_kind(mixed, InputKind.PHOTO) == [*SAMPLES, *refused]
    assert curve_of(of_input_kind(mixed, InputKind.PHOTO), NAMES).n == 5
    assert main_input_kind(refused) == InputKind.PHOTO


def test_the_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    # Three predictions of 90 %, two of them correct.
    assert calibration_error(SAMPLES, NAMES) == pytest.approx(0.9 - 2 / 3)
    assert calibration_error([sample("hat", 8, 0.9), sample("Bag", 8, None)], NAMES) is None


def test_each_input_kind_has_its_own_threshold(version: ModelVersion) -> None:
    use_threshold(version, InputKind.PHOTO, 0.6, "photos")
    use_threshold(version, InputKind.DRAWING, 0.3, "drawings")
    assert threshold_of(version, InputKind.PHOTO).in_use == 0.6
    forget_threshold(version, InputKind.PHOTO)
    found = Predictor.load(version.folder)
    assert found.calibration(InputKind.DRAWING).threshold == 0.3
    assert (
        found.calibration(InputKind.PHOTO).threshold
        == threshold_of(version, InputKind.PHOTO).measured
    )
