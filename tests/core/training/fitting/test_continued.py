"""A training run that was interrupted and resumed ends with exactly the same weights."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import Dataset, Split
from core.training import Checkpoints, FitProgress, FitResult, TrainConfig, config_for, fit

TINY: dict[str, Any] = {"data": "tiny", "batch_size": 50, "epochs": 4, "deterministic": True}
VARIANTS: dict[str, dict[str, Any]] = {
    "augmented, half precision": {"augmentation": "erase", "precision": "bfloat16"},
    "as photos, adam, averaged": {
        "augmentation": "photo_like",
        "optimizer": "adam",
        "learning_rate": 1e-3,
        "ema": 0.9,
    },
    "best epoch": {"patience": 3, "learning_rate": 0.5},
}


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def killed_after(epoch: int, batch: int) -> Callable[[FitProgress], None]:
    def reports(progress: FitProgress) -> None:
        if (progress.epoch, progress.batch) == (epoch, batch):
            raise Killed

    return reports


def weights(result: FitResult) -> list[bytes]:
    return [array.tobytes() for array in result.model.get_weights()]


def figures(result: FitResult) -> list[tuple[Any, ...]]:
    return [dataclasses.astuple(dataclasses.replace(e, seconds=0.0)) for e in result.history]


@pytest.fixture(scope="module")
def few() -> Dataset:
    """200 training pictures: these tests compare weights, accuracy does not matter."""
    from core.data import load
    from core.settings import Settings

    tiny = load("tiny", Settings())
    train = Split(tiny.train.images[:200], tiny.train.labels[:200])
    return dataclasses.replace(tiny, train=train)


def test_a_run_killed_twice_ends_with_the_same_weights(few: Dataset, tmp_path: Path) -> None:
    config = config_for("quick", **TINY)
    uninterrupted = fit(config, few)
    for moment in ((2, 3), (3, 1)):
        with pytest.raises(Killed):
            fit(config, few, killed_after(*moment), checkpoints=Checkpoints(tmp_path))
    reports: list[FitProgress] = []
    continued = fit(config, few, reports.append, checkpoints=Checkpoints(tmp_path))
    assert (reports[0].epoch, len(reports[0].history)) == (2, 2)
    assert weights(continued) == weights(uninterrupted)
    assert figures(continued) == figures(uninterrupted)


@pytest.mark.parametrize("variant", VARIANTS)
def test_resuming_from_the_checkpoint_before_a_damaged_one_gives_the_same_weights(
    few: Dataset, tmp_path: Path, variant: str
) -> None:
    config = config_for("quick", **TINY | VARIANTS[variant])
    uninterrupted = fit(config, few, checkpoints=Checkpoints(tmp_path))
    newest = max(tmp_path.glob("*.npz"))
    newest.write_bytes(newest.read_bytes()[:1000])
    reports: list[FitProgress] = []
    again = fit(config, few, reports.append, checkpoints=Checkpoints(tmp_path))
    assert reports[0].epoch == len(uninterrupted.history) - 1
    assert weights(again) == weights(uninterrupted)
    assert figures(again) == figures(uninterrupted)
    assert again.epoch == uninterrupted.epoch


def test_a_finished_run_is_returned_again_without_training(few: Dataset, tmp_path: Path) -> None:
    config = config_for("quick", **TINY | {"patience": 2})
    uninterrupted = fit(config, few, checkpoints=Checkpoints(tmp_path))
    reports: list[FitProgress] = []
    again = fit(config, few, reports.append, checkpoints=Checkpoints(tmp_path))
    assert len(reports) == 1
    assert weights(again) == weights(uninterrupted)
    assert again.seconds > uninterrupted.history[-1].seconds  # includes the time of the first run


@pytest.mark.parametrize("change", [{"seed": 1}, {"learning_rate": 0.02}, {"epochs": 5}])
def test_checkpoints_of_another_config_are_not_resumed_from(
    few: Dataset, tmp_path: Path, change: dict[str, Any]
) -> None:
    fit(config_for("quick", **TINY | {"epochs": 1}), few, checkpoints=Checkpoints(tmp_path))
    reports: list[FitProgress] = []
    config = config_for("quick", **TINY | change)
    fit(config, few, reports.append, lambda: len(reports) > 0, Checkpoints(tmp_path))
    assert reports[0].batch == 1


def test_a_checkpoint_of_another_network_shape_is_ignored(
    few: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = "c" * 64
    monkeypatch.setattr("core.training.fitting.fit.fingerprint", lambda config, dataset: same)
    config = config_for("quick", **TINY | {"epochs": 1})
    fit(config, few, checkpoints=Checkpoints(tmp_path))
    reports: list[FitProgress] = []
    other: TrainConfig = dataclasses.replace(config, network="residual")
    fit(other, few, reports.append, lambda: len(reports) > 0, Checkpoints(tmp_path))
    assert reports[0].batch == 1


def test_a_stopped_training_keeps_its_checkpoints(few: Dataset, tmp_path: Path) -> None:
    config = config_for("quick", **TINY)
    reports: list[FitProgress] = []
    stopped = fit(config, few, reports.append, lambda: len(reports) >= 7, Checkpoints(tmp_path))
    assert stopped.stopped
    assert len(stopped.history) == 1
    assert len(list(tmp_path.glob("*-0001-*.npz"))) == 1


def test_ema_weights_differ_from_the_raw_ones_and_are_validated(few: Dataset) -> None:
    config = config_for("quick", **TINY, ema=0.95)
    raw, averaged = fit(config_for("quick", **TINY), few), fit(config, few)
    assert [e.loss for e in raw.history] == [e.loss for e in averaged.history]
    assert weights(raw) != weights(averaged)
    accuracy = validation_accuracy(averaged, few)
    assert accuracy == pytest.approx(averaged.history[-1].validation_accuracy, abs=0.02)


def test_without_patience_the_last_epoch_is_returned(few: Dataset) -> None:
    result = fit(config_for("quick", **TINY), few)
    assert (result.epoch, len(result.history)) == (4, 4)


def test_with_patience_training_stops_early_with_the_best_epoch(few: Dataset) -> None:
    config = config_for(
        "quick", **TINY | {"epochs": 40, "patience": 2, "learning_rate": 0.2, "warmup": 0.9}
    )
    result = fit(config, few)
    reached = [e.validation_accuracy for e in result.history]
    best = reached.index(max(reached)) + 1  # the earliest of equal ones
    assert result.epoch == best
    assert len(reached) == min(40, best + 2)
    assert len(reached) < 40
    assert not result.stopped
    assert validation_accuracy(result, few) == pytest.approx(max(reached), abs=0.02)


def validation_accuracy(result: FitResult, dataset: Dataset) -> float:
    logits = result.model.predict_on_batch(dataset.validation.images)
    return float((np.argmax(logits, axis=1) == dataset.validation.labels).mean())
