"""A registered model on a split: answered once, kept, evaluated, printed."""

from pathlib import Path

import numpy as np
import pytest

from core.calibration import softmax, without_temperature
from core.data.checks.reports import DataReport, Reports
from core.data.versions.pictures import Part, Pictures
from core.data.versions.store import Versions
from core.errors import BadData, DataUnavailable, ModelUnavailable
from core.jobs import JobStopped
from core.predictor import Predictor
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.workflows.context import Silent
from core.workflows.evaluate import answers as module
from core.workflows.evaluate.answers import SplitAnswers, answer_split
from core.workflows.evaluate.chosen import Chosen, read_choice
from core.workflows.evaluate.evaluation import CHOSEN_ON, METRICS, Evaluated, evaluate_model
from core.workflows.evaluate.job import EvaluateParameters, evaluate_on
from core.workflows.predict.answers import AllAnswers, AnswerStore

CHAMPION = REPOSITORY / "models" / "champion"
SPLITS = np.array([Part.TRAIN, Part.VALIDATION, Part.TEST, Part.TEST, Part.TEST])


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Pictures:
    """A hundred pictures of noise, sixty of them to test on, in place of all of v1."""
    images = np.random.default_rng(0).integers(0, 256, (100, 28, 28), np.uint8)
    labels, parts = np.arange(100) % 10, np.tile(SPLITS, 20)
    pictures = Pictures(
        images, labels.astype(np.uint8), parts.astype(np.uint8), np.zeros(100, bool)
    )
    monkeypatch.setattr(Versions, "pictures", lambda self, name: pictures)
    monkeypatch.setattr(module, "BATCH", 25)
    return pictures


def shipped(settings: Settings, split: str = "test") -> Evaluated:
    return evaluate_on(settings, Registry(settings).shipped(), Chosen("v1", split), Silent())


def test_a_split_is_answered_as_the_predictor_does(settings: Settings, small: Pictures) -> None:
    found = shipped(settings)
    expected = Predictor.load(CHAMPION).predict_many(small.images[small.members(Part.TEST)])
    assert np.allclose(found.probabilities, expected.probabilities, atol=1e-6)
    assert (found.numbers == small.members(Part.TEST)).all()
    assert found.found.n == 60
    right = (expected.probabilities.argmax(axis=1) == found.labels).mean()
    assert found.found.accuracy.value == pytest.approx(right)


def test_answers_are_computed_once(
    settings: Settings, small: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answer_split(CHAMPION, small, Part.TEST, settings, Silent())
    monkeypatch.setattr(Predictor, "predict_many", None)
    assert (answer_split(CHAMPION, small, Part.TEST, settings, Silent()) == first).all()


def test_answers_to_all_pictures_are_taken_where_they_are_there(
    settings: Settings, small: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    probabilities = softmax(np.random.default_rng(1).normal(size=(100, 10)))
    kept = AllAnswers(probabilities, np.zeros((100, 64), np.float16), np.ones(100, bool))
    AnswerStore(settings).save(CHAMPION, small, kept)
    monkeypatch.setattr(Predictor, "predict_many", None)
    found = answer_split(CHAMPION, small, Part.VALIDATION, settings, Silent())
    assert np.allclose(found, probabilities[small.members(Part.VALIDATION)])


def test_a_version_that_leaves_pictures_out_has_answers_of_its_own(
    settings: Settings, small: Pictures
) -> None:
    answer_split(CHAMPION, small, Part.TEST, settings, Silent())
    small.excluded[2] = True
    store = SplitAnswers(settings)
    assert store.load(CHAMPION, small, Part.TEST) is None
    without_first = answer_split(CHAMPION, small, Part.TEST, settings, Silent())
    small.excluded[2], small.excluded[3] = False, True  # as many pictures, but others
    without_second = answer_split(CHAMPION, small, Part.TEST, settings, Silent())
    assert len(without_first) == len(without_second) == 59
    assert not np.allclose(without_first[0], without_second[0])


@pytest.mark.parametrize("content", [b"", b"rubbish", "half"])
def test_damaged_answers_are_computed_again(
    settings: Settings, small: Pictures, content: bytes | str
) -> None:
    first = answer_split(CHAMPION, small, Part.TEST, settings, Silent())
    path = SplitAnswers(settings).paths(CHAMPION, small, Part.TEST)[1]
    path.write_bytes(content if isinstance(content, bytes) else path.read_bytes()[:200])
    assert SplitAnswers(settings).load(CHAMPION, small, Part.TEST) is None
    assert np.allclose(answer_split(CHAMPION, small, Part.TEST, settings, Silent()), first)


def test_it_stops_when_asked_and_keeps_nothing(settings: Settings, small: Pictures) -> None:
    class Stopping(Silent):
        def should_stop(self) -> bool:
            return True

    with pytest.raises(JobStopped):
        answer_split(CHAMPION, small, Part.TEST, settings, Stopping())
    assert SplitAnswers(settings).load(CHAMPION, small, Part.TEST) is None


def test_a_model_whose_file_is_gone_is_named(settings: Settings, small: Pictures) -> None:
    with pytest.raises(ModelUnavailable):
        answer_split(Path("nowhere"), small, Part.TEST, settings, Silent())


def test_a_split_without_pictures_is_named(settings: Settings, small: Pictures) -> None:
    small.excluded[:] = True
    with pytest.raises(BadData, match="no picture in the test split of v1"):
        shipped(settings)


def test_the_accuracy_without_near_duplicates_needs_a_report(
    settings: Settings, small: Pictures
) -> None:
    first = shipped(settings)
    assert first.leaks is None
    leaked = tuple(int(number) for number in first.numbers[:7])
    Reports(settings).add(DataReport("v1", "0", 2.0, 1.0, (), searched=False))
    assert shipped(settings).leaks is None  # the quick checks know of no near-duplicates
    Reports(settings).add(DataReport("v1", "0", 1.0, 1.0, (), leaked))
    found = shipped(settings)
    assert found.leaks
    assert (found.leaks.n, found.leaks.leaked) == (60, 7)
    assert found.leaks.accuracy.value == found.found.accuracy.value
    right = (found.predicted == found.labels)[7:].mean()
    assert found.leaks.without.value == pytest.approx(right)


def test_validation_says_that_choices_were_made_on_it(settings: Settings, small: Pictures) -> None:
    found = shipped(settings, "validation")
    assert CHOSEN_ON in found.notes
    assert found.leaks is None
    assert CHOSEN_ON not in shipped(settings).notes


def test_the_pictures_of_a_cell_are_those_with_its_label_and_answer(
    settings: Settings, small: Pictures
) -> None:
    probabilities = np.full((60, 10), 0.05, np.float32)
    probabilities[np.arange(60), np.arange(60) % 3] = 0.55
    probabilities[9] = np.eye(10)[0]  # the surest
    model = ("v1", CHAMPION)
    found = evaluate_model(settings, model, small, Chosen(), probabilities)
    numbers = small.members(Part.TEST)
    expected = {n for n, p in zip(numbers, np.arange(60) % 3, strict=True) if p == 0}
    for label in range(10):
        cell = found.pictures_of(label, 0)
        assert set(cell) == {n for n in expected if small.labels[n] == label}
        assert len(cell) == found.found.confusion[label, 0]
    surest = small.labels[numbers[9]]
    assert found.pictures_of(int(surest), 0)[0] == numbers[9]
    assert found.probability(int(numbers[9])) == 1.0


def test_probabilities_without_the_temperature_are_those_of_the_logits() -> None:
    logits = np.random.default_rng(0).normal(size=(20, 10)) * 4
    assert np.allclose(without_temperature(softmax(logits, 1.7), 1.7), softmax(logits), atol=1e-5)


@pytest.mark.parametrize(
    ("text", "data", "split"),
    [
        ("test", "v1", "test"),
        ("validation", "v1", "validation"),
        ("v1", "v1", "test"),
        ("v1/validation", "v1", "validation"),
    ],
)
def test_data_are_chosen_by_a_short_name(
    settings: Settings, text: str, data: str, split: str
) -> None:
    assert read_choice(text, settings) == Chosen(data, split)


@pytest.mark.parametrize("text", ["", "v9", "v1/train", "test/validation", "tiny"])
def test_data_that_are_not_there_are_named(settings: Settings, text: str) -> None:
    with pytest.raises(DataUnavailable, match=f"no data named “{text}”"):
        read_choice(text, settings)


def test_a_split_that_does_not_exist_is_no_parameter() -> None:
    with pytest.raises(ValueError, match="no split 'train'"):
        EvaluateParameters("v1", "v1", "train")


def test_lines_for_people_and_programs_have_every_metric(
    settings: Settings, small: Pictures
) -> None:
    found = shipped(settings)
    line = found.as_line()
    assert set(line["metrics"]) == set(METRICS)
    assert {"value", "low", "high", "method"} <= set(line["metrics"]["accuracy"])
    assert len(line["classes"]) == 10
    words = found.in_words()
    assert words[0] == "shipped on the test split of v1, 60 pictures"
    for title in METRICS.values():
        assert any(title in one for one in words)
