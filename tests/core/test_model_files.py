import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import ModelUnavailable
from core.model_files import (
    CARD_FILE,
    ENERGY,
    PHOTO,
    PIXELS,
    ROADS,
    Calibration,
    ChosenThreshold,
    card_calibrations,
    read_calibrations,
    read_card,
    require_whole,
    write_card,
    write_threshold,
)

CALIBRATION = Calibration(1.25, 0.2, (0.0, 0.5, 7.0), 0.97, 0.8, "tiny, validation split")


EACH = {
    road: replace(CALIBRATION, temperature=float(place))
    for place, road in enumerate(ROADS, start=1)
}


def test_the_calibrations_of_all_roads_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_card(tmp_path, EACH, {})
    assert read_calibrations(tmp_path) == EACH


def test_a_card_that_does_not_tell_its_score_is_of_the_energy(tmp_path: Path) -> None:
    write_card(tmp_path, EACH, {})
    card = read_card(tmp_path)
    del card["calibration"]["score"]
    (tmp_path / CARD_FILE).write_text(json.dumps(card))
    assert card_calibrations(tmp_path)[PIXELS].score == ENERGY


def test_a_card_of_a_score_that_nobody_knows_is_damaged(tmp_path: Path) -> None:
    write_card(tmp_path, {PIXELS: replace(CALIBRATION, score="mood")}, {})
    with pytest.raises(ModelUnavailable, match="damaged"):
        card_calibrations(tmp_path)


def test_a_card_from_before_there_were_roads_counts_for_all_of_them(tmp_path: Path) -> None:
    write_card(tmp_path, {PIXELS: CALIBRATION}, {})
    assert read_calibrations(tmp_path) == dict.fromkeys(ROADS, CALIBRATION)


def test_a_threshold_that_a_person_chose_is_that_of_photos(tmp_path: Path) -> None:
    write_card(tmp_path, EACH, {})
    write_threshold(tmp_path, ChosenThreshold(0.6, 0.0, "a folder"))
    assert read_calibrations(tmp_path) == EACH | {PHOTO: replace(EACH[PHOTO], threshold=0.6)}
    assert card_calibrations(tmp_path) == EACH


@pytest.mark.parametrize("roads", [3, {"photo": 3}, {"drawing": {}}])
def test_damaged_roads_are_a_sentence(tmp_path: Path, roads: object) -> None:
    write_card(tmp_path, EACH, {"roads": roads})
    with pytest.raises(ModelUnavailable, match=r"model\.json is missing or damaged"):
        read_calibrations(tmp_path)


def test_facts_come_back_beside_the_calibration(tmp_path: Path) -> None:
    write_card(tmp_path, EACH, {"recipe": "quick", "name": "28×28"})
    card = read_card(tmp_path)
    assert (card["recipe"], card["name"]) == ("quick", "28×28")
    assert card["calibration"]["temperature"] == 1


def test_a_later_field_of_a_calibration_does_not_make_it_unreadable(tmp_path: Path) -> None:
    write_card(tmp_path, EACH, {})
    card = json.loads((tmp_path / "model.json").read_text())
    card["calibration"]["of tomorrow"] = 1
    (tmp_path / "model.json").write_text(json.dumps(card))
    assert read_calibrations(tmp_path) == EACH


def test_a_model_is_whole_as_long_as_its_bytes_are_those_that_were_measured(model: Path) -> None:
    require_whole(model)
    write_card(model, EACH, {"onnx_sha256": "0" * 64})
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing or damaged"):
        require_whole(model)
