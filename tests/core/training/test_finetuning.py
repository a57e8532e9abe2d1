"""Fine-tuning a trained network on a few pictures, with replay against forgetting."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import Dataset, Split
from core.errors import ModelUnavailable, TrainingFailed
from core.model_files import ONNX_FILE
from core.registry import Registry
from core.training import Checkpoints, TrainConfig, build, config_for, finetuning
from core.training.export.onnx_weights import read_weights
from core.training.export.save import require_same_answers
from core.training.finetuning import FineTuned, finetune, finetuning_config
from tests.core.conftest import Trained

STEPS = 12


@dataclass(frozen=True)
class Start:
    """A trained network's file, its config and the dataset that it was trained on."""

    graph: bytes
    config: TrainConfig
    dataset: Dataset


@pytest.fixture
def start(trained: Trained, tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> Start:
    monkeypatch.setattr(finetuning, "STEPS", STEPS)
    folder: Path = Registry(trained.settings).get("v1").folder
    config = finetuning_config(trained.config, "tiny+wardrobe", seed=3)
    return Start((folder / ONNX_FILE).read_bytes(), config, tiny)


def noise(*labels: int) -> Split:
    """Pictures of pure noise."""
    random = np.random.default_rng(5)
    return Split(
        random.integers(0, 256, (len(labels), 28, 28), np.uint8), np.array(labels, np.uint8)
    )


def finetuned(start: Start, new_pictures: Split) -> FineTuned:
    return finetune(start.config, start.graph, new_pictures, start.dataset)


@pytest.mark.parametrize("network", ["quick", "wide", "deep", "linear", "perceptron"])
@pytest.mark.parametrize("flip_tta", [False, True])
def test_weights_are_read_back_from_the_onnx_file(network: str, flip_tta: bool) -> None:
    from core.training.export.onnx_graph import onnx_bytes

    graph = onnx_bytes(build(network, flip_tta=flip_tta))
    again = build(network, flip_tta=flip_tta)
    read_weights(graph, again)
    require_same_answers(again, graph)


def test_the_weights_of_another_network_are_refused() -> None:
    from core.training.export.onnx_graph import onnx_bytes

    with pytest.raises(ModelUnavailable, match="another version of the program"):
        read_weights(onnx_bytes(build("quick")), build("residual"))


def test_fine_tuning_starts_from_the_weights_of_the_model(start: Start) -> None:
    model = build(start.config.network)
    read_weights(start.graph, model)
    require_same_answers(model, start.graph)


def test_fine_tuning_reports_every_step_and_a_weight(start: Start) -> None:
    steps: list[int] = []
    result = finetune(
        start.config, start.graph, noise(3, 4), start.dataset, lambda step, loss: steps.append(step)
    )
    assert steps == list(range(1, STEPS + 1))
    assert len(result.losses) == STEPS
    assert not result.stopped
    assert result.interpolation_weight in (0.0, *finetuning.WEIGHTS)


def test_the_same_seed_gives_the_same_losses(start: Start) -> None:
    first, second = finetuned(start, noise(3, 4)), finetuned(start, noise(3, 4))
    np.testing.assert_allclose(first.losses, second.losses, rtol=0.02)


def test_a_change_that_loses_too_much_accuracy_is_discarded(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finetuning, "MAX_LOSS", -2.0)  # even a gain would cost too much
    result = finetuned(start, noise(3, 4))
    assert result.interpolation_weight == 0
    require_same_answers(result.model, start.graph)


def test_fine_tuning_stops_before_the_next_step_and_changes_nothing(start: Start) -> None:
    requested: list[bool] = []

    def third() -> bool:
        requested.append(True)
        return len(requested) > 3

    result = finetune(
        start.config, start.graph, noise(3), start.dataset, lambda step, loss: None, third
    )
    assert (result.stopped, len(result.losses)) == (True, 3)
    require_same_answers(result.model, start.graph)


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def killed_at(number: int) -> Callable[[int, float], None]:
    def reports(step: int, loss: float) -> None:
        if step == number:
            raise Killed

    return reports


def weights(result: FineTuned) -> list[bytes]:
    return [array.tobytes() for array in result.model.get_weights()]


def test_a_killed_fine_tuning_resumes_and_ends_with_the_same_weights(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finetuning, "PART", 5)
    config = replace(start.config, deterministic=True)
    pictures = config, start.graph, noise(3, 4), start.dataset
    uninterrupted = finetune(*pictures)
    assert uninterrupted.interpolation_weight, "else the weights are those of the start"
    with pytest.raises(Killed):
        finetune(*pictures, killed_at(7), checkpoints=Checkpoints(tmp_path))
    steps: list[int] = []
    again = finetune(
        *pictures, lambda step, loss: steps.append(step), checkpoints=Checkpoints(tmp_path)
    )
    assert steps == list(range(6, STEPS + 1))
    assert again.losses == uninterrupted.losses
    assert weights(again) == weights(uninterrupted)


def test_a_fine_tuning_with_other_pictures_does_not_resume(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finetuning, "PART", 5)
    first = start.config, start.graph, noise(3, 4), start.dataset
    with pytest.raises(Killed):
        finetune(*first, killed_at(7), checkpoints=Checkpoints(tmp_path))
    steps: list[int] = []
    other = start.config, start.graph, noise(3, 5), start.dataset
    finetune(*other, lambda step, loss: steps.append(step), checkpoints=Checkpoints(tmp_path))
    assert steps[0] == 1


def test_a_nan_loss_of_fine_tuning_is_reported(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "core.training.fitting.learner.Learner.step", lambda *arguments: (float("nan"), 0.0)
    )
    with pytest.raises(TrainingFailed, match="The loss became nan after 0 steps"):
        finetuned(start, noise(3))


def test_a_batch_is_balanced_over_the_new_classes_and_mostly_replay(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[np.ndarray] = []

    def step(learner: object, images: np.ndarray, targets: np.ndarray, rate: float) -> Any:
        batches.append(targets.argmax(axis=1))
        return 1.0, 0.5

    monkeypatch.setattr("core.training.fitting.learner.Learner.step", step)
    finetuned(start, noise(*[3] * 9, 8))  # nine of one class, one of another
    for labels in batches:
        few = labels[: 2 * finetuning.PER_CLASS]
        assert np.bincount(few, minlength=10)[[3, 8]].tolist() == [finetuning.PER_CLASS] * 2
        assert len(labels) == finetuning.BATCH


def test_new_pictures_are_augmented_randomly_but_reproducibly(
    tiny: Dataset,
) -> None:
    images, labels = tiny.train.images[:40], tiny.train.labels[:40]
    before = images.copy()
    shown = [finetuning.vary(images, labels, np.random.default_rng(seed)) for seed in (0, 1, 0)]
    assert all(one.dtype == np.uint8 and one.shape == images.shape for one in shown)
    np.testing.assert_array_equal(shown[0], shown[2])
    assert (shown[0] != shown[1]).any(axis=(1, 2)).mean() > 0.5
    np.testing.assert_array_equal(images, before)


def test_a_support_vector_machine_cannot_be_fine_tuned(start: Start) -> None:
    config = finetuning_config(config_for("hog_svm"), "tiny+wardrobe", seed=0)
    with pytest.raises(TrainingFailed, match="support vector machine"):
        finetune(config, start.graph, noise(3), start.dataset)
