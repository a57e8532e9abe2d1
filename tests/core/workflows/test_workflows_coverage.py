"""A person's threshold: kept beside the model, honoured by whoever loads it, and undone."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.cards import PHOTO, THRESHOLD_FILE, read_card
from core.data import Dataset
from core.errors import HomeUnusable, ModelUnavailable
from core.predictor import Predictor
from core.registry import ModelVersion
from core.workflows import coverage
from core.workflows.ablation import WHOLE, Looked, Told
from core.workflows.coverage import (
    coverage_line,
    curve_of,
    forget_threshold,
    threshold_of,
    use_threshold,
)
from core.workflows.labelled import NAMES


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
    use_threshold(version, wanted, "280 photos")
    found = Predictor.load(version.folder).batch(tiny.test.images, PHOTO)
    assert (found.known == (familiarity >= wanted)).all()
    assert found.known.sum() >= 20
    assert read_card(version.folder) == card, "the card stays as it was measured"


def test_the_choice_says_where_and_when_and_can_be_undone(
    version: ModelVersion, tiny: Dataset
) -> None:
    own, before = threshold_of(version).own, known(version, tiny)
    use_threshold(version, 0.6, "280 photos")
    chosen = threshold_of(version)
    assert chosen.chosen
    assert (chosen.own, chosen.now, chosen.chosen.where) == (own, 0.6, "280 photos")
    assert chosen.chosen.when > 0
    assert known(version, tiny) != before
    forget_threshold(version)
    forget_threshold(version)
    assert threshold_of(version).chosen is None
    assert (threshold_of(version).now, known(version, tiny)) == (own, before)


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"threshold": 0.5}', '{"threshold": "x", "when": 1, "where": ""}'],
)
def test_a_damaged_choice_leaves_the_cards_own(version: ModelVersion, content: str) -> None:
    (version.folder / THRESHOLD_FILE).write_text(content)
    assert threshold_of(version).chosen is None
    assert (
        Predictor.load(version.folder).calibration("photo").threshold == threshold_of(version).own
    )


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_choice_that_is_no_familiarity_counts_as_none(
    version: ModelVersion, value: float
) -> None:
    line = json.dumps({"threshold": value, "when": 1.0, "where": ""})
    (version.folder / THRESHOLD_FILE).write_text(line)
    assert threshold_of(version).chosen is None


def test_the_shipped_files_are_never_written_to(model: Path) -> None:
    shipped = ModelVersion(0, "", 0.0, model)
    with pytest.raises(ModelUnavailable, match="still being registered"):
        use_threshold(shipped, 0.5, "280 photos")
    assert not (model / THRESHOLD_FILE).exists()


def test_a_disk_that_takes_nothing_is_a_sentence(
    version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(coverage, "write_threshold", full)
    with pytest.raises(HomeUnusable, match="The one before stays"):
        use_threshold(version, 0.5, "280 photos")


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


def test_the_curve_is_of_the_labelled_and_its_alarms_of_the_strangers() -> None:
    curve = curve_of(LOOKS, NAMES)
    line = coverage_line(curve, 0.5)
    assert line["at_threshold"]["coverage"] == 0.5
    assert line["at_threshold"]["accuracy"] == 1.0
    assert line["at_threshold"]["false_alarms"] == 0.5
    assert line["at_half"]["threshold"] == 0.6
    json.dumps(line, allow_nan=False)


def test_a_threshold_that_answers_nothing_has_no_accuracy() -> None:
    assert coverage_line(curve_of(LOOKS, NAMES), 1.0)["at_threshold"]["accuracy"] is None
