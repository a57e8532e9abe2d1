"""The answers of a model to all pictures: computed once, kept for its network and pictures."""

import math
from pathlib import Path

import numpy as np
import pytest

from core.data.versions.pictures import Part, Pictures
from core.data.versions.store import Versions
from core.errors import ModelUnavailable
from core.jobs import JobStopped
from core.registry import SHIPPED, Registry
from core.settings import REPOSITORY, Settings
from core.workflows.context import Silent, Workplace
from core.workflows.predict import answers as module
from core.workflows.predict.answers import (
    AllAnswers,
    AnswersParameters,
    AnswerStore,
    answer_all,
)

CHAMPION = REPOSITORY / "models" / "champion"


def few(count: int) -> Pictures:
    images = np.random.default_rng(0).integers(0, 256, (count, 28, 28), np.uint8)
    labels, parts = np.zeros(count, np.uint8), np.full(count, Part.TRAIN, np.uint8)
    return Pictures(images, labels, parts, np.zeros(count, bool))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Pictures:
    """Ninety pictures in place of all of v1."""
    pictures = few(90)
    monkeypatch.setattr(Versions, "pictures", lambda self, name: pictures)
    monkeypatch.setattr(module, "BATCH", 40)
    return pictures


def test_every_picture_is_answered_as_the_predictor_does(
    settings: Settings, small: Pictures
) -> None:
    from core.predictor import Predictor

    place = Workplace(settings, Registry(settings))
    done = answer_all(place, AnswersParameters(SHIPPED), Silent())
    assert done.pictures == 90
    found = AnswerStore(settings).load(CHAMPION, small)
    assert found is not None
    expected = Predictor.load(CHAMPION).predict_many(small.images)
    assert np.allclose(found.probabilities, expected.probabilities, atol=1e-5)
    assert np.array_equal(found.known, expected.known)
    assert found.embedding.shape == (90, 64)
    # The components keep who is near whom.
    full = ((expected.embedding - expected.embedding[0]) ** 2).sum(axis=1)
    kept = ((found.embedding - found.embedding[0]).astype(np.float32) ** 2).sum(axis=1)
    assert np.corrcoef(full, kept)[0, 1] > 0.95


def test_answering_stops_when_asked_and_keeps_nothing(settings: Settings, small: Pictures) -> None:
    class Stopping(Silent):
        def should_stop(self) -> bool:
            return True

    with pytest.raises(JobStopped):
        answer_all(Workplace(settings, Registry(settings)), AnswersParameters(SHIPPED), Stopping())
    assert AnswerStore(settings).load(CHAMPION, small) is None


class KilledAfter(Silent):
    """Is killed at a report; counts the batches that were answered."""

    def __init__(self, batches: float = math.inf) -> None:
        self.batches, self._last = 0, batches

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        self.batches += message.endswith("pictures") and message[0].isdigit()
        if self.batches > self._last:
            raise KeyboardInterrupt


def test_answers_of_a_killed_job_go_on_where_they_were(
    settings: Settings, small: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 10)
    monkeypatch.setattr(module, "PART", 2)
    place, asked = Workplace(settings, Registry(settings)), AnswersParameters(SHIPPED)
    answer_all(place, asked, Silent())
    store = AnswerStore(settings)
    whole = store.load(CHAMPION, small)
    store.path(CHAMPION, small).unlink()
    with pytest.raises(KeyboardInterrupt):
        answer_all(place, asked, KilledAfter(5), tmp_path)
    assert store.load(CHAMPION, small) is None
    rest = KilledAfter()
    answer_all(place, asked, rest, tmp_path)
    assert rest.batches == 9 - 4  # the fifth was alone in its part
    found = store.load(CHAMPION, small)
    assert whole is not None
    assert found is not None
    assert np.array_equal(found.probabilities, whole.probabilities)
    assert np.array_equal(found.embedding, whole.embedding)
    assert np.array_equal(found.known, whole.known)


@pytest.mark.parametrize("content", [b"", b"rubbish", "half"])
def test_damaged_answers_count_as_none(settings: Settings, content: bytes | str) -> None:
    store, pictures = AnswerStore(settings), few(5)
    kept = AllAnswers(np.ones((5, 10), np.float32), np.ones((5, 64), np.float16), np.ones(5, bool))
    store.save(CHAMPION, pictures, kept)
    assert store.load(CHAMPION, pictures) is not None
    assert store.load(CHAMPION, few(6)) is None
    path = store.path(CHAMPION, pictures)
    path.write_bytes(content if isinstance(content, bytes) else path.read_bytes()[:300])
    assert store.load(CHAMPION, pictures) is None


def test_a_model_whose_network_is_gone_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="onnx"):
        AnswerStore(settings).load(tmp_path, few(5))
