"""Cases: pictures that later models must classify correctly, predicted once by each model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data import CLASS_NAMES, Dataset
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.store import Item
from core.errors import ModelUnavailable
from core.input_kind import InputKind
from core.model_files import ONNX_FILE, write_facts
from core.pictures import prepare_pixels
from core.predictor import Predictor
from core.registry import ModelVersion
from core.settings import Settings
from core.workflows.predict.cases import answer_cases


@pytest.fixture
def version(model: Path) -> ModelVersion:
    return ModelVersion(3, "", 0.0, model)


def add_case(settings: Settings, pixels: np.ndarray, label: int) -> str:
    return Cases(settings).add(Item(pixels, label, pixels, InputKind.PIXELS))


def predicted(version: ModelVersion, pixels: np.ndarray) -> int:
    return Predictor.load(version.folder).predict(prepare_pixels(pixels)).index


def test_without_cases_no_model_is_loaded(settings: Settings, version: ModelVersion) -> None:
    (version.folder / ONNX_FILE).unlink()
    report = answer_cases(settings, version)
    assert (report.passed, report.answers) == (0, ())
    assert "no cases" in report.in_words()


def test_a_case_is_passed_if_the_label_is_predicted(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    first, second = tiny.test.images[:2]
    add_case(settings, first, predicted(version, first))
    wrong = (predicted(version, second) + 1) % 10
    add_case(settings, second, wrong)
    report = answer_cases(settings, version)
    assert report.passed == 1
    assert [one.case.label for one in report.failed] == [wrong]
    assert "v3 passes 1 of 2 cases." in report.in_words()
    taken = f"{CLASS_NAMES[wrong]} taken for {CLASS_NAMES[predicted(version, second)]}"
    assert taken in report.in_words()


def learned(version: ModelVersion, *ids: str) -> None:
    """Say in a version's facts that it was trained on these pictures."""
    facts = version.facts()
    dataset = replace(facts.dataset, user_pictures=ids)
    write_facts(version.folder, replace(facts, dataset=dataset))


def test_a_case_that_a_model_passes_because_it_learned_it_does_not_count(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    first, second = tiny.test.images[:2]
    ids = [add_case(settings, one, predicted(version, one)) for one in (first, second)]
    assert answer_cases(settings, version).passed == 2
    learned(version, ids[0])
    report = answer_cases(settings, version)
    assert (report.passed, len(report.counted), report.learned) == (1, 1, 1)
    assert report.as_line() | {"n": 1, "learned": 1, "passed": 1} == report.as_line()


def test_a_case_that_a_model_fails_counts_even_if_it_learned_it(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    picture = tiny.test.images[0]
    learned(version, add_case(settings, picture, (predicted(version, picture) + 1) % 10))
    report = answer_cases(settings, version)
    assert (report.passed, len(report.counted), len(report.failed)) == (0, 1, 1)


def test_a_model_is_loaded_only_for_cases_it_has_not_predicted(
    settings: Settings, version: ModelVersion, tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_case(settings, tiny.test.images[0], 0)
    before = answer_cases(settings, version)
    monkeypatch.delattr(Predictor, "load")
    after = answer_cases(settings, version)
    assert after.as_line() == before.as_line()


def test_a_relabelled_case_is_not_predicted_again(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    picture = tiny.test.images[0]
    right = predicted(version, picture)
    id_ = add_case(settings, picture, (right + 1) % 10)
    assert answer_cases(settings, version).passed == 0
    Cases(settings).relabel(id_, right)
    assert answer_cases(settings, version).passed == 1


def test_damaged_stored_predictions_are_repeated(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    add_case(settings, tiny.test.images[0], 0)
    before = answer_cases(settings, version).as_line()
    for path in (settings.data / "cases" / "answers").glob("*"):
        path.write_text("[1, 2")
    assert answer_cases(settings, version).as_line() == before


def test_a_deleted_case_is_not_reported(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    id_ = add_case(settings, tiny.test.images[0], 0)
    answer_cases(settings, version)
    Cases(settings).delete(id_)
    assert answer_cases(settings, version).answers == ()


def test_a_damaged_model_raises_model_unavailable(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    add_case(settings, tiny.test.images[0], 0)
    (version.folder / ONNX_FILE).write_bytes(b"rubbish")
    with pytest.raises(ModelUnavailable):
        answer_cases(settings, version)
