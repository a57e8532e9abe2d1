import dataclasses
import time

import numpy as np
import pytest

from core.data import Dataset, Split, load
from core.errors import TrainingFailed
from core.settings import Settings
from core.training import FitProgress, FitResult, config_for, fit

TINY = {"data": "tiny", "batch_size": 50, "epochs": 3}


class Poisoned:
    """A split that must not be read."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"The test split's {name} was read.")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return dataclasses.replace(load("tiny", Settings()), test=Poisoned())


@pytest.fixture(scope="module")
def trained(dataset: Dataset) -> tuple[FitResult, list[FitProgress]]:
    reports: list[FitProgress] = []
    return fit(config_for("quick", **TINY), dataset, reports.append), reports


def test_the_loss_falls_and_the_test_split_is_not_read(
    trained: tuple[FitResult, list[FitProgress]],
) -> None:
    history = trained[0].history
    assert history[-1].loss < history[0].loss
    assert history[-1].validation_accuracy > 0.3  # chance level is 0.1
    assert not trained[0].stopped


def test_progress_is_reported_every_batch_and_never_decreases(
    trained: tuple[FitResult, list[FitProgress]],
) -> None:
    reports = trained[1]
    batches = reports[0].batches
    fractions = [progress.fraction for progress in reports]
    assert len(reports) == 3 * (batches + 1)  # each batch, each epoch
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert [len(progress.history) for progress in reports[batches :: batches + 1]] == [1, 2, 3]


def test_metrics_are_python_numbers(trained: tuple[FitResult, list[FitProgress]]) -> None:
    result, reports = trained
    assert type(reports[0].loss) is float
    assert all(type(value) in (int, float) for value in dataclasses.astuple(result.history[0]))
    assert result.parameters == result.model.count_params()


def test_the_network_is_returned_in_float32_with_the_reported_accuracy(
    dataset: Dataset, trained: tuple[FitResult, list[FitProgress]]
) -> None:
    result = trained[0]
    assert {str(layer.compute_dtype) for layer in result.model.layers} == {"float32"}
    logits = result.model.predict_on_batch(dataset.validation.images)
    accuracy = float((np.argmax(logits, axis=1) == dataset.validation.labels).mean())
    assert accuracy == pytest.approx(result.history[-1].validation_accuracy, abs=0.02)


def test_the_same_seed_gives_the_same_weights(
    dataset: Dataset, trained: tuple[FitResult, list[FitProgress]]
) -> None:
    again = fit(config_for("quick", **TINY), dataset).model.get_weights()
    pairs = zip(again, trained[0].model.get_weights(), strict=True)
    assert all(np.allclose(one, other, atol=1e-3) for one, other in pairs)


def test_training_stops_within_a_batch(dataset: Dataset) -> None:
    reports: list[FitProgress] = []
    result = fit(config_for("quick", **TINY), dataset, reports.append, lambda: len(reports) >= 2)
    assert result.stopped
    assert len(reports) == 2
    assert result.history == ()


def test_a_stop_before_the_start_trains_no_epoch(dataset: Dataset) -> None:
    began = time.perf_counter()
    assert fit(config_for("quick", **TINY), dataset, should_stop=lambda: True).stopped
    assert time.perf_counter() - began < 10


def test_a_diverged_loss_is_reported_with_what_to_do(dataset: Dataset) -> None:
    config = config_for("quick", **TINY, optimizer="sgd", learning_rate=10.0, warmup=0.0)
    with pytest.raises(TrainingFailed, match="lower learning rate than 10"):
        fit(config, dataset)


def test_fewer_pictures_than_a_batch_can_be_trained_on() -> None:
    images = np.zeros((5, 28, 28), np.uint8)
    few = Split(images, np.arange(5, dtype=np.uint8))
    result = fit(config_for("quick", epochs=1), Dataset("few", "", few, few, few, 0))
    assert len(result.history) == 1
