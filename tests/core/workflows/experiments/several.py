"""A context that can be taken up again, and a training that takes no time."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.data import Dataset
from core.training import EpochMetrics, FitProgress, FitResult, TrainConfig
from tests.core.conftest import Listener


class Durable(Listener):
    """Keeps what it is told; its folder is there again for the next context of the same job."""

    def __init__(
        self, parameters: Mapping[str, Any], folder: Path, stop_after: float = math.inf
    ) -> None:
        super().__init__(stop_after)
        folder.mkdir(parents=True, exist_ok=True)
        self.parameters, self.folder = parameters, folder


class ScriptedFit:
    """Stands in for training.fit: an accuracy for each config, reached in even steps."""

    def __init__(self, accuracy: Callable[[TrainConfig], float]) -> None:
        self.accuracy = accuracy
        self.asked: list[tuple[TrainConfig, Dataset]] = []
        self.fail_at: int | None = None  # the call that is cut off as by a kill

    def __call__(
        self,
        config: TrainConfig,
        dataset: Dataset,
        on_progress: Callable[[FitProgress], None],
        should_stop: Callable[[], bool],
        *_: Any,
    ) -> FitResult:
        self.asked.append((config, dataset))
        history: tuple[EpochMetrics, ...] = ()
        stopped = False
        for progress in _progress(config, self.accuracy(config)):
            if stopped := should_stop():
                break
            if len(self.asked) == self.fail_at:
                raise Killed
            history = progress.history
            on_progress(progress)
        return FitResult(None, history, stopped, 1.0, config, 10, len(history))


class Killed(BaseException):
    """The process is gone: nothing catches it."""


def _progress(config: TrainConfig, accuracy: float) -> Iterator[FitProgress]:
    history: list[EpochMetrics] = []
    for epoch in range(1, config.epochs + 1):
        progress = FitProgress(epoch, config.epochs, 1, 2, 0.5, 0.5, tuple(history))
        yield progress
        reached = accuracy * epoch / config.epochs
        history.append(EpochMetrics(epoch, 0.5, 0.5, 0.5, reached, 0.1, 1.0))
        yield replace(progress, batch=2, history=tuple(history))


def pictures_seen(dataset: Dataset) -> set[bytes]:
    """Every picture that a training was handed, whatever the split."""
    splits = (dataset.train, dataset.validation, dataset.test)
    return {np.asarray(image).tobytes() for split in splits for image in split.images}
