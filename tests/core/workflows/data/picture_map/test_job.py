"""The map of a model as a job: made once, kept beside the answers, made again where damaged."""

from pathlib import Path

import numpy as np
import pytest

from core.data.versions.pictures import Part, Pictures
from core.data.versions.store import Versions
from core.errors import HomeUnusable
from core.jobs import JobStopped
from core.registry import SHIPPED, Registry
from core.settings import Settings
from core.workflows.context import Silent, Workplace
from core.workflows.data.picture_map import job
from core.workflows.data.picture_map.job import ProjectionParameters, ProjectionStore, make_map
from core.workflows.predict.answers import AllAnswers, AnswersParameters, AnswerStore

N = 40


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def place(settings: Settings, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.setattr(Versions, "pictures", lambda self, name: pictures)
    return Workplace(settings, Registry(settings))


@pytest.fixture
def pictures() -> Pictures:
    images = np.random.default_rng(0).integers(0, 256, (N, 28, 28), np.uint8)
    return Pictures(
        images, (np.arange(N) % 10).astype(np.uint8), np.full(N, Part.TRAIN), np.zeros(N, bool)
    )


def answers(n: int = N) -> AllAnswers:
    chance = np.random.default_rng(1)
    embedding = chance.normal(size=(n, 64)).astype(np.float16)
    return AllAnswers(np.full((n, 10), 0.1, np.float32), embedding, np.ones(n, bool))


@pytest.fixture
def model(place: Workplace) -> Path:
    return place.registry.shipped().folder


def test_a_map_is_kept_beside_the_answers(
    place: Workplace, pictures: Pictures, model: Path
) -> None:
    AnswerStore(place.settings).save(model, pictures, answers())
    store = ProjectionStore(place.settings)
    assert store.load(model, pictures) is None
    result = make_map(place, ProjectionParameters(SHIPPED), Silent())
    found = store.load(model, pictures)
    assert result.pictures == N
    assert found is not None
    assert found.shape == (N, 2)
    assert store.path(model, pictures).parent == place.settings.answers


def test_a_model_that_has_not_answered_answers_first(
    place: Workplace, pictures: Pictures, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def answer(place: Workplace, parameters: AnswersParameters, context: Silent) -> None:
        asked.append(parameters)
        context.report(1.0, "Answered")
        AnswerStore(place.settings).save(model, pictures, answers())

    monkeypatch.setattr(job, "answer_all", answer)
    context = Reported()
    make_map(place, ProjectionParameters(SHIPPED, "v2"), context)
    make_map(place, ProjectionParameters(SHIPPED, "v2"), Silent())
    assert asked == [AnswersParameters(SHIPPED, "v2")]
    assert context.fractions[0] == job.ANSWERED
    assert context.fractions == sorted(context.fractions)


class Reported(Silent):
    def __init__(self) -> None:
        self.fractions: list[float] = []

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        self.fractions.append(fraction)


class Stopping(Silent):
    def should_stop(self) -> bool:
        return True


def test_a_stopped_job_keeps_no_map(place: Workplace, pictures: Pictures, model: Path) -> None:
    AnswerStore(place.settings).save(model, pictures, answers())
    with pytest.raises(JobStopped):
        make_map(place, ProjectionParameters(SHIPPED), Stopping())
    assert ProjectionStore(place.settings).load(model, pictures) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:90]),
        lambda path: np.save(path, np.zeros((N - 1, 2), np.float32)),
        lambda path: np.save(path, np.full((N, 2), np.nan, np.float32)),
        lambda path: np.save(path, np.array([{"a": 1}]), allow_pickle=True),
    ],
    ids=["empty", "cut", "of other pictures", "not finite", "pickled"],
)
def test_a_damaged_map_is_as_none(
    place: Workplace, pictures: Pictures, model: Path, damage: object
) -> None:
    store = ProjectionStore(place.settings)
    store.save(model, pictures, np.zeros((N, 2), np.float32))
    assert store.load(model, pictures) is not None
    assert callable(damage)
    damage(store.path(model, pictures))
    assert store.load(model, pictures) is None


def test_a_home_that_cannot_be_written_is_named(
    place: Workplace, pictures: Pictures, model: Path
) -> None:
    place.settings.home.mkdir(parents=True)
    (place.settings.home / "cache").write_text("a file")
    with pytest.raises(HomeUnusable, match="answers cannot be written"):
        ProjectionStore(place.settings).save(model, pictures, np.zeros((N, 2), np.float32))
