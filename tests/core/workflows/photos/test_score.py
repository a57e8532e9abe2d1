"""Scoring a folder of pictures, with a predictor scripted by each picture's first pixels."""

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data import CLASS_NAMES
from core.errors import BadData
from core.predictor import Picture, Prediction, Predictor
from core.workflows.photos.score import NAMES, FolderScores, read_mapping, score_folder
from tests.core.conftest import Listener

THRESHOLD = 0.5


class Scripted(Predictor):
    """Predicts the class and familiarity (in hundredths) given by the first two pixels."""

    def __init__(self) -> None:
        pass

    def predict(self, picture: Picture) -> Prediction:
        pixels = picture.pixels
        probabilities = np.full(10, 0.01, np.float32)
        probabilities[pixels[0, 0]] = 0.91
        familiarity = int(pixels[0, 1]) / 100
        return Prediction(probabilities, familiarity, familiarity >= THRESHOLD, 0.1)


def save_picture(path: Path, answer: str, familiarity: float) -> None:
    pixels = np.zeros((28, 28), np.uint8)
    pixels[0, :2] = CLASS_NAMES.index(answer), round(familiarity * 100)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


# What operating systems, NAS devices and tools put beside pictures.
CLUTTER = (
    "Bag/.DS_Store",
    "Bag/Thumbs.db",
    "hat/desktop.ini",
    ".ipynb_checkpoints/1-checkpoint.png",
    ".git/index",
    "@eaDir/1.png",
    "__MACOSX/1.png",
    "._Bag.ndjson",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    photos = tmp_path / "photos"
    save_picture(photos / "Bag" / "1.png", "Bag", 0.9)
    save_picture(photos / "Bag" / "2.png", "Bag", 0.8)
    save_picture(photos / "Bag" / "3.png", "Coat", 0.2)
    save_picture(photos / "shoes" / "1.png", "Sneaker", 0.7)
    (photos / "shoes" / "2.jpg").write_text("no picture at all")
    save_picture(photos / "hat" / "1.png", "Bag", 0.1)
    save_picture(photos / "hat" / "2.png", "Shirt", 0.3)
    for clutter in CLUTTER:
        (photos / clutter).parent.mkdir(exist_ok=True)
        (photos / clutter).write_bytes((photos / "Bag" / "1.png").read_bytes())
    (photos / "read me.txt").write_text("not in a subfolder")
    return photos


def scored(folder: Path, mapping: Path | None = None) -> FolderScores:
    return score_folder(folder, read_mapping(mapping), Scripted(), Listener())


def test_scores_match_those_counted_by_hand(folder: Path) -> None:
    found = scored(folder)
    assert found.n == 7
    assert found.accuracy == pytest.approx(3 / 5)
    assert found.per_class == pytest.approx({"Bag": 2 / 3, "shoes": 1 / 2})
    assert found.balanced_accuracy == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert found.coverage == pytest.approx(3 / 5)
    assert found.accuracy_when_known == 1.0
    # 0.9, 0.8, 0.2, 0.7 and 0 (unreadable) against 0.1 and 0.3: 7 of 10 pairs correctly ordered
    assert found.unknown_auroc == pytest.approx(0.7)


def test_an_unreadable_file_counts_as_wrong_and_is_reported(folder: Path) -> None:
    line = scored(folder).as_line()
    (error,) = line["errors"]
    assert error["file"].endswith("2.jpg")
    assert "2.jpg" in error["error"]
    assert list(line)[:7] == [
        "n",
        "accuracy",
        "balanced_accuracy",
        "per_class",
        "coverage",
        "accuracy_when_known",
        "unknown_auroc",
    ]
    json.dumps(line, allow_nan=False)


def test_scores_are_none_if_there_is_nothing_to_count(tmp_path: Path) -> None:
    save_picture(tmp_path / "hat" / "1.png", "Bag", 0.1)
    found = scored(tmp_path)
    assert (found.accuracy, found.balanced_accuracy, found.unknown_auroc) == (None, None, None)
    assert found.in_words() == ["1 files, 0 of them unreadable."]


def test_a_mapping_defines_the_correct_classes_and_the_outliers(
    folder: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"hat": ["Bag", "Shirt"], "BAG": null}')
    found = scored(folder, mapping)
    assert found.per_class == {"hat": 1.0, "shoes": 0.5}


def test_a_mapping_may_begin_with_a_byte_order_mark(folder: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"hat": "Bag"}', "utf-8-sig")
    assert scored(folder, mapping).per_class["hat"] == 0.5


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_a_mapping_applies_however_an_accent_is_written(
    tmp_path: Path, forms: tuple[str, str]
) -> None:
    written, named = (unicodedata.normalize(form, "Röcke") for form in forms)
    save_picture(tmp_path / "photos" / named / "1.png", "Dress", 0.9)
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({written: "Dress"}))
    assert scored(tmp_path / "photos", mapping).per_class == {named: 1.0}


def test_each_drawing_of_a_strokes_file_is_counted(tmp_path: Path) -> None:
    shirt = json.dumps({"drawing": [[[60, 200, 200, 60, 60], [60, 60, 220, 220, 60]]]})
    (tmp_path / "t-shirt.ndjson").write_text(f"{shirt}\n\n{shirt}\nno drawing\n")
    found = scored(tmp_path)
    assert (found.n, len(found.errors)) == (3, 1)
    assert found.errors[0].file.endswith("t-shirt.ndjson:4")


def test_progress_ends_at_one_and_a_stop_keeps_the_scores_so_far(folder: Path) -> None:
    listener = Listener()
    score_folder(folder, NAMES, Scripted(), listener)
    assert [round(fraction, 2) for fraction, _, _ in listener.reports][-1] == 1.0
    assert score_folder(folder, NAMES, Scripted(), Listener(stop_after=2)).n == 2


def test_pictures_are_released_after_scoring(folder: Path) -> None:
    assert not any(hasattr(one, "preparation") for one in scored(folder).judged)


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="is not a folder"):
        scored(tmp_path / "nowhere")


@pytest.mark.parametrize("content", ["", "labels.csv", "inner/"])
def test_a_folder_without_label_subfolders_is_reported(tmp_path: Path, content: str) -> None:
    if content.endswith("/"):
        (tmp_path / content).mkdir()
    elif content:
        (tmp_path / content).write_text("a,b")
    with pytest.raises(BadData, match="Make one subfolder per label"):
        scored(tmp_path)


def test_an_unknown_label_is_reported_with_an_example_mapping(tmp_path: Path) -> None:
    save_picture(tmp_path / "kimono" / "1.png", "Coat", 0.5)
    with pytest.raises(BadData, match=r'No class is known for: kimono\..*\{"kimono": "Coat"\}'):
        scored(tmp_path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("\xff", "cannot be read"),
        ("[]", "must be a JSON object such as"),
        ("7", "must be a JSON object such as"),
        ('{"hoodie": "Hoodie"}', "No such class: Hoodie. Use T-shirt/top, Trouser"),
        ('{"hoodie": 3}', "No such class: 3"),
        ('{"hoodie": ["Coat", "Cape"]}', "No such class: Cape"),
        ('{"hoodie": [["Coat"]]}', "Give each folder one class, a list of classes, or null."),
        ('{"hoodie": ' + "[" * 500 + "]" * 500 + "}", "Give each folder one class"),
        ('{"hoodie": ' + "[" * 99_999 + "]" * 99_999 + "}", "is nested too deeply. Give each"),
    ],
)
def test_an_invalid_mapping_is_reported(tmp_path: Path, content: str, sentence: str) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_bytes(content.encode("latin-1"))
    with pytest.raises(BadData) as caught:
        read_mapping(mapping)
    assert sentence in str(caught.value)


def test_a_missing_mapping_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="cannot be read"):
        read_mapping(tmp_path / "mapping.json")
