"""The files stored with a model: its facts, calibrations and user-chosen thresholds."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.calibration import Calibration, Score
from core.errors import ModelUnavailable
from core.input_kind import InputKind
from core.model_facts import DatasetFacts, EpochMetrics, FineTuningFacts, ModelFacts, SplitMetrics
from core.model_files import (
    FACTS_FILE,
    THRESHOLD_FILE,
    ChosenThreshold,
    chosen_thresholds,
    drop_threshold,
    read_calibrations,
    read_facts,
    require_intact,
    threshold_trouble,
    write_facts,
    write_threshold,
)
from core.settings import REPOSITORY
from core.training import RECIPES

PIXELS, PHOTO, DRAWING = InputKind.PIXELS, InputKind.PHOTO, InputKind.DRAWING
CALIBRATION = Calibration(
    1.25, 0.2, (0.0, 0.5, 7.0), 0.97, 0.8, "tiny, validation split", Score.MAX_LOGIT
)
EACH = {
    kind: replace(CALIBRATION, temperature=float(number))
    for number, kind in enumerate(InputKind, start=1)
}
METRICS = SplitMetrics(200, 0.8, 0.74, 0.85, 0.79, 0.6, 0.05, (0.8,) * 10, ((1, 0), (0, 1)), 0.9)
FACTS = ModelFacts(
    recipe="quick",
    config={"recipe": "quick", "network": "quick", "seed": 3},
    parameters=7850,
    dataset=DatasetFacts("tiny", "ab" * 32, 1, 600, 200, 200),
    metrics={"validation": METRICS, "test": METRICS},
    calibration=EACH[PIXELS],
    onnx_sha256="0" * 64,
    by_input_kind={PHOTO: EACH[PHOTO], DRAWING: EACH[DRAWING]},
    history=(EpochMetrics(1, 0.9, 0.6, 0.8, 0.7, 0.01, 2.5),),
    fine_tuning=FineTuningFacts("v1", "1" * 64, ("a", "b"), 0.5),
    device="28×28",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a model's facts, but no model."""
    write_facts(tmp_path, FACTS)
    return tmp_path


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the values in model.json as another program might."""
    path = folder / FACTS_FILE
    values = json.loads(path.read_text("utf-8"))
    change(values)
    path.write_text(json.dumps(values), "utf-8")


def test_facts_are_read_back_unchanged(folder: Path) -> None:
    assert read_facts(folder) == FACTS


def test_the_keys_in_model_json_never_change(folder: Path) -> None:
    values = json.loads((folder / FACTS_FILE).read_text("utf-8"))
    assert {"knots", "wanted", "mirror"} <= values["calibration"].keys()
    assert values["roads"].keys() == {"photo", "drawing"}
    assert values["wardrobe"] == {
        "base": "v1",
        "base_onnx_sha256": "1" * 64,
        "learnt": ["a", "b"],
        "share": 0.5,
    }


def test_the_shipped_model_can_be_read() -> None:
    facts = read_facts(REPOSITORY / "models" / "champion")
    assert facts.calibrations.keys() == set(InputKind)
    assert facts.recipe in RECIPES, "under whichever name the recipe is stored"
    assert {"outliers", "flip_tta"} <= facts.config.keys()  # under whichever names they are stored


def test_earlier_names_and_values_of_settings_are_translated(folder: Path) -> None:
    earlier = {"strangers": 0.1, "augmentation": "wild", "mirror": True, "shifts": False}
    rewrite(folder, lambda values: values.update(config=earlier))
    assert read_facts(folder).config == {
        "outliers": 0.1,
        "augmentation": "photo_like",
        "flip_tta": True,
        "shift_tta": False,
    }


def test_the_calibrations_of_all_input_kinds_are_read_back_unchanged(
    folder: Path,
) -> None:
    assert read_calibrations(folder) == EACH


def test_a_calibration_without_a_score_uses_the_energy_score(folder: Path) -> None:
    rewrite(folder, lambda values: values["calibration"].pop("score"))
    assert read_calibrations(folder)[PIXELS].score is Score.ENERGY


def test_a_calibration_with_an_unknown_score_is_damaged(folder: Path) -> None:
    rewrite(folder, lambda values: values["calibration"].update(score="mood"))
    with pytest.raises(ModelUnavailable, match="damaged"):
        read_calibrations(folder)


def test_facts_without_input_kinds_apply_to_all_of_them(folder: Path) -> None:
    rewrite(folder, lambda values: values.pop("roads"))
    assert read_calibrations(folder) == dict.fromkeys(InputKind, EACH[PIXELS])


@pytest.mark.parametrize("by_input_kind", [3, {"photo": 3}, {"drawing": {}}, []])
def test_damaged_calibrations_by_input_kind_are_reported(
    folder: Path, by_input_kind: object
) -> None:
    rewrite(folder, lambda values: values.update(roads=by_input_kind))
    with pytest.raises(ModelUnavailable, match=r"model\.json is missing or damaged"):
        read_calibrations(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"metrics": {}},
        {"metrics": {"test": {"n": 200}}},
        {"config": 3},
        {"history": [{"epoch": 1}]},
        {"parameters": "many"},
    ],
)
def test_facts_with_an_invalid_field_are_reported(folder: Path, change: dict[str, Any]) -> None:
    rewrite(folder, lambda values: values.update(change))
    with pytest.raises(ModelUnavailable, match=r"model\.json is missing or damaged"):
        read_facts(folder)


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{", b"\xff\xfe"])
def test_facts_that_are_missing_or_not_json_are_reported(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / FACTS_FILE).write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"model\.json is missing or damaged"):
        read_facts(tmp_path)


def test_an_unknown_field_of_a_calibration_is_ignored(folder: Path) -> None:
    rewrite(folder, lambda values: values["calibration"].update({"of tomorrow": 1}))
    assert read_calibrations(folder) == EACH


def test_a_chosen_threshold_applies_to_its_input_kind_only(folder: Path) -> None:
    write_threshold(folder, ChosenThreshold(0.6, 0.0, "a folder"), PHOTO)
    assert read_calibrations(folder) == EACH | {PHOTO: replace(EACH[PHOTO], threshold=0.6)}
    assert read_facts(folder).calibrations == EACH  # facts keep the measured thresholds


def test_a_chosen_threshold_is_dropped_and_the_others_stay(folder: Path) -> None:
    for kind in (PHOTO, DRAWING):
        write_threshold(folder, ChosenThreshold(0.6, 1.0, "a folder"), kind)
    drop_threshold(folder, PHOTO)
    drop_threshold(folder, PIXELS)  # none was chosen
    assert chosen_thresholds(folder) == {DRAWING: ChosenThreshold(0.6, 1.0, "a folder")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"photo": 0.6}',
        '{"photo": {"threshold": "0.6", "when": 0, "where": ""}}',
        '{"photo": {"threshold": 1.5, "when": 0, "where": ""}}',
        '{"photo": {"threshold": NaN, "when": 0, "where": ""}}',
    ],
)
def test_a_damaged_or_invalid_chosen_threshold_is_ignored(folder: Path, text: str) -> None:
    (folder / THRESHOLD_FILE).write_text(text)
    assert chosen_thresholds(folder) == {}
    assert "can no longer be read from" in threshold_trouble(folder)


def test_intact_or_dropped_thresholds_are_no_trouble(folder: Path) -> None:
    assert not threshold_trouble(folder)
    write_threshold(folder, ChosenThreshold(0.6, 1.0, "a folder"), PHOTO)
    assert not threshold_trouble(folder)
    drop_threshold(folder, PHOTO)
    assert not threshold_trouble(folder)
    assert read_calibrations(folder) == EACH


def test_a_model_is_intact_only_if_its_bytes_match_the_recorded_hash(model: Path) -> None:
    require_intact(model)
    write_facts(model, FACTS)
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing or damaged"):
        require_intact(model)
