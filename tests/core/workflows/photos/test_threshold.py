"""A person's threshold: kept beside the model, honoured by whoever loads it, and undone."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data import Dataset
from core.errors import HomeUnusable, ModelUnavailable
from core.model_files import DRAWING, PHOTO, THRESHOLD_FILE, Calibration, read_card
from core.predictor import Predictor
from core.registry import ModelVersion
from core.workflows.photos import threshold as coverage
from core.workflows.photos.ablation import WHOLE, Looked, Told
from core.workflows.photos.folder import NAMES
from core.workflows.photos.threshold import (
    calibration_error,
    coverage_line,
    curve_of,
    forget_threshold,
    on_road,
    road_of,
    threshold_of,
    use_threshold,
)


@pytest.fixture
def version(model: Path) -> ModelVersion:
    return ModelVersion(3, "run", 0.0, model, ("champion",))


def known(version: ModelVersion, tiny: Dataset) -> float:
    return float(Predictor.load(version.folder).batch(tiny.test.images, PHOTO).known.mean())


def test_a_chosen_threshold_is_honoured_by_every_later_loading(
    version: ModelVersion, tiny: Dataset
) -> None:
    familiarity = Predictor.load(version.folder).batch(tiny.test.images, PHOTO).familiarity
    wanted = float(np.sort(familiarity)[-20])
    card = read_card(version.folder)
    use_threshold(version, PHOTO, wanted, "280 photos")
    found = Predictor.load(version.folder).batch(tiny.test.images, PHOTO)
    assert (found.known == (familiarity >= wanted)).all()
    assert found.known.sum() >= 20
    assert read_card(version.folder) == card, "the card stays as it was measured"


def test_the_choice_says_where_and_when_and_can_be_undone(
    version: ModelVersion, tiny: Dataset
) -> None:
    own, before = threshold_of(version, PHOTO).own, known(version, tiny)
    use_threshold(version, PHOTO, 0.6, "280 photos")
    chosen = threshold_of(version, PHOTO)
    assert chosen.chosen
    assert (chosen.own, chosen.now, chosen.chosen.where) == (own, 0.6, "280 photos")
    assert chosen.chosen.when > 0
    assert known(version, tiny) != before
    forget_threshold(version, PHOTO)
    forget_threshold(version, PHOTO)
    assert threshold_of(version, PHOTO).chosen is None
    assert (threshold_of(version, PHOTO).now, known(version, tiny)) == (own, before)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "7", '{"photo": 0.5}', '{"photo": {"threshold": "x", "when": 1, "where": ""}}'],
)
def test_a_damaged_choice_leaves_the_cards_own(version: ModelVersion, content: str) -> None:
    (version.folder / THRESHOLD_FILE).write_text(content)
    assert threshold_of(version, PHOTO).chosen is None
    assert (
        Predictor.load(version.folder).calibration("photo").threshold
        == threshold_of(version, PHOTO).own
    )


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_choice_that_is_no_familiarity_counts_as_none(
    version: ModelVersion, value: float
) -> None:
    line = json.dumps({"photo": {"threshold": value, "when": 1.0, "where": ""}})
    (version.folder / THRESHOLD_FILE).write_text(line)
    assert threshold_of(version, PHOTO).chosen is None


def test_the_shipped_files_are_never_written_to(model: Path) -> None:
    shipped = ModelVersion(0, "", 0.0, model)
    with pytest.raises(ModelUnavailable, match="still being registered"):
        use_threshold(shipped, PHOTO, 0.5, "280 photos")
    assert not (model / THRESHOLD_FILE).exists()


def test_a_disk_that_takes_nothing_is_a_sentence(
    version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(coverage, "write_threshold", full)
    with pytest.raises(HomeUnusable, match="The one before stays"):
        use_threshold(version, PHOTO, 0.5, "280 photos")


def look(label: str, index: int, familiarity: float | None) -> Looked:
    said = None if familiarity is None else Told(index, 0.9, familiarity)
    return Looked(label, "file", "name", "photo", "", {WHOLE: said}, {})


LOOKS = [
    look("Bag", 8, 0.9),
    look("Bag", 0, 0.1),
    look("pants", 1, 0.6),
    look("pants", 1, None),
    look("hat", 8, 0.7),
    look("hat", 8, 0.2),
]


class Given(Predictor):
    """A predictor of which only the threshold of photos is asked."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def calibration(self, road: str = "") -> Calibration:
        assert road == PHOTO
        return Calibration(1.0, self.threshold, (0.0, 1.0), 0.9, 0.9, "a test")


def test_the_curve_is_of_the_labelled_and_its_alarms_of_the_strangers() -> None:
    line = coverage_line(LOOKS, NAMES, Given(0.5))
    assert line["road"] == PHOTO
    assert line["at_threshold"]["coverage"] == 0.5
    assert line["at_threshold"]["accuracy"] == 1.0
    assert line["at_threshold"]["false_alarms"] == 0.5
    assert line["at_half"]["threshold"] == 0.6
    json.dumps(line, allow_nan=False)


def test_a_threshold_that_answers_nothing_has_no_accuracy() -> None:
    assert coverage_line(LOOKS, NAMES, Given(1.0))["at_threshold"]["accuracy"] is None


def test_a_folder_of_both_kinds_is_weighed_on_the_commoner_one_alone() -> None:
    drawings = [replace(look("Bag", 0, 0.99), kind=DRAWING)]
    refused = [replace(look("Bag", 0, None), kind="")]
    mixed = [*LOOKS, *drawings, *refused]
    assert road_of(mixed) == PHOTO
    assert on_road(mixed, PHOTO) == [*LOOKS, *refused]
    assert curve_of(on_road(mixed, PHOTO), NAMES).n == 5
    assert road_of(refused) == PHOTO


def test_percentages_are_off_by_what_they_promise_more_than_they_hold() -> None:
    # Three answers with 90 %: two of them right.
    assert calibration_error(LOOKS, NAMES) == pytest.approx(0.9 - 2 / 3)
    assert calibration_error([look("hat", 8, 0.9), look("Bag", 8, None)], NAMES) is None


def test_each_road_keeps_a_threshold_of_its_own(version: ModelVersion) -> None:
    use_threshold(version, PHOTO, 0.6, "photos")
    use_threshold(version, DRAWING, 0.3, "drawings")
    assert threshold_of(version, PHOTO).now == 0.6
    forget_threshold(version, PHOTO)
    found = Predictor.load(version.folder)
    assert found.calibration(DRAWING).threshold == 0.3
    assert found.calibration(PHOTO).threshold == threshold_of(version, PHOTO).own
