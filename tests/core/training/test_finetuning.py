"""Teaching a trained network a few pictures more: it learns them and keeps what it knew."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import Dataset, Split
from core.errors import ModelUnavailable, TrainingFailed
from core.model_files import ONNX_FILE
from core.registry import Registry
from core.training import TrainConfig, build, config_for, finetuning
from core.training.export.onnx_weights import read_weights
from core.training.export.save import require_same_answers
from core.training.finetuning import FineTuned, config_of_teaching, finetune
from tests.core.conftest import Trained

STEPS = 12


@dataclass(frozen=True)
class Start:
    """A trained network's file, the config that it came of, and what it learned from."""

    graph: bytes
    config: TrainConfig
    dataset: Dataset


@pytest.fixture
def start(trained: Trained, tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> Start:
    monkeypatch.setattr(finetuning, "STEPS", STEPS)
    folder: Path = Registry(trained.settings).get("v1").folder
    config = config_of_teaching(trained.config, "tiny+wardrobe", seed=3)
    return Start((folder / ONNX_FILE).read_bytes(), config, tiny)


def noise(*labels: int) -> Split:
    """Pictures that no garment looks like."""
    random = np.random.default_rng(5)
    return Split(
        random.integers(0, 256, (len(labels), 28, 28), np.uint8), np.array(labels, np.uint8)
    )


def taught(start: Start, lesson: Split) -> FineTuned:
    return finetune(start.config, start.graph, lesson, start.dataset)


@pytest.mark.parametrize("network", ["quick", "wide", "deep", "linear", "perceptron"])
@pytest.mark.parametrize("mirror", [False, True])
def test_weights_come_back_from_the_onnx_file(network: str, mirror: bool) -> None:
    from core.training.export.onnx_graph import onnx_bytes

    graph = onnx_bytes(build(network, mirror=mirror))
    again = build(network, mirror=mirror)
    read_weights(graph, again)
    require_same_answers(again, graph)


def test_the_file_of_another_network_is_refused_with_a_sentence() -> None:
    from core.training.export.onnx_graph import onnx_bytes

    with pytest.raises(ModelUnavailable, match="another version of the program"):
        read_weights(onnx_bytes(build("quick")), build("residual"))


def test_a_network_that_is_taught_nothing_new_starts_as_it_was(start: Start) -> None:
    model = build(start.config.network)
    read_weights(start.graph, model)
    require_same_answers(model, start.graph)


def test_it_tells_every_step_and_learns(start: Start) -> None:
    told: list[int] = []
    result = finetune(
        start.config, start.graph, noise(3, 4), start.dataset, lambda step, loss: told.append(step)
    )
    assert told == list(range(1, STEPS + 1))
    assert len(result.losses) == STEPS
    assert not result.stopped
    assert result.share in (0.0, *finetuning.SHARES)


def test_the_same_seed_draws_the_same_pictures(start: Start) -> None:
    first, second = taught(start, noise(3, 4)), taught(start, noise(3, 4))
    np.testing.assert_allclose(first.losses, second.losses, rtol=0.02)


def test_a_change_that_costs_too_much_is_not_taken_over(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finetuning, "FORGIVEN", -2.0)  # even a gain would cost too much
    result = taught(start, noise(3, 4))
    assert result.share == 0
    require_same_answers(result.model, start.graph)


def test_a_stop_comes_before_the_next_step_and_changes_nothing(start: Start) -> None:
    asked: list[bool] = []

    def third() -> bool:
        asked.append(True)
        return len(asked) > 3

    result = finetune(
        start.config, start.graph, noise(3), start.dataset, lambda step, loss: None, third
    )
    assert (result.stopped, len(result.losses)) == (True, 3)
    require_same_answers(result.model, start.graph)


def test_a_loss_that_is_no_number_ends_in_a_sentence(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "core.training.fitting.learner.Learner.step", lambda *arguments: (float("nan"), 0.0)
    )
    with pytest.raises(TrainingFailed, match="The loss became nan after 0 steps"):
        taught(start, noise(3))


def test_a_batch_holds_equally_many_of_each_taught_class_and_mostly_what_it_knew(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[np.ndarray] = []

    def step(learner: object, images: np.ndarray, targets: np.ndarray, rate: float) -> Any:
        batches.append(targets.argmax(axis=1))
        return 1.0, 0.5

    monkeypatch.setattr("core.training.fitting.learner.Learner.step", step)
    taught(start, noise(*[3] * 9, 8))  # nine of one class, one of another
    for labels in batches:
        few = labels[: 2 * finetuning.PER_CLASS]
        assert np.bincount(few, minlength=10)[[3, 8]].tolist() == [finetuning.PER_CLASS] * 2
        assert len(labels) == finetuning.BATCH


def test_a_taught_picture_is_shown_differently_each_time_and_stays_what_it_is(
    tiny: Dataset,
) -> None:
    images, labels = tiny.train.images[:40], tiny.train.labels[:40]
    before = images.copy()
    shown = [finetuning.vary(images, labels, np.random.default_rng(seed)) for seed in (0, 1, 0)]
    assert all(one.dtype == np.uint8 and one.shape == images.shape for one in shown)
    np.testing.assert_array_equal(shown[0], shown[2])
    assert (shown[0] != shown[1]).any(axis=(1, 2)).mean() > 0.5
    np.testing.assert_array_equal(images, before)


def test_a_support_vector_machine_cannot_be_taught(start: Start) -> None:
    config = config_of_teaching(config_for("hog_svm"), "tiny+wardrobe", seed=0)
    with pytest.raises(TrainingFailed, match="support vector machine"):
        finetune(config, start.graph, noise(3), start.dataset)
