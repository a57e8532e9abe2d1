"""What changes when another version becomes the champion, and how often that verdict is wrong."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.user_pictures.cases import Cases
from core.data.user_pictures.store import Item
from core.evaluation import wilson
from core.input_kind import InputKind
from core.model_facts import ModelFacts, SplitMetrics
from core.model_files import read_facts, write_facts
from core.pictures import prepare_pixels
from core.predictor import Predictor
from core.registry import ModelVersion
from core.settings import Settings
from core.text import percent
from core.workflows.promote.compare import Change, change, reads, side_by_side

PHOTO, DRAWING, PIXELS = InputKind.PHOTO, InputKind.DRAWING, InputKind.PIXELS


def metrics(right: int, n: int = 1000, coverage: float = 0.5) -> SplitMetrics:
    found = wilson(right, n)
    return SplitMetrics(
        n, found.value, found.low, found.high, found.value, 0.3, 0.01, coverage=coverage
    )


@pytest.fixture
def champion(small_model: Path, tmp_path: Path) -> ModelVersion:
    return version(1, small_model, tmp_path, {PHOTO: metrics(600), DRAWING: metrics(800)})


def version(
    number: int, model: Path, tmp_path: Path, simulated: dict[InputKind, SplitMetrics]
) -> ModelVersion:
    folder = tmp_path / f"v{number}"
    folder.mkdir()
    (folder / "model.onnx").write_bytes((model / "model.onnx").read_bytes())
    facts = read_facts(model)
    tested = {**facts.metrics, "test": metrics(920)}
    write_facts(folder, replace(facts, metrics=tested, simulated=simulated))
    return ModelVersion(number, "", 0.0, folder)


def test_a_kind_of_input_that_is_no_longer_answered_is_said_first(
    champion: ModelVersion, small_model: Path, tmp_path: Path, settings: Settings
) -> None:
    blind = {PHOTO: metrics(610, coverage=0.01), DRAWING: metrics(700)}
    found = side_by_side(settings, champion, version(2, small_model, tmp_path, blind))
    assert found.unanswered == (PHOTO,)
    first, second = found.worse()
    assert "v2 does not answer photos" in first
    assert f"{percent(0.7)} instead of {percent(0.8)}" in second


def test_an_equal_version_loses_nothing(
    champion: ModelVersion, small_model: Path, tmp_path: Path, settings: Settings
) -> None:
    same = {PHOTO: metrics(598), DRAWING: metrics(803)}
    found = side_by_side(settings, champion, version(2, small_model, tmp_path, same))
    assert found.worse() == []
    assert {row.accuracy for row in found.rows} == {Change.SAME}


def test_what_was_not_measured_is_unknown_and_its_coverage_is_that_of_the_calibration(
    champion: ModelVersion, small_model: Path, tmp_path: Path, settings: Settings
) -> None:
    older = version(2, small_model, tmp_path, {})
    found = {row.kind: row for row in side_by_side(settings, champion, older).rows}
    assert found[PHOTO].accuracy is Change.UNKNOWN
    assert found[PIXELS].accuracy is Change.SAME
    facts = older.facts()
    assert facts.coverage(PHOTO) == facts.calibrations[PHOTO].coverage


def test_cases_that_only_the_champion_passes_are_counted(
    champion: ModelVersion, small_model: Path, tmp_path: Path, settings: Settings
) -> None:
    pixels = np.zeros((28, 28), np.uint8)
    Cases(settings).add(Item(pixels, 0, pixels, PIXELS))
    found = side_by_side(settings, champion, champion)
    assert (found.cases, found.champion_passes) == (1, found.candidate_passes)
    assert "passes 0 of 1 cases" in " ".join(
        replace(found, champion_passes=1, candidate_passes=0).worse()
    )


def test_a_kind_is_read_if_a_twentieth_of_it_is_answered(small_model: Path) -> None:
    facts: ModelFacts = read_facts(small_model)
    for coverage, expected in ((0.049, False), (0.05, True)):
        shown = replace(facts, simulated={PHOTO: metrics(500, coverage=coverage)})
        assert reads(shown, PHOTO) is expected


def test_equal_models_are_called_worse_in_at_most_one_of_forty_comparisons() -> None:
    random = np.random.default_rng(0)
    wrong = [
        change(wilson(int(a), 1000), wilson(int(b), 1000)) is Change.WORSE
        for share in (0.55, 0.78, 0.93)
        for a, b in random.binomial(1000, share, (4000, 2))
    ]
    assert 0.015 < np.mean(wrong) <= 0.03


def test_a_loss_of_three_points_on_the_test_split_is_found_nearly_always() -> None:
    random = np.random.default_rng(0)
    pairs = random.binomial(10_000, (0.93, 0.90), (500, 2))
    found = [change(wilson(int(a), 10_000), wilson(int(b), 10_000)) for a, b in pairs]
    assert np.mean([one is Change.WORSE for one in found]) > 0.99


def test_a_case_that_one_of_both_learned_does_not_favour_it(
    champion: ModelVersion, small_model: Path, tmp_path: Path, settings: Settings
) -> None:
    candidate = version(2, small_model, tmp_path, {})
    for value in (50, 90):
        pixels = np.full((28, 28), value, np.uint8)
        label = answer_of(candidate, pixels)
        id_ = Cases(settings).add(Item(pixels, label, pixels, PIXELS))
    assert side_by_side(settings, champion, candidate).cases == 2
    facts = candidate.facts()
    write_facts(
        candidate.folder, replace(facts, dataset=replace(facts.dataset, user_pictures=(id_,)))
    )
    found = side_by_side(settings, champion, candidate)
    assert (found.cases, found.champion_passes, found.candidate_passes) == (1, 1, 1)


def answer_of(model: ModelVersion, pixels: np.ndarray) -> int:
    return Predictor.load(model.folder).predict(prepare_pixels(pixels)).index
