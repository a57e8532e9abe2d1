"""A resumable job context, and a scripted replacement for training.fit."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.data import Dataset
from core.training import EpochMetrics, FitProgress, FitResult, TrainConfig
from tests.core.conftest import Listener


class ResumableContext(Listener):
    """Records all reports; the next context of the same job gets the same folder."""

    def __init__(self, folder: Path, stop_after: float = math.inf) -> None:
        super().__init__(stop_after)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.id = folder, folder.name


class ScriptedFit:
    """Replaces training.fit: a scripted accuracy per config, reached in even steps."""

    def __init__(self, accuracy: Callable[[TrainConfig], float]) -> None:
        self.accuracy = accuracy
        self.requested: list[tuple[TrainConfig, Dataset]] = []
        self.fail_at: int | None = None  # the call that raises Killed

    def __call__(
        self,
        config: TrainConfig,
        dataset: Dataset,
        on_progress: Callable[[FitProgress], None],
        should_stop: Callable[[], bool],
        *_: Any,
    ) -> FitResult:
        self.requested.append((config, dataset))
        history: tuple[EpochMetrics, ...] = ()
        stopped = False
        for progress in _progress(config, self.accuracy(config)):
            if stopped := should_stop():
                break
            if len(self.requested) == self.fail_at:
                raise Killed
            history = progress.history
            on_progress(progress)
        return FitResult(None, history, stopped, 1.0, config, 10, len(history))


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def _progress(config: TrainConfig, accuracy: float) -> Iterator[FitProgress]:
    history: list[EpochMetrics] = []
    for epoch in range(1, config.epochs + 1):
        progress = FitProgress(epoch, config.epochs, 1, 2, 0.5, 0.5, tuple(history))
        yield progress
        reached = accuracy * epoch / config.epochs
        history.append(EpochMetrics(epoch, 0.5, 0.5, 0.5, reached, 0.1, 1.0))
        yield replace(progress, batch=2, history=tuple(history))


def pictures_seen(dataset: Dataset) -> set[bytes]:
    """Every picture in the dataset passed to a training run, in any split."""
    splits = (dataset.train, dataset.validation, dataset.test)
    return {np.asarray(image).tobytes() for split in splits for image in split.images}
