import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.cards import (
    Calibration,
    read_calibration,
    read_card,
    require_whole,
    write_card,
)
from core.errors import ModelUnavailable

CALIBRATION = Calibration(1.25, 0.2, (0.0, 0.5, 7.0), 0.97, 0.8, "tiny, validation split")


def test_a_calibration_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_card(tmp_path, CALIBRATION, {})
    assert read_calibration(tmp_path) == CALIBRATION


def test_facts_come_back_beside_the_calibration(tmp_path: Path) -> None:
    write_card(tmp_path, CALIBRATION, {"recipe": "quick", "name": "28×28"})
    card = read_card(tmp_path)
    assert (card["recipe"], card["name"]) == ("quick", "28×28")
    assert card["calibration"]["temperature"] == 1.25


def test_a_later_field_of_a_calibration_does_not_make_it_unreadable(tmp_path: Path) -> None:
    write_card(tmp_path, CALIBRATION, {})
    card = json.loads((tmp_path / "model.json").read_text())
    card["calibration"]["of tomorrow"] = 1
    (tmp_path / "model.json").write_text(json.dumps(card))
    assert read_calibration(tmp_path) == CALIBRATION


def test_a_model_is_whole_as_long_as_its_bytes_are_those_that_were_measured(model: Path) -> None:
    require_whole(model)
    write_card(model, replace(CALIBRATION), {"onnx_sha256": "0" * 64})
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing or damaged"):
        require_whole(model)
