import numpy as np
import pytest

from core.data import Dataset, load
from core.settings import Settings
from core.training import FitProgress, build, config_for, fit
from core.training.backend import load_keras
from core.training.fitting import svm
from core.training.networks import baselines

TINY = {"data": "tiny", "epochs": 6}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load("tiny", Settings())


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A support vector machine with 200 landmarks and few gradients, which trains in a second."""
    monkeypatch.setattr(baselines, "DIRECTIONS", 4)  # the time is that of the covariance's vectors
    for module in (baselines, svm):
        monkeypatch.setattr(module, "LANDMARKS", 200)
        monkeypatch.setattr(module, "PROJECTED", 40)


@pytest.mark.usefixtures("small")
def test_a_support_vector_machine_is_trained_by_fit(dataset: Dataset) -> None:
    reports: list[FitProgress] = []
    result = fit(config_for("hog_svm", **TINY), dataset, reports.append)
    logits = result.model.predict(dataset.validation.images, verbose=0)
    accuracy = float((logits.argmax(axis=1) == dataset.validation.labels).mean())
    assert accuracy == pytest.approx(result.history[-1].validation_accuracy, abs=0.011)
    assert accuracy > 0.5
    assert [progress.epoch for progress in reports] == [epoch.epoch for epoch in result.history]
    assert not result.stopped


@pytest.mark.usefixtures("small")
def test_a_support_vector_machine_stops_when_asked(dataset: Dataset) -> None:
    result = fit(config_for("hog_svm", **TINY), dataset, should_stop=lambda: True)
    assert result.stopped
    assert result.history == ()


@pytest.mark.usefixtures("small")
def test_the_same_seed_gives_the_same_support_vector_machine(dataset: Dataset) -> None:
    once, again = (fit(config_for("hog_svm", **TINY), dataset) for _ in range(2))
    for first, second in zip(once.model.get_weights(), again.model.get_weights(), strict=True):
        assert np.allclose(first, second, atol=1e-4)


@pytest.mark.parametrize("recipe", ["linear", "perceptron"])
def test_a_baseline_network_is_trained_by_fit(recipe: str, dataset: Dataset) -> None:
    result = fit(config_for(recipe, data="tiny", epochs=4, batch_size=50), dataset)
    assert result.history[-1].loss < result.history[0].loss


def gradients_of(image: np.ndarray) -> np.ndarray:
    model = build("hog_svm")
    part = load_keras().Model(model.input, model.get_layer("cells").output)
    return np.asarray(part.predict_on_batch(image[np.newaxis]))[0]


def test_an_edge_contributes_to_its_own_direction_only() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[:, 14:] = 200  # brighter to the right: direction 0
    cells = gradients_of(image)[1:6, 3]
    assert (cells.argmax(axis=1) == 0).all()
    assert np.allclose(cells[:, 5:12], 0, atol=1e-6)


def test_an_empty_picture_has_no_gradients() -> None:
    assert np.abs(gradients_of(np.zeros((28, 28), np.uint8))).max() < 1e-6
