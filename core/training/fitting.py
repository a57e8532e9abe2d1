"""The training itself: epochs of augmented batches, told and asked at every batch."""

import math
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import TrainingFailed
from core.training.augmentation import augment
from core.training.backend import load_keras, precision_for
from core.training.config import TrainConfig
from core.training.networks import build
from core.training.optimizers import optimizer_for
from core.training.results import EpochMetrics, FitProgress, FitResult
from core.training.schedule import one_cycle

if TYPE_CHECKING:
    from core.data import Dataset, Split

VALIDATION_BATCH = 500
AUGMENTED_AT_ONCE = 2_048  # pictures


def fit(
    config: TrainConfig,
    dataset: "Dataset",
    on_progress: Callable[[FitProgress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> FitResult:
    """Train a network on dataset.train, watching dataset.validation; dataset.test is not read.

    `on_progress` is called after every batch and after every epoch; `should_stop` is asked before
    every batch and ends the training within one batch. Raises TrainingFailed when the loss is no
    longer a number.
    """
    return _Fitting(config, dataset, on_progress, should_stop).run()


class _Fitting:
    """The state of one training."""

    def __init__(
        self,
        config: TrainConfig,
        dataset: "Dataset",
        on_progress: Callable[[FitProgress], None],
        should_stop: Callable[[], bool],
    ) -> None:
        self.config = config
        self.train: Split = dataset.train
        self.validation: Split = dataset.validation
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.batches = max(1, len(dataset.train.images) // config.batch_size)
        self.history: list[EpochMetrics] = []
        self.stopped = False

    def run(self) -> FitResult:
        began = time.perf_counter()
        load_keras().utils.set_random_seed(self.config.seed)
        self.generator = np.random.default_rng(self.config.seed)
        self.targets = _smooth(self.train.labels, self.config.label_smoothing)
        self.model = _compiled(self.config)
        for epoch in range(1, self.config.epochs + 1):
            self._run_epoch(epoch)
            if self.stopped:
                break
        # Trained in whatever precision was fastest here; handed over in float32.
        model = build(self.config.network)
        model.set_weights(self.model.get_weights())
        return FitResult(
            model=model,
            history=tuple(self.history),
            stopped=self.stopped,
            seconds=time.perf_counter() - began,
            config=self.config,
            parameters=model.count_params(),
        )

    def _run_epoch(self, epoch: int) -> None:
        began = time.perf_counter()
        total, loss, accuracy = np.zeros(2), math.nan, math.nan
        for batch, (images, targets) in enumerate(self._augmented_batches()):
            if self.should_stop():
                self.stopped = True
                return
            total += self._step(epoch, batch, images, targets)
            loss, accuracy = (float(mean) for mean in total / (batch + 1))
            self._report(epoch, batch + 1, loss, accuracy)
        validation_loss, validation_accuracy = self._validate()
        self.history.append(
            EpochMetrics(
                epoch=epoch,
                loss=loss,
                accuracy=accuracy,
                validation_loss=validation_loss,
                validation_accuracy=validation_accuracy,
                learning_rate=self._learning_rate(epoch, self.batches - 1),
                seconds=time.perf_counter() - began,
            )
        )
        self._report(epoch, self.batches, loss, accuracy)

    def _augmented_batches(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the epoch's batches in random order, a left-over smaller than a batch dropped.

        Many batches are augmented at once, which is cheap in NumPy, but not all: the question
        whether to stop must not wait for 55,000 pictures.
        """
        size = min(self.config.batch_size, len(self.train.images))
        order = self.generator.permutation(len(self.train.images))[: self.batches * size]
        stride = size * max(1, AUGMENTED_AT_ONCE // size)
        for start in range(0, len(order), stride):
            chosen = order[start : start + stride]
            images = augment(
                self.config.augmentation,
                self.train.images[chosen],
                self.train.labels[chosen],
                self.generator,
            )
            targets = self.targets[chosen]
            for first in range(0, len(chosen), size):
                yield images[first : first + size], targets[first : first + size]

    def _step(
        self, epoch: int, batch: int, images: np.ndarray, targets: np.ndarray
    ) -> tuple[float, float]:
        """Take one step; return the batch's mean loss and accuracy."""
        self.model.optimizer.learning_rate = self._learning_rate(epoch, batch)
        logs = self.model.train_on_batch(images, targets, return_dict=True)
        loss = float(logs["loss"])
        if not math.isfinite(loss):
            raise TrainingFailed(
                f"The loss became {loss} in epoch {epoch}: the weights are of no use. "
                f"Try a lower learning rate than {self.config.learning_rate:g}."
            )
        return loss, float(logs["accuracy"])

    def _learning_rate(self, epoch: int, batch: int) -> float:
        step = (epoch - 1) * self.batches + batch
        steps = self.config.epochs * self.batches
        return one_cycle(step, steps, self.config.learning_rate, self.config.warmup)

    def _report(self, epoch: int, batch: int, loss: float, accuracy: float) -> None:
        self.on_progress(
            FitProgress(
                epoch=epoch,
                epochs=self.config.epochs,
                batch=batch,
                batches=self.batches,
                loss=loss,
                accuracy=accuracy,
                history=tuple(self.history),
            )
        )

    def _validate(self) -> tuple[float, float]:
        """Return loss (smoothed like the training's) and accuracy on the validation split."""
        images, labels = self.validation.images, self.validation.labels
        parts = [
            np.asarray(self.model.predict_on_batch(images[start : start + VALIDATION_BATCH]))
            for start in range(0, len(images), VALIDATION_BATCH)
        ]
        logits = np.concatenate(parts).astype(np.float64)
        peak = logits.max(axis=1, keepdims=True)
        log_sum = peak + np.log(np.exp(logits - peak).sum(axis=1, keepdims=True))
        targets = _smooth(labels, self.config.label_smoothing)
        loss = float((targets * (log_sum - logits)).sum(axis=1).mean())
        return loss, float((logits.argmax(axis=1) == labels).mean())


def _compiled(config: TrainConfig) -> Any:
    """Build the network of a config with its loss and optimizer."""
    model = build(config.network, precision_for(config.precision))
    model.compile(
        optimizer=optimizer_for(config),
        loss=load_keras().losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,  # compiling costs more than a short training takes
    )
    return model


def _smooth(labels: np.ndarray, smoothing: float) -> np.ndarray:
    """Return the targets, float32 (n, 10): 1 - smoothing on the label, the rest spread evenly."""
    targets = np.full((len(labels), 10), smoothing / 10, dtype=np.float32)
    targets[np.arange(len(labels)), labels] += 1 - smoothing
    return targets
