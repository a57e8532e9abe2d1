"""Fine-tune a trained network on a few new pictures without forgetting its training data.

A batch holds some of the new pictures, equally many of each class, augmented differently each
time, and many of those that the network was trained on (rehearsal: Robins 1995), under the
`photo_like` augmentation. The new weights are then interpolated with the old (Wortsman et al.,
arXiv 2109.01903), with the largest weight of the new that the validation split allows.
"""

import hashlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import TrainingFailed
from core.training.augmentation.photo_like.pipeline import simulate_photo
from core.training.augmentation.photo_like.shape import bend
from core.training.augmentation.steps import augment
from core.training.backend import seed_everything
from core.training.config import TrainConfig
from core.training.export.onnx_weights import read_weights
from core.training.fitting.batches import Batches
from core.training.fitting.checkpoints import Checkpoint, Checkpoints, fingerprint
from core.training.fitting.learner import Learner
from core.training.fitting.schedule import one_cycle
from core.training.fitting.targets import smooth
from core.training.networks.build import build_final

if TYPE_CHECKING:
    from core.data import Dataset, Split

STEPS = 300
PART = 50  # steps between checkpoints
BATCH = 128  # pictures
MAX_NEW = 32  # of these, new pictures
PER_CLASS = 4  # new pictures of one class in a batch, at most
CHANGED = 0.5  # share of the new pictures that are bent, and share made into simulated photos
LEARNING_RATE = 0.01  # an eighth of the rate that the networks are trained with
WEIGHTS = (1.0, 0.75, 0.5, 0.25)  # interpolation weights, in the order in which they are tried
MAX_LOSS = 0.004  # validation accuracy (0-1) that fine-tuning may cost

Weights = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class FineTuned:
    """A fine-tuned network. `interpolation_weight`: of the new weights; `losses`: one per step."""

    model: Any  # keras.Model: pictures (n, 28, 28), 0-255 -> logits (n, 10)
    interpolation_weight: float
    losses: tuple[float, ...]
    seconds: float
    stopped: bool


def finetuning_config(base: TrainConfig, data: str, seed: int) -> TrainConfig:
    """Return the config of fine-tuning a network that was trained with `base`."""
    return replace(
        base,
        recipe="finetuned",
        data=data,
        seed=seed,
        epochs=1,
        batch_size=BATCH,
        optimizer="sgd",
        learning_rate=LEARNING_RATE,
        warmup=0.2,
        label_smoothing=0.05,
        augmentation="photo_like",
        offline=False,
        distillation=0.0,
        warm_start="",
        ema=0.0,
        patience=0,
    )


def finetune(
    config: TrainConfig,
    graph: bytes,
    new_pictures: "Split",
    dataset: "Dataset",
    on_step: Callable[[int, float], None] = lambda step, loss: None,
    should_stop: Callable[[], bool] = lambda: False,
    checkpoints: Checkpoints | None = None,
) -> FineTuned:
    """Fine-tune the network in an ONNX file that `save` wrote; dataset.test is not read.

    `config` comes from `finetuning_config`; `new_pictures` are those to learn, `dataset` is what
    the network was trained on. `on_step` receives the number of steps done and the mean loss of the
    last 20; `should_stop` is called before every step. With `checkpoints`, it resumes after its
    last saved part of 50 steps and saves each further one; one of another network, of other
    pictures or settings is not resumed from.

    Raises ModelUnavailable if the file is of another network, TrainingFailed for the SVM, which has
    no steps, if the loss diverges, or if a checkpoint cannot be written.
    """
    tuning = _FineTuning(config, graph, new_pictures, dataset)
    tuning.resume(checkpoints, graph)
    return tuning.run(on_step, should_stop)


class _FineTuning:
    def __init__(
        self, config: TrainConfig, graph: bytes, new_pictures: "Split", dataset: "Dataset"
    ) -> None:
        if config.network == "hog_svm":
            raise TrainingFailed(
                "A support vector machine is not trained in steps and cannot be fine-tuned. "
                "Make a network the champion on the Models page first."
            )
        self.config, self.dataset, self.new_pictures = config, dataset, new_pictures
        self.began = time.perf_counter()
        seed_everything(config.seed, config.deterministic)
        self.generator = np.random.default_rng(config.seed)
        self.model = build_final(config)
        read_weights(graph, self.model)
        self.before: Weights = tuple(self.model.get_weights())
        self.learner = Learner(config)
        self.learner.put(self.before)
        self.groups = [
            np.flatnonzero(new_pictures.labels == one) for one in np.unique(new_pictures.labels)
        ]
        self.each = min(PER_CLASS, max(1, MAX_NEW // len(self.groups)))
        self.losses: list[float] = []
        self.spent = 0.0  # seconds in earlier processes
        self.checkpoints: Checkpoints | None = None
        self.start = self._right()

    def resume(self, checkpoints: Checkpoints | None, graph: bytes) -> None:
        """Go on from the newest checkpoint that fits, if there is one; save further ones."""
        if checkpoints is None:
            return
        self.checkpoints, self.name = checkpoints, self._fingerprint(graph)
        for found in checkpoints.newest_first(self.name):
            if self.learner.restore(found.state):
                self.losses, self.spent = list(found.losses), found.seconds
                self.generator.bit_generator.state = found.generator
                return

    def _fingerprint(self, graph: bytes) -> str:
        """Return the SHA-256 (hex) of everything that determines the result."""
        digest = hashlib.sha256(fingerprint(self.config, self.dataset).encode())
        arrays = (self.new_pictures.images, self.new_pictures.labels)
        for content in (graph, *(array.tobytes() for array in arrays)):
            digest.update(hashlib.sha256(content).digest())
        return digest.hexdigest()

    def run(
        self, on_step: Callable[[int, float], None], should_stop: Callable[[], bool]
    ) -> FineTuned:
        stopped = False
        while len(self.losses) < STEPS and not stopped:
            stopped = self._run_part(on_step, should_stop)
        share = 0.0 if stopped else self._mix()
        self.model.set_weights(list(self._mixed(share)))
        return FineTuned(
            model=self.model,
            interpolation_weight=share,
            losses=tuple(self.losses),
            seconds=self._seconds(),
            stopped=stopped,
        )

    def _run_part(
        self, on_step: Callable[[int, float], None], should_stop: Callable[[], bool]
    ) -> bool:
        """Run the steps up to the next checkpoint, and save it; return whether it was stopped."""
        # A part draws its own pictures, so that a checkpoint need not hold a half-used epoch.
        self.replay = self._replayed()
        until = min(STEPS, (len(self.losses) // PART + 1) * PART)
        while len(self.losses) < until:
            if should_stop():
                return True
            self._step()
            on_step(len(self.losses), float(np.mean(self.losses[-20:])))
        self._save()
        return False

    def _save(self) -> None:
        if self.checkpoints is None:
            return
        checkpoint = Checkpoint(
            history=(),
            seconds=self._seconds(),
            generator=self.generator.bit_generator.state,
            state=self.learner.state(),
            losses=tuple(self.losses),
        )
        self.checkpoints.save(self.name, checkpoint)

    def _seconds(self) -> float:
        return self.spent + time.perf_counter() - self.began

    def _step(self) -> None:
        rate = one_cycle(len(self.losses), STEPS, self.config.learning_rate, self.config.warmup)
        loss, _ = self.learner.step(*self._batch(), rate)
        if not math.isfinite(loss):
            raise TrainingFailed(
                f"The loss became {loss} after {len(self.losses)} steps: nothing was learned. "
                "The champion is unchanged; train a new one before fine-tuning."
            )
        self.losses.append(loss)

    def _batch(self) -> tuple[np.ndarray, np.ndarray]:
        """Return new and replayed pictures, uint8 (b, 28, 28), with targets float32 (b, 10)."""
        chosen = np.concatenate([self.generator.choice(group, self.each) for group in self.groups])
        labels = self.new_pictures.labels[chosen]
        images = vary(self.new_pictures.images[chosen], labels, self.generator)
        targets = smooth(labels, self.config.label_smoothing)
        replayed, known = next(self.replay)
        return np.concatenate([images, replayed]), np.concatenate([targets, known])

    def _replayed(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the rest of each batch from the training split, epoch after epoch."""
        left = replace(self.config, batch_size=BATCH - self.each * len(self.groups))
        batches = Batches(left, self.dataset.train, self.generator)
        while True:
            yield from batches.epoch()

    def _mix(self) -> float:
        """Apply and return the largest interpolation weight that the validation split allows."""
        self.after: Weights = self.learner.weights()
        for share in WEIGHTS:
            self.learner.put(self._mixed(share))
            if self._right() >= self.start - MAX_LOSS:
                return share
        return 0.0

    def _mixed(self, share: float) -> Weights:
        if share == 0:
            return self.before
        pairs = zip(self.before, self.after, strict=True)
        return tuple(old + share * (new - old) for old, new in pairs)

    def _right(self) -> float:
        """Return the accuracy on the validation split, 0-1."""
        split = self.dataset.validation
        logits = np.concatenate(list(self.learner.logits(split.images)))
        return float((logits.argmax(axis=1) == split.labels).mean())


def vary(images: np.ndarray, labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Augment new pictures, uint8 (n, 28, 28), as other photos of the same garments.

    All are flipped and shifted at random; half are bent, and half become simulated photos with
    another fabric and outline.
    """
    varied = augment("shift", images, labels, generator)
    bent = generator.random(len(images)) < CHANGED
    varied[bent] = bend(varied[bent], generator)
    shot = generator.random(len(images)) < CHANGED
    varied[shot] = simulate_photo(varied[shot], labels[shot], generator)
    return varied
