"""The ablation: predictions with each preparation step off, and the effect of each step."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import BadData, BadRecord
from core.pictures import Preparation, Switches, prepare
from core.predictor import Prediction, Predictor
from core.records import from_json, parse, to_json
from core.text import percent
from core.workflows.photos import ablation
from core.workflows.photos.ablation import (
    ALL_OFF,
    ALL_STEPS,
    NO_STEPS,
    STAGES,
    Sample,
    SampleAnswer,
    ablate,
)
from core.workflows.photos.folder import NAMES, LabelledFile
from core.workflows.photos.step_effects import Ablation, is_right, sentence, step_effects
from tests.core.workflows.photos.labelled_photos import SHIRT, STROKES, photo


@pytest.fixture(scope="module")
def predictor(small_model: Path) -> Predictor:
    return Predictor.load(small_model)


def labelled_file(path: Path, kind: str = "auto") -> LabelledFile:
    return LabelledFile("t-shirt", path, kind, path.name)


def saved(path: Path, picture: np.ndarray) -> Path:
    Image.fromarray(picture).save(path)
    return path


def sample(path: Path, predictor: Predictor) -> Sample:
    ((found, _),) = ablate(labelled_file(path), predictor)
    return found


def switched(condition: str) -> Switches:
    return ALL_OFF if condition == NO_STEPS else replace(Switches(), **{condition: False})


def answered(found: Prediction) -> SampleAnswer:
    return SampleAnswer(found.index, found.probability, found.familiarity)


def transparent(seed: int) -> np.ndarray:
    """A photo (h, w, 4) with the background removed by another program."""
    rgb = photo(SHIRT, seed)
    alpha = np.where(rgb.max(axis=2, keepdims=True) < 140, 255, 0).astype(np.uint8)
    return np.concatenate([rgb, alpha], axis=2)


@pytest.mark.parametrize("make", [lambda: photo(SHIRT, 1), lambda: transparent(2)])
def test_each_condition_of_a_photo_equals_predicting_with_those_switches(
    tmp_path: Path, predictor: Predictor, make: "type[np.ndarray]"
) -> None:
    path = saved(tmp_path / "shirt.png", make())
    found = sample(path, predictor)
    assert list(found.answers) == [
        ALL_STEPS,
        *(name for name in STAGES if name != "fill"),
        NO_STEPS,
    ]
    for condition, answer in found.answers.items():
        switches = Switches() if condition == ALL_STEPS else switched(condition)
        expected = predictor.predict(prepare(path.read_bytes(), "photo", switches))
        assert answer == answered(expected), condition


def test_each_condition_of_a_drawing_equals_predicting_with_those_switches(
    tmp_path: Path, predictor: Predictor
) -> None:
    sheet = np.full((200, 200), 255, np.uint8)
    sheet[40:160, 50:60] = sheet[40:160, 140:150] = sheet[40:50, 50:150] = 30
    sheet[150:160, 50:150] = 90
    path = saved(tmp_path / "square.png", sheet)
    found = sample(path, predictor)
    assert found.kind == "drawing"
    assert set(found.answers) == {ALL_STEPS, "crop", "fill", "fit", "centre", NO_STEPS}
    for condition in ("crop", "fill", "fit", "centre", NO_STEPS):
        expected = predictor.predict(prepare(path.read_bytes(), "drawing", switched(condition)))
        assert found.answer(condition) == answered(expected), condition


def test_the_file_is_prepared_again_if_its_stages_do_not_reproduce_it(
    tmp_path: Path, predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "shirt.png", photo(SHIRT, 3))
    expected = sample(path, predictor).answers

    def blanked(whole: Preparation) -> ablation.Prepare:
        blank = np.zeros((28, 28), np.uint8)
        return lambda switches: replace(whole, pixels=blank)

    monkeypatch.setattr(ablation, "_from_stages", blanked)
    assert sample(path, predictor).answers == expected


def test_each_line_of_strokes_is_a_sample(tmp_path: Path, predictor: Predictor) -> None:
    path = tmp_path / "t-shirt.ndjson"
    path.write_text(f"{STROKES}\nno drawing\n{STROKES}\n")
    found = [one for one, _ in ablate(labelled_file(path), predictor)]
    assert [one.name for one in found] == [f"t-shirt.ndjson:{line}" for line in (1, 2, 3)]
    assert found[0].answers == found[2].answers
    assert NO_STEPS in found[0].answers
    assert found[1].error
    assert not any(found[1].answers.values())


def test_a_dataset_picture_has_no_steps_to_disable(tmp_path: Path, predictor: Predictor) -> None:
    pixels = np.arange(784, dtype=np.uint8).reshape(28, 28)
    found = sample(saved(tmp_path / "pixels.png", pixels), predictor)
    assert list(found.answers) == [ALL_STEPS]
    assert found.answer("segment") == found.answer()


def test_a_photo_without_garment_is_answered_only_without_segmentation(
    tmp_path: Path, predictor: Predictor
) -> None:
    found = sample(saved(tmp_path / "wall.jpg", np.full((90, 90, 3), 200, np.uint8)), predictor)
    assert "No garment" in found.error
    assert found.answer() is None
    assert found.answer("segment") is not None
    assert found.answer("crop") is None


def test_an_unreadable_file_is_answered_in_no_condition(
    tmp_path: Path, predictor: Predictor
) -> None:
    (tmp_path / "notes.jpg").write_text("Dear diary")
    found = sample(tmp_path / "notes.jpg", predictor)
    assert found.error
    assert not any(found.answers.values())


def test_a_sample_is_unchanged_by_a_round_trip_through_json(
    tmp_path: Path, predictor: Predictor
) -> None:
    found = sample(saved(tmp_path / "shirt.png", photo(SHIRT, 4)), predictor)
    assert parse(Sample, json.dumps(to_json(found))) == found


@pytest.mark.parametrize("change", [{"kind": "painting"}, {"answers": {}}, {"label": None}])
def test_an_invalid_sample_is_refused(change: dict[str, object]) -> None:
    whole = to_json(sample_of("Bag", {ALL_STEPS: answer(8)}))
    assert from_json(Sample, whole)
    with pytest.raises(BadRecord):
        from_json(Sample, whole | change)


def answer(index: int) -> SampleAnswer:
    return SampleAnswer(index, 0.9, 0.5)


def sample_of(label: str, answers: Mapping[str, SampleAnswer | None], number: int = 0) -> Sample:
    return Sample(label, f"{number}", f"{label}/{number}", "photo", "", answers, {"segment": 20.0})


def many(right: int, wrong: int, off_right: int) -> list[Sample]:
    """Bags: `right` and `wrong` with all steps on, the first `off_right` without segmentation."""
    return [
        sample_of(
            "Bag",
            {
                ALL_STEPS: answer(8 if n < right else 0),
                "segment": answer(8 if n < off_right else 0),
            },
            n,
        )
        for n in range(right + wrong)
    ]


def test_the_effect_of_a_step_is_the_accuracy_lost_without_it() -> None:
    found = step_effects(many(30, 10, 10), NAMES)
    whole, segment, plain = found.conditions
    assert (whole.name, segment.name, plain.name) == (ALL_STEPS, "segment", NO_STEPS)
    assert (whole.accuracy.value, segment.accuracy.value) == (0.75, 0.25)
    assert segment.effect
    assert (segment.effect.fixed, segment.effect.broken) == (20, 0)
    assert segment.milliseconds == 20.0
    assert sentence(segment, found).startswith("Find the garment is worth 50 points, surely (+")


def test_effects_are_read_back_also_from_an_earlier_version() -> None:
    found = step_effects(many(30, 10, 10), NAMES)
    record = json.loads(json.dumps(to_json(found)))
    assert from_json(Ablation, record) == found
    whole, segment = record["ways"][:2]
    assert (whole["way"], whole["balanced_accuracy"]) == (ALL_STEPS, 0.75)
    assert (segment["ms"], segment["worth"]["won"], segment["worth"]["lost"]) == (20.0, 20, 0)
    assert from_json(Ablation, found.as_line()) == found  # the earlier form, with titles and words


def test_a_harmful_step_is_described_as_costing_accuracy() -> None:
    found = step_effects(many(10, 30, 34), NAMES)
    assert "Find the garment costs 60 points, surely (−" in sentence(found.conditions[1], found)


def test_a_step_without_effect_is_described_with_the_detectable_difference() -> None:
    found = step_effects(many(30, 10, 29), NAMES)
    words = sentence(found.conditions[1], found)
    assert words.startswith("Find the garment: no difference that 40 photos could show (")


def test_outliers_are_counted_but_neither_correct_nor_wrong() -> None:
    samples = [*many(3, 1, 2), sample_of("hat", {ALL_STEPS: answer(8), "segment": answer(8)})]
    found = step_effects(samples, NAMES)
    assert (found.n, found.labelled) == (5, 4)
    assert is_right(samples[-1], NAMES) is None


def test_a_refused_picture_counts_as_wrong() -> None:
    assert is_right(sample_of("Bag", {ALL_STEPS: None}), NAMES) is False


def test_samples_without_known_labels_are_refused() -> None:
    with pytest.raises(BadData, match="nothing to count"):
        step_effects([sample_of("hat", {ALL_STEPS: answer(8)})], NAMES)


def test_effects_are_available_as_json_and_as_text() -> None:
    found = step_effects(many(30, 10, 10), NAMES)
    line = json.loads(json.dumps(found.as_line(), allow_nan=False))
    assert line["ways"][0]["way"] == ALL_STEPS
    assert line["ways"][1]["worth"]["verdict"] == "surely"
    assert line["ways"][1]["title"] in line["ways"][1]["worth"]["words"]
    assert "worth" not in line["ways"][0]
    assert found.in_words()[0].startswith(f"With all stages on: {percent(0.75)}")
    assert len(found.in_words()) == 3
