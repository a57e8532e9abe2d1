"""Cases: pictures that later models must pass, answered once by each model."""

from pathlib import Path

import numpy as np
import pytest

from core.data import CLASS_NAMES, Dataset
from core.data.user_pictures.store import Item
from core.errors import ModelUnavailable
from core.model_files import ONNX_FILE
from core.predictor import Predictor
from core.registry import ModelVersion
from core.settings import Settings
from core.workflows.predict.cases import Cases, answer_cases


@pytest.fixture
def version(model: Path) -> ModelVersion:
    return ModelVersion(3, "", 0.0, model)


def keep(settings: Settings, pixels: np.ndarray, label: int) -> str:
    return Cases(settings).add(Item(pixels, label, pixels, "pixels"))


def said(version: ModelVersion, pixels: np.ndarray) -> int:
    return Predictor.load(version.folder).predict(pixels).index


def test_without_cases_nothing_is_asked(settings: Settings, version: ModelVersion) -> None:
    (version.folder / ONNX_FILE).unlink()
    report = answer_cases(settings, version)
    assert (report.passed, report.answers) == (0, ())
    assert "no cases" in report.in_words()


def test_a_case_is_passed_by_its_label_alone(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    first, second = tiny.test.images[:2]
    keep(settings, first, said(version, first))
    wrong = (said(version, second) + 1) % 10
    keep(settings, second, wrong)
    report = answer_cases(settings, version)
    assert report.passed == 1
    assert [one.case.label for one in report.failed] == [wrong]
    assert "v3 passes 1 of 2 cases." in report.in_words()
    taken = f"{CLASS_NAMES[wrong]} taken for {CLASS_NAMES[said(version, second)]}"
    assert taken in report.in_words()


def test_a_version_is_loaded_only_for_what_it_was_not_asked_yet(
    settings: Settings, version: ModelVersion, tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(settings, tiny.test.images[0], 0)
    before = answer_cases(settings, version)
    monkeypatch.delattr(Predictor, "load")
    after = answer_cases(settings, version)
    assert after.as_line() == before.as_line()


def test_another_label_for_a_case_counts_without_asking_again(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    picture = tiny.test.images[0]
    right = said(version, picture)
    id_ = keep(settings, picture, (right + 1) % 10)
    assert answer_cases(settings, version).passed == 0
    Cases(settings).relabel(id_, right)
    assert answer_cases(settings, version).passed == 1


def test_kept_answers_that_are_damaged_are_asked_anew(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    keep(settings, tiny.test.images[0], 0)
    before = answer_cases(settings, version).as_line()
    for path in (settings.data / "cases" / "answers").glob("*"):
        path.write_text("[1, 2")
    assert answer_cases(settings, version).as_line() == before


def test_a_case_that_is_deleted_is_asked_no_more(
    settings: Settings, version: ModelVersion, tiny: Dataset
) -> None:
    id_ = keep(settings, tiny.test.images[0], 0)
    answer_cases(settings, version)
    Cases(settings).delete(id_)
    assert answer_cases(settings, version).answers == ()


def test_a_damaged_model_says_so(settings: Settings, version: ModelVersion, tiny: Dataset) -> None:
    keep(settings, tiny.test.images[0], 0)
    (version.folder / ONNX_FILE).write_bytes(b"rubbish")
    with pytest.raises(ModelUnavailable):
        answer_cases(settings, version)
