"""The training loop: epochs of augmented batches, with progress reported after every batch."""

import math
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.errors import TrainingFailed
from core.training.backend import seed_everything
from core.training.config import TrainConfig
from core.training.export.onnx_weights import read_weights
from core.training.fitting.checkpoints import Checkpoint, Checkpoints, fingerprint
from core.training.fitting.learner import Learner
from core.training.fitting.offline import batches_for
from core.training.fitting.schedule import one_cycle
from core.training.fitting.svm import fit_svm
from core.training.fitting.targets import Teacher, smooth
from core.training.networks.build import build_final
from core.training.results import EpochMetrics, FitProgress, FitResult

if TYPE_CHECKING:
    from core.data import Dataset

Answer = Callable[[np.ndarray], Iterator[np.ndarray]]  # uint8 (n, 28, 28) -> logits (b, 10), ...


def fit(
    config: TrainConfig,
    dataset: "Dataset",
    on_progress: Callable[[FitProgress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
    checkpoints: Checkpoints | None = None,
    teacher: Teacher | None = None,
    start: bytes | None = None,
    on_epoch: Callable[[Answer], None] = lambda answer: None,
) -> FitResult:
    """Train a network on dataset.train, monitoring dataset.validation; dataset.test is not read.

    `on_progress` is called after every batch and after every epoch; `should_stop` is called before
    every batch and ends the training within one batch. With `checkpoints`, the training resumes
    after its last saved epoch and saves each further one.

    `on_epoch` is called after every epoch, with a function that yields the logits, float64 (b, 10),
    which the network then gives to pictures, in order; it has no effect on the training. `hog_svm`,
    which has no epochs, does not call it.

    The returned weights are those of the last epoch: the schedule ends there, and choosing among
    epochs would bias the validation accuracy upwards. With config.patience they are those of the
    epoch with the highest validation accuracy (the earliest of equals), and the training ends that
    many epochs after it. With config.ema, both use the moving average of the weights.

    `teacher` returns logits (n, 10) for uint8 (n, 28, 28); it is needed with config.distillation.
    `start` is the ONNX file of the same network, whose weights it starts from; it is needed with
    config.warm_start.

    Raises TrainingFailed if the loss is not finite, a checkpoint cannot be written, or the teacher
    or the start is missing; ModelUnavailable if the start is of another network.
    """
    if config.distillation and teacher is None:
        raise TrainingFailed("Distillation needs a model to learn from; set it to 0.")
    if config.warm_start and start is None:
        raise TrainingFailed(f"The weights of {config.warm_start}, to start from, are missing.")
    if config.network == "hog_svm":  # solved as a whole, in less time than many an epoch takes
        return fit_svm(config, dataset, on_progress, should_stop)
    fitting = _Fitting(
        config, dataset, on_progress, should_stop, checkpoints, teacher, start, on_epoch
    )
    return fitting.run()


class _Stopped(Exception):
    """The training was asked to stop."""


class _Fitting:
    """The state of one training."""

    def __init__(
        self,
        config: TrainConfig,
        dataset: "Dataset",
        on_progress: Callable[[FitProgress], None],
        should_stop: Callable[[], bool],
        checkpoints: Checkpoints | None,
        teacher: Teacher | None,
        start: bytes | None,
        on_epoch: Callable[[Answer], None],
    ) -> None:
        self.config = config
        self.teacher, self.start = teacher, start
        self.dataset = dataset
        self.on_progress, self.on_epoch = on_progress, on_epoch
        self.should_stop = should_stop
        self.checkpoints = checkpoints
        self.name = fingerprint(config, dataset) if checkpoints else ""
        self.history: list[EpochMetrics] = []
        self.best: tuple[np.ndarray, ...] = ()
        self.best_epoch = 0
        self.spent = 0.0  # seconds in earlier processes
        self.prepared: float | None = None

    def run(self) -> FitResult:
        self.began = time.perf_counter()
        seed_everything(self.config.seed, self.config.deterministic)
        generator = np.random.default_rng(self.config.seed)
        self.batches = batches_for(self.config, self.dataset.train, generator, self.teacher)
        self.learner = Learner(self.config)
        self._start_warm()
        stopped = False
        try:
            self.batches.prepare(self._report_prepared)
            self._go_on()
            while not self._over():
                self._run_epoch(len(self.history) + 1)
        except _Stopped:
            stopped = True
        return self._result(stopped)

    def _start_warm(self) -> None:
        """Replace the random weights by those of the network to start from, if there is one."""
        if self.start is not None:
            model = build_final(self.config)
            read_weights(self.start, model)
            self.learner.put(model.get_weights())

    def _report_prepared(self, share: float) -> None:
        self._heed_stop()
        self.prepared = share
        self._report(1, 0, 0.0, None)

    def _go_on(self) -> None:
        """Resume from the newest checkpoint that fits, if there is one."""
        for found in self.checkpoints.newest_first(self.name) if self.checkpoints else ():
            if self.learner.restore(found.state):
                self.history, self.spent = list(found.history), found.seconds
                self.best, self.best_epoch = found.best, found.best_epoch
                self.batches.generator.bit_generator.state = found.generator
                last = self.history[-1]
                self._report(last.epoch, self.batches.count, last.loss, last.accuracy)
                return

    def _over(self) -> bool:
        done = len(self.history)
        waited = done - self.best_epoch if self.best_epoch else 0
        return done >= self.config.epochs or 0 < self.config.patience <= waited

    def _run_epoch(self, epoch: int) -> None:
        began = time.perf_counter()
        loss, accuracy = self._learn(epoch)
        validation_loss, validation_accuracy = self._validate()
        self.history.append(
            EpochMetrics(
                epoch=epoch,
                loss=loss,
                accuracy=accuracy,
                validation_loss=validation_loss,
                validation_accuracy=validation_accuracy,
                learning_rate=self._learning_rate(epoch, self.batches.count - 1),
                seconds=time.perf_counter() - began,
            )
        )
        self.on_epoch(self._answer)
        self._note_best()
        self._save()
        self._report(epoch, self.batches.count, loss, accuracy)

    def _learn(self, epoch: int) -> tuple[float, float]:
        """Run the steps of an epoch; return their mean loss and accuracy."""
        total, loss, accuracy = np.zeros(2), math.nan, math.nan
        for batch, (images, targets) in enumerate(self.batches.epoch()):
            self._heed_stop()
            step = self.learner.step(images, targets, self._learning_rate(epoch, batch))
            self._require_number(step[0], epoch)
            total += step
            loss, accuracy = (float(mean) for mean in total / (batch + 1))
            self._report(epoch, batch + 1, loss, accuracy)
        return loss, accuracy

    def _heed_stop(self) -> None:
        if self.should_stop():
            raise _Stopped

    def _require_number(self, loss: float, epoch: int) -> None:
        if not math.isfinite(loss):
            raise TrainingFailed(
                f"The loss became {loss} in epoch {epoch}: the weights are unusable. "
                f"Try a lower learning rate than {self.config.learning_rate:g}."
            )

    def _learning_rate(self, epoch: int, batch: int) -> float:
        step = (epoch - 1) * self.batches.count + batch
        steps = self.config.epochs * self.batches.count
        return one_cycle(step, steps, self.config.learning_rate, self.config.warmup)

    def _validate(self) -> tuple[float, float]:
        """Return validation loss (with the training's label smoothing) and accuracy."""
        logits = np.concatenate(list(self._answer(self.dataset.validation.images)))
        labels = self.dataset.validation.labels
        peak = logits.max(axis=1, keepdims=True)
        log_sum = peak + np.log(np.exp(logits - peak).sum(axis=1, keepdims=True))
        targets = smooth(labels, self.config.label_smoothing)
        loss = float((targets * (log_sum - logits)).sum(axis=1).mean())
        return loss, float((logits.argmax(axis=1) == labels).mean())

    def _answer(self, images: np.ndarray) -> Iterator[np.ndarray]:
        for part in self.learner.logits(images):
            self._heed_stop()
            yield part

    def _note_best(self) -> None:
        if self.config.patience == 0:
            return
        now = self.history[-1]
        earlier = self.history[self.best_epoch - 1] if self.best_epoch else None
        if earlier is None or now.validation_accuracy > earlier.validation_accuracy:
            self.best, self.best_epoch = self.learner.weights(), now.epoch

    def _save(self) -> None:
        if self.checkpoints is None:
            return
        checkpoint = Checkpoint(
            history=tuple(self.history),
            seconds=self._seconds(),
            generator=self.batches.generator.bit_generator.state,
            state=self.learner.state(),
            best=self.best,
            best_epoch=self.best_epoch,
        )
        self.checkpoints.save(self.name, checkpoint)

    def _seconds(self) -> float:
        return self.spent + time.perf_counter() - self.began

    def _report(self, epoch: int, batch: int, loss: float, accuracy: float | None) -> None:
        self.on_progress(
            FitProgress(
                epoch=epoch,
                epochs=self.config.epochs,
                batch=batch,
                batches=self.batches.count,
                loss=loss,
                accuracy=accuracy,
                history=tuple(self.history),
                prepared=self.prepared,
            )
        )

    def _result(self, stopped: bool) -> FitResult:
        # Trained in whichever precision was fastest here, returned in float32.
        model = build_final(self.config)
        model.set_weights(self.best or self.learner.weights())
        return FitResult(
            model=model,
            history=tuple(self.history),
            stopped=stopped,
            seconds=self._seconds(),
            config=self.config,
            parameters=model.count_params(),
            epoch=self.best_epoch or len(self.history),
        )
