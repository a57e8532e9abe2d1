"""Pictures answered in every way: the ways agree with the one road, and count as they should."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import BadData
from core.pictures import Preparation, Switches, prepare
from core.predictor import Predictor
from core.workflows.photos import ablation
from core.workflows.photos.ablation import ALL_OFF, PLAIN, STAGES, WHOLE, Looked, Told, look_at
from core.workflows.photos.folder import NAMES, Sample
from core.workflows.photos.step_effects import is_right, sentence, weigh
from tests.core.workflows.photos.labelled_photos import SHIRT, STROKES, photo


@pytest.fixture(scope="module")
def predictor(small_model: Path) -> Predictor:
    return Predictor.load(small_model)


def sample(path: Path, kind: str = "auto") -> Sample:
    return Sample("t-shirt", path, kind, path.name)


def saved(path: Path, picture: np.ndarray) -> Path:
    Image.fromarray(picture).save(path)
    return path


def looked(path: Path, predictor: Predictor) -> Looked:
    ((found, _),) = look_at(sample(path), predictor)
    return found


def switched(way: str) -> Switches:
    return ALL_OFF if way == PLAIN else replace(Switches(), **{way: False})


def transparent(seed: int) -> np.ndarray:
    """A photo (h, w, 4) cut out by somebody else's program."""
    rgb = photo(SHIRT, seed)
    alpha = np.where(rgb.max(axis=2, keepdims=True) < 140, 255, 0).astype(np.uint8)
    return np.concatenate([rgb, alpha], axis=2)


@pytest.mark.parametrize("make", [lambda: photo(SHIRT, 1), lambda: transparent(2)])
def test_every_way_of_a_photo_is_answered_as_its_file_with_those_switches(
    tmp_path: Path, predictor: Predictor, make: "type[np.ndarray]"
) -> None:
    path = saved(tmp_path / "shirt.png", make())
    found = looked(path, predictor)
    assert list(found.answers) == [WHOLE, *(name for name in STAGES if name != "fill"), PLAIN]
    for way, told in found.answers.items():
        switches = Switches() if way == WHOLE else switched(way)
        pixels = prepare(path.read_bytes(), "photo", switches).pixels
        wanted = predictor.predict(pixels, "photo")
        assert told == Told(wanted.index, wanted.probability, wanted.familiarity), way


def test_every_way_of_a_drawing_is_answered_as_its_file_with_those_switches(
    tmp_path: Path, predictor: Predictor
) -> None:
    sheet = np.full((200, 200), 255, np.uint8)
    sheet[40:160, 50:60] = sheet[40:160, 140:150] = sheet[40:50, 50:150] = 30
    sheet[150:160, 50:150] = 90
    path = saved(tmp_path / "square.png", sheet)
    found = looked(path, predictor)
    assert found.kind == "drawing"
    assert set(found.answers) == {WHOLE, "crop", "fill", "fit", "centre", PLAIN}
    for way in ("crop", "fill", "fit", "centre", PLAIN):
        pixels = prepare(path.read_bytes(), "drawing", switched(way)).pixels
        wanted = predictor.predict(pixels, "drawing")
        assert found.told(way) == Told(wanted.index, wanted.probability, wanted.familiarity), way


def test_where_the_stages_do_not_give_the_same_picture_again_the_file_is_asked(
    tmp_path: Path, predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "shirt.png", photo(SHIRT, 3))
    wanted = looked(path, predictor).answers

    def strange(whole: Preparation) -> ablation.Prepare:
        blank = np.zeros((28, 28), np.uint8)
        return lambda switches: replace(whole, pixels=blank)

    monkeypatch.setattr(ablation, "_from_stages", strange)
    assert looked(path, predictor).answers == wanted


def test_each_line_of_strokes_is_a_picture_of_its_own(tmp_path: Path, predictor: Predictor) -> None:
    path = tmp_path / "t-shirt.ndjson"
    path.write_text(f"{STROKES}\nno drawing\n{STROKES}\n")
    found = [one for one, _ in look_at(sample(path), predictor)]
    assert [one.name for one in found] == [f"t-shirt.ndjson:{line}" for line in (1, 2, 3)]
    assert found[0].answers == found[2].answers
    assert PLAIN in found[0].answers
    assert found[1].error
    assert not any(found[1].answers.values())


def test_a_picture_of_the_dataset_has_no_stages_to_switch_off(
    tmp_path: Path, predictor: Predictor
) -> None:
    pixels = np.arange(784, dtype=np.uint8).reshape(28, 28)
    found = looked(saved(tmp_path / "pixels.png", pixels), predictor)
    assert list(found.answers) == [WHOLE]
    assert found.told("segment") == found.told()


def test_a_photo_that_shows_no_garment_is_answered_where_nobody_looks_for_one(
    tmp_path: Path, predictor: Predictor
) -> None:
    found = looked(saved(tmp_path / "wall.jpg", np.full((90, 90, 3), 200, np.uint8)), predictor)
    assert "No garment" in found.error
    assert found.told() is None
    assert found.told("segment") is not None
    assert found.told("crop") is None


def test_a_file_that_is_no_picture_is_answered_in_no_way(
    tmp_path: Path, predictor: Predictor
) -> None:
    (tmp_path / "notes.jpg").write_text("Dear diary")
    found = looked(tmp_path / "notes.jpg", predictor)
    assert found.error
    assert not any(found.answers.values())


def test_a_look_survives_its_own_line(tmp_path: Path, predictor: Predictor) -> None:
    found = looked(saved(tmp_path / "shirt.png", photo(SHIRT, 4)), predictor)
    assert Looked.from_line(json.loads(json.dumps(found.as_line()))) == found


def told(index: int) -> Told:
    return Told(index, 0.9, 0.5)


def look(label: str, answers: Mapping[str, Told | None], number: int = 0) -> Looked:
    return Looked(label, f"{number}", f"{label}/{number}", "photo", "", answers, {"segment": 20.0})


def many(right: int, wrong: int, off_right: int) -> list[Looked]:
    """Bags: some right, some wrong with all on; the first of them right without segmentation."""
    return [
        look(
            "Bag",
            {WHOLE: told(8 if n < right else 0), "segment": told(8 if n < off_right else 0)},
            n,
        )
        for n in range(right + wrong)
    ]


def test_a_stage_is_worth_what_is_lost_without_it() -> None:
    found = weigh(many(30, 10, 10), NAMES)
    whole, segment, plain = found.ways
    assert (whole.name, segment.name, plain.name) == (WHOLE, "segment", PLAIN)
    assert (whole.accuracy.value, segment.accuracy.value) == (0.75, 0.25)
    assert segment.worth
    assert (segment.worth.won, segment.worth.lost) == (20, 0)
    assert segment.milliseconds == 20.0
    assert sentence(segment, found).startswith("Find the garment is worth 50 points, surely (+")


def test_a_stage_that_harms_is_said_to_cost() -> None:
    found = weigh(many(10, 30, 34), NAMES)
    assert "Find the garment costs 60 points, surely (−" in sentence(found.ways[1], found)


def test_a_stage_that_changes_nothing_is_said_to_with_what_could_have_been_seen() -> None:
    found = weigh(many(30, 10, 29), NAMES)
    words = sentence(found.ways[1], found)
    assert words.startswith("Find the garment: no difference that 40 photos could show (")


def test_strangers_are_counted_and_not_judged() -> None:
    looks = [*many(3, 1, 2), look("hat", {WHOLE: told(8), "segment": told(8)})]
    found = weigh(looks, NAMES)
    assert (found.n, found.labelled) == (5, 4)
    assert is_right(looks[-1], NAMES) is None


def test_what_was_refused_is_wrong() -> None:
    assert is_right(look("Bag", {WHOLE: None}), NAMES) is False


def test_labels_outside_the_ten_alone_are_a_sentence() -> None:
    with pytest.raises(BadData, match="nothing to count"):
        weigh([look("hat", {WHOLE: told(8)})], NAMES)


def test_figures_are_ready_for_json_and_for_people() -> None:
    found = weigh(many(30, 10, 10), NAMES)
    line = json.loads(json.dumps(found.as_line(), allow_nan=False))
    assert line["ways"][0]["way"] == WHOLE
    assert line["ways"][1]["worth"]["verdict"] == "surely"
    assert found.in_words()[0].startswith("With all stages on: 75.0%")
    assert len(found.in_words()) == 3
