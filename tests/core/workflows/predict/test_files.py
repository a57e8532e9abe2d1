"""Predicting files: one that fails has an error, the others are still predicted."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data import CLASS_NAMES, Dataset
from core.errors import ModelUnavailable
from core.pictures import prepare_pixels
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.predict.files import Answer, answer_files, load_predictor

SQUARE = json.dumps({"drawing": [[[60, 200, 200, 60, 60], [60, 60, 220, 220, 60]]]})


@pytest.fixture(scope="module")
def predictor(small_model: Path) -> Predictor:
    return Predictor.load(small_model)


def answer(path: Path, predictor: Predictor, kind: str = "auto") -> list[Answer]:
    return list(answer_files([path], kind, predictor))


def test_a_dataset_picture_in_a_file_is_predicted_like_its_pixels(
    tmp_path: Path, predictor: Predictor, tiny: Dataset
) -> None:
    pixels = np.array(tiny.test.images[3])
    Image.fromarray(pixels).save(tmp_path / "3.png")
    (found,) = answer(tmp_path / "3.png", predictor)
    expected = predictor.predict(prepare_pixels(pixels))
    line = found.as_line()
    assert list(line) == [
        "file",
        "label",
        "index",
        "probability",
        "known",
        "familiarity",
        "probabilities",
        "ms",
    ]
    assert line["label"] == CLASS_NAMES[line["index"]] == expected.label
    assert line["probabilities"] == pytest.approx(expected.probabilities.tolist(), abs=1e-5)
    assert sum(line["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert line["probability"] == pytest.approx(max(line["probabilities"]), abs=1e-4)
    assert 0 <= line["familiarity"] <= 1
    assert line["ms"] > 0


def test_files_are_predicted_in_order_and_a_bad_one_does_not_stop_the_others(
    tmp_path: Path, predictor: Predictor, tiny: Dataset
) -> None:
    good, bad, gone = tmp_path / "good.png", tmp_path / "bad.jpg", tmp_path / "gone.png"
    Image.fromarray(np.array(tiny.test.images[0])).save(good)
    bad.write_text("a letter, not a photo")
    answers = list(answer_files([bad, good, gone, tmp_path, good], "auto", predictor))
    assert [one.file for one in answers] == list(map(str, [bad, good, gone, tmp_path, good]))
    assert [bool(one.error) for one in answers] == [True, False, True, True, False]
    assert answers[2].as_line() == {"file": str(gone), "error": "There is no such file."}
    assert answers[3].error == "The file cannot be read: Is a directory."


def test_an_endless_file_is_refused(predictor: Predictor) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no endless file")
    (found,) = answer(Path("/dev/zero"), predictor)
    assert found.error == "The file has more than 25 MB. Save it smaller."


def test_an_unknown_input_kind_is_reported(
    tmp_path: Path, predictor: Predictor, tiny: Dataset
) -> None:
    Image.fromarray(np.array(tiny.test.images[0])).save(tmp_path / "a.png")
    (found,) = answer(tmp_path / "a.png", predictor, kind="painting")
    assert "Use one of: auto, pixels, photo, drawing" in found.error


def test_a_strokes_file_is_predicted_line_by_line(tmp_path: Path, predictor: Predictor) -> None:
    path = tmp_path / "shirts.NDJSON"
    path.write_text(f"\ufeff{SQUARE}\r\n\n{{}}\n{SQUARE}", "utf-8")
    found = answer(path, predictor)
    assert [one.file for one in found] == [f"{path}:1", f"{path}:3", f"{path}:4"]
    assert [bool(one.error) for one in found] == [False, True, False]
    assert "This line is not a drawing" in found[1].error


def test_a_unicode_line_separator_does_not_split_a_drawing(
    tmp_path: Path, predictor: Predictor
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(SQUARE.replace("{", '{"word": "a\u2028b", '), "utf-8")
    assert [one.error for one in answer(path, predictor)] == [""]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "This file contains no drawings."),
        (b"\n \n", "This file contains no drawings."),
        (b"\xff\xfe", "This file is not UTF-8 text."),
    ],
)
def test_a_strokes_file_without_drawings_is_an_error(
    tmp_path: Path, predictor: Predictor, content: bytes, error: str
) -> None:
    (tmp_path / "a.ndjson").write_bytes(content)
    (found,) = answer(tmp_path / "a.ndjson", predictor)
    assert (found.file, found.error) == (str(tmp_path / "a.ndjson"), error)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_reported(tmp_path: Path, predictor: Predictor) -> None:
    (tmp_path / "a.png").touch(mode=0)
    (found,) = answer(tmp_path / "a.png", predictor)
    assert found.error == "The file cannot be read: Permission denied."


def test_an_answer_as_text_is_the_class_an_abstention_or_the_error(
    predictor: Predictor, tmp_path: Path
) -> None:
    (tmp_path / "a.ndjson").write_text(SQUARE)
    (found,) = answer(tmp_path / "a.ndjson", predictor)
    assert found.prediction is not None
    abstained = "" if found.prediction.known else "I don’t know; nearest is "
    assert found.in_words().startswith(f"{found.file}: {abstained}{found.prediction.label} (")
    assert Answer("b.png", "There is no such file.").in_words() == "b.png: There is no such file."


def test_the_shipped_model_is_loaded_if_nothing_is_registered(
    shipped: Path, settings: Settings
) -> None:
    assert load_predictor(Registry(settings), "champion").calibration().data.startswith("tiny")
    with pytest.raises(ModelUnavailable, match=r"There is no model 'v7'\. There is: champion\."):
        load_predictor(Registry(settings), "v7")
